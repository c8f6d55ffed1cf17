"""Letters of the made city, written and brought on their way by its people."""

from __future__ import annotations

import uuid
from typing import Any

from libs.kit.principal import SYSTEM
from libs.kit.request import Request
from services.eoffice.letters import signing
from services.eoffice.letters.desk import Desk, Office
from services.eoffice.service import EofficeService
from tests import offices

DRAFT: dict[str, Any] = {
    "kind": "surat-dinas",
    "subject": "Laporan genangan",
    "body": "<p>Dengan hormat, jalan tergenang.</p>",
    "classification": "600.1",
    "signer": "WALI",
    "to": [{"kind": "position", "code": "LURAH"}, {"kind": "external", "name": "Balai Jalan"}],
    "copies": [{"kind": "position", "code": "KADIS"}, {"kind": "name", "name": "Arsip"}],
}
DOCUMENT = "ab" * 32


def ask(data: dict[str, Any], name: str, again: str = "") -> Request:
    key = again or str(uuid.uuid4())
    return Request(data, offices.person(name), key, "r-1", "", "10.0.0.9")


class City:
    """The service, asked by people of the made city by name."""

    def __init__(self, service: EofficeService, *, founded: bool = False) -> None:
        self.service = service
        if not founded:
            with service.db.begin() as tx:
                offices.found(tx)

    def do(self, name: str, method: str, /, **data: Any) -> Any:
        """Have somebody do a command; returns its answer."""
        return getattr(self.service, method)(ask(data, name))["answer"]

    def see(self, name: str, method: str, /, **data: Any) -> Any:
        return getattr(self.service, method)(ask(data, name))

    def step(self, name: str, method: str, letter: dict[str, Any], **data: Any) -> Any:
        """Have somebody take the next step of a letter; returns the letter after it."""
        seen = {"letter": letter["id"], "version": letter["version"]}
        return self.do(name, method, **seen, **data)

    # ---- on the way

    def drafted(self, **changes: Any) -> dict[str, Any]:
        return self.do("camat", "create_letter", **{**DRAFT, **changes})

    def submitted(self, **changes: Any) -> dict[str, Any]:
        return self.step("camat", "submit_letter", self.drafted(**changes))

    def ready(self, **changes: Any) -> dict[str, Any]:
        return self.submitted(**{"ladder": [], **changes})

    def begun(self, letter: dict[str, Any], name: str = "walikota") -> Any:
        """Have the signing begin; returns the letter and its number."""
        with self.service.db.begin() as tx:
            data = {"letter": letter["id"], "version": letter["version"]}
            return signing.begin(Desk(tx, ask(data, name), self.office))

    def finished(self, letter_id: str, document: str = DOCUMENT) -> Any:
        with self.service.db.begin() as tx:
            return signing.finish(tx, Request({}, SYSTEM), self.office, letter_id, document)

    def failed(self, letter_id: str, why: str = "BSrE does not answer") -> Any:
        with self.service.db.begin() as tx:
            return signing.fail(tx, Request({}, SYSTEM), self.office, letter_id, why)

    def signed(self, **changes: Any) -> dict[str, Any]:
        letter = self.ready(**changes)
        self.begun(letter)
        self.finished(letter["id"])
        return self.see("walikota", "get_letter", letter=letter["id"])

    def sent(self, **changes: Any) -> dict[str, Any]:
        return self.step("walikota", "send_letter", self.signed(**changes))

    @property
    def office(self) -> Office:
        return Office.of(self.service.settings)
