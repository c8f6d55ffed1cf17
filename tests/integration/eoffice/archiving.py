"""Files of the made city, and its record centre and archive institution.

1971.SETDA keeps inactive files (arsip-setda), 1971.KOMINFO is the archive institution, whose
head is kadis; the files are those of 1971.BI, whose head is camat
"""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from libs.kit.principal import Principal
from libs.kit.request import Request
from services.eoffice.organisation.tables import positions
from tests import offices
from tests.integration.eoffice.disposing import Desks

ADMIN = Principal("id-of-admin", "admin", frozenset({"admin"}), "")
AT_ONCE = "kode;uraian;aktif;inaktif;nasib;dasar\n{};Jalan;0 tahun;0;{};JRA uji\n"


class Archive:
    """The city's archive, by its records officers."""

    def __init__(self, desks: Desks) -> None:
        self.desks, self.city = desks, desks.city
        with self.city.service.db.begin() as tx:
            self._officer(tx, "ARSIP-SETDA", "1971.SETDA", "SEKDA", "arsip-setda")
            self._officer(tx, "ARSIP-KOM", "1971.KOMINFO", "KADIS", "arsip-kom")
        where = {"record_centre": "1971.SETDA", "institution": "1971.KOMINFO"}
        self.admin("put_archive_institution", area="1971", **where)

    def _officer(self, tx: Any, code: str, unit: str, above: str, person: str) -> None:
        row = {"code": code, "unit": unit, "title": "Arsiparis", "level": "functional"}
        tx.execute(sa.insert(positions).values(**row, above=above, records=True))
        offices.hold(tx, code, person)

    def admin(self, method: str, **data: Any) -> Any:
        request = Request(data, ADMIN, str(uuid.uuid4()))
        return getattr(self.city.service, method)(request)["answer"]

    def rule(self, fate: str, code: str = "600") -> None:
        """Have files of the code be due at once."""
        self.admin("import_retention_rules", text=AT_ONCE.format(code, fate))

    def file(self, name: str = "arsip-bi", **more: Any) -> dict[str, Any]:
        said = {"code": f"B-{uuid.uuid4().hex[:8]}", "title": "Jalan", "classification": "600.1"}
        return dict(self.city.do(name, "open_archive_file", **{**said, **more}))

    def put(
        self, file: dict[str, Any], letter: dict[str, Any], kind: str = "letter", name: str = ""
    ) -> Any:
        data = {"file": file["id"], "kind": kind, "letter": letter["id"]}
        return self.city.do(name or "arsip-bi", "archive_letter", **data)

    def secret(self, **more: Any) -> dict[str, Any]:
        """Have the head of the unit write, sign and send a secret letter."""
        said = {"security": "secret", "signer": "CAMAT", "subject": "Rencana rahasia", **more}
        letter = self.city.ready(**said)
        self.city.begun(letter, "camat")
        self.city.finished(letter["id"])
        signed = self.city.see("camat", "get_letter", letter=letter["id"])
        return dict(self.city.step("camat", "send_letter", signed))

    def step(self, name: str, method: str, file: dict[str, Any], **more: Any) -> Any:
        now = self.seen(name, file)
        return self.city.do(name, method, file=file["id"], version=now["version"], **more)

    def seen(self, name: str, file: dict[str, Any]) -> Any:
        return self.city.see(name, "get_archive_file", file=file["id"])

    def closed(self, *letters: dict[str, Any], **more: Any) -> Any:
        """Have a file closed with these letters of ours in it."""
        file = self.file(**more)
        for one in letters or [self.city.sent()]:
            self.put(file, one, name="camat")
        return self.step("arsip-bi", "close_archive_file", file)

    def inactive(self, *letters: dict[str, Any], **more: Any) -> Any:
        """Have a file at the record centre."""
        file = self.closed(*letters, **more)
        made = self.city.do("arsip-bi", "propose_transfer", files=[file["id"]])
        self.decide("arsip-setda", "accept_transfer", made)
        return self.seen("arsip-setda", file)

    def decide(self, name: str, method: str, one: dict[str, Any], **more: Any) -> Any:
        now = self.city.see(name, "get_archive_list", list=one["id"])
        return self.city.do(name, method, list=one["id"], version=now["version"], **more)

    def approved(self, *files: dict[str, Any]) -> Any:
        """Have a destruction approved by both heads."""
        wanted = [one["id"] for one in files]
        made = self.city.do("arsip-setda", "propose_destruction", files=wanted)
        self.decide("camat", "approve_destruction", made)
        return self.decide("kadis", "approve_destruction", made)

    def destroyed(self, *letters: dict[str, Any], **more: Any) -> Any:
        """Have letters destroyed; returns the list."""
        made = self.approved(self.inactive(*letters, **more))
        return self.decide("arsip-setda", "carry_out_destruction", made)
