"""What a letter will look like once it goes its way. Nothing is reserved by asking.

Its number but for the counter, who initials it unless others are named, the lines above its
signature.
"""

from __future__ import annotations

from typing import Any

from libs.kit.errors import Invalid
from libs.kit.reading import Reader
from services.eoffice.letters import written
from services.eoffice.letters.content import FORMS, SECURITY, Content
from services.eoffice.letters.desk import Desk
from services.eoffice.letters.domain import initials_of
from services.eoffice.letters.drafting import HIGHEST
from services.eoffice.letters.own_kinds import known
from services.eoffice.numbering.domain import Order, draw
from services.eoffice.numbering.repository import Numbers
from services.eoffice.organisation import acting, blocks
from services.eoffice.organisation.domain import DEFINITIVE, PLH
from services.eoffice.organisation.repository import Holdings, Positions

COUNTER = "…"


def outlook(desk: Desk) -> dict[str, Any]:
    """Return `{"number", "ladder", "why", "block", "vacant"}` of what is written so far.

    `ladder` is null where who initials has to be named, `why` says why; `block` is empty where
    nobody is so far above the signer, or no signer is named.
    """
    said = _read(desk.request.data, list(known(desk.tx)))
    signer = said.signer if said.signer in desk.letters.places([said.signer]) else ""
    ladder, why = _ladder(desk, said) if signer else (None, "")
    held = Holdings(desk.tx).on([signer], desk.office.today()).get(signer, []) if signer else []
    capacity = PLH if any(one.capacity == PLH for one in held) else DEFINITIVE
    capacity = held[0].capacity if len(held) == 1 else capacity
    return {
        "number": _number(desk, said),
        "ladder": ladder,
        "why": why,
        "block": _block(desk, signer, said.form, capacity) if signer else [],
        "vacant": bool(signer) and not held,
    }


def _read(data: dict[str, Any], every: list[str]) -> Content:
    reader = Reader(data)
    reader.only(("as", "kind", "classification", "security", "signer", "form"))
    read = Content(
        kind=reader.one_of("kind", every, next(iter(every))),
        classification=written.classification(reader),
        security=reader.one_of("security", SECURITY, SECURITY[0]),
        signer=written.position(reader, "signer"),
        form=reader.one_of("form", FORMS, FORMS[0]),
    )
    reader.end()
    return read


def _ladder(desk: Desk, said: Content) -> tuple[list[dict[str, str]] | None, str]:
    above = acting.chain(desk.tx, desk.position)
    try:
        asked = initials_of(desk.position, said, above)
    except Invalid as error:
        return None, error.errors[0].message
    places = desk.letters.places([one.position for one in asked])
    return [{"code": one.position, "title": places[one.position][0]} for one in asked], ""


def _number(desk: Desk, said: Content) -> str:
    order = Order("", desk.acting.unit, said.kind, said.classification or COUNTER, said.is_secret)
    wanted = draw(Numbers(desk.tx).rule(order), order, desk.office.today())
    return f"{wanted.before}{COUNTER}{wanted.after}"


def _block(desk: Desk, signer: str, form: str, capacity: str) -> list[str]:
    above = acting.chain(desk.tx, signer)
    if len(above) < HIGHEST[form]:
        return []
    path = [signer, *above[: HIGHEST[form]]]
    store = Positions(desk.tx)
    return blocks.lines([store.get(code).title for code in path], capacity)
