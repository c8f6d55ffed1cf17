"""Things of the made city that are nobody's business, the routes that lead to them, and outsiders.

Routes are found from the gateway's own table; bodies are the least that their schemas let in.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.settings import load
from services.eoffice.service import EofficeService
from services.eoffice.settings import Settings
from services.gateway import routing
from services.gateway.app import ROUTES
from services.gateway.routing import Operation
from services.gateway.schemas import COMPONENTS
from tests import offices
from tests.databases import TestDatabase
from tests.environ import OFFICE_KEY
from tests.integration.eoffice.disposing import PDF, Desks
from tests.integration.eoffice.lettering import City

MARK = "zamrudkatulistiwa"  # with the security behind it stands in every word of every thing
THINGS = ("letter", "incoming", "disposition")
DIGEST = "ab" * 32


@dataclass(frozen=True)
class Things:
    """Ids of a letter, an incoming letter with a scan, a disposition on it, an attachment.

    `day` is the day that they bear, `mark` the word that they hold.
    """

    letter: str
    incoming: str
    disposition: str
    attachment: str
    day: str
    mark: str

    @property
    def ids(self) -> list[str]:
        return [self.letter, self.incoming, self.disposition, self.attachment]


def operations() -> list[Operation]:
    """Return what the gateway has below /v1/office."""
    app = Flask(__name__)
    for module in ROUTES:
        app.register_blueprint(getattr(module, "blueprint", module))
    found = routing.operations(app).values()
    return sorted(
        (one for one in found if one.rule.startswith("/v1/office/")),
        key=lambda one: (one.rule, one.method),
    )


@contextmanager
def city(database: TestDatabase) -> Iterator[City]:
    """The e-office's own verbs on the database that a gateway is asked about."""
    service = EofficeService()
    url = database.url("eoffice")
    environ = {"KENDALI_DATABASE_URL": url, "KENDALI_AMQP_URL": "amqp://"}
    service.settings = load(Settings, environ | {"KENDALI_OFFICE_KEY": OFFICE_KEY})
    with closing(Database(url, 2)) as service.db:
        yield City(service, founded=True)


def outsiders(database: TestDatabase, made: City) -> None:
    """Add who lies nearest to a letter and still has no part in it."""
    today = clock.now().date()
    more = "INSERT INTO eoffice.positions VALUES (%s, %s, %s, 'staff', %s, %s)"
    for code, unit, above, records in (
        ("STAF-BI", "1971.BI", "CAMAT", False), ("ARSIP-KOM", "1971.KOMINFO", "KADIS", True),
        ("ARSIP-SETDA", "1971.SETDA", "SEKDA", True), ("WAKIL", "1971", "WALI", False),
    ):  # fmt: skip
        database.execute(more, code, unit, code, above, records)
    with made.service.db.begin() as tx:
        for code in ("STAF-BI", "ARSIP-KOM", "ARSIP-SETDA", "WAKIL"):
            offices.hold(tx, code, code.lower())
        for code in ("CAMAT", "WALI", "SEKDA", "LURAH"):
            offices.hold(tx, code, "mantan", "plh", offices.FIRST, today - timedelta(days=2))
            offices.delegate(
                tx, code, "WAKIL", today - timedelta(days=1), today + timedelta(days=9)
            )


def things(database: TestDatabase, made: City, security: str) -> Things:
    """Make one of each, all between CAMAT, WALI, SEKDA and LURAH."""
    desks, mark = Desks(made), MARK + security
    letter = made.drafted(
        ladder=[], security=security, subject=f"Perihal {mark}", body=f"<p>Isi {mark}</p>",
        copies=[], to=[{"kind": "position", "code": "LURAH"}],
    )  # fmt: skip
    attachment = _attached(made, letter, mark)
    letter = made.see("camat", "get_letter", letter=letter["id"])
    made.begun(made.step("camat", "submit_letter", letter))
    made.finished(letter["id"], DIGEST)
    _keep_pdf(database, letter["id"], security)
    signed = made.see("walikota", "get_letter", letter=letter["id"])
    made.step("walikota", "send_letter", signed)
    incoming = desks.registered(
        to="WALI", security=security, subject=f"Dari luar {mark}", sender=f"Kantor {mark}"
    )
    incoming = desks.step("walikota", "read", desks.scanned(incoming, PDF))
    given = desks.given(incoming, text=f"Kerjakan {mark}")[0]
    return Things(
        letter["id"], incoming["id"], given["id"], attachment, desks.today.isoformat(), mark
    )


def _attached(made: City, letter: dict[str, Any], mark: str) -> str:
    asked = {"letter": letter["id"], "version": letter["version"], "name": f"{mark}.pdf"}
    request = Request(asked, offices.person("camat"), str(uuid.uuid4()), attachment=PDF)
    return str(made.service.add_letter_attachment(request)["answer"]["id"])


def _keep_pdf(database: TestDatabase, letter: str, security: str) -> None:
    """Keep the bytes of a signed letter, for which the signing itself is not needed here."""
    database.execute(
        "INSERT INTO eoffice.signed_documents VALUES (%s, %s, %s, %s, %s, %s, %s, now())",
        letter, uuid.uuid4().hex[:16], DIGEST, DIGEST, security == "secret",
        None if security == "secret" else "{}", (MARK + security).encode(),
    )  # fmt: skip


# ---- asking


def path_of(one: Operation, known: dict[str, str]) -> str:
    """Return the address below /v1/office with its parameters filled; raises KeyError."""
    rule = one.rule.removeprefix("/v1/office/")
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: known[found[1]], rule)


def least(schema: Any, ids: dict[str, str], name: str = "") -> Any:
    """Return the least body that a schema lets in; a UUID is that of the thing of its name."""
    if isinstance(schema, str):
        schema = COMPONENTS[schema]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "string")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            needed = schema.get("required", ())
            return {one: least(schema["properties"][one], ids, one) for one in needed}
        case "array":
            return [least(schema["items"], ids, name)]
        case "integer":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return False
    return _text(schema, ids, name)


def _text(schema: Any, ids: dict[str, str], name: str) -> str:
    if schema.get("format") == "uuid":
        return ids.get(name, ids["letter"])
    if schema.get("format") == "date":
        return "2026-01-01"
    for text in ("WALI", "1971", "surat-dinas", "600.1", "x"):
        if re.search(schema.get("pattern", ""), text):
            return text
    raise LookupError(f"no text for {name}: {schema}")


def names_thing(schema: Any) -> bool:
    """Tell whether a body has to name a thing by its id."""
    ids = {"letter": "thing", "id": "thing", "letters": "thing"}
    return schema is not None and '"thing"' in str(least(schema, ids)).replace("'", '"')
