"""Writing a letter and handing it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import new_id
from services.eoffice.letters import classification, messages, relating, templates, written
from services.eoffice.letters.content import POSITION, REPLY, Content, Recipient, Related
from services.eoffice.letters.desk import Desk, keep
from services.eoffice.letters.domain import SENT, Letter, initials_of
from services.eoffice.letters.groups import expanded
from services.eoffice.organisation import acting

HIGHEST = {"own": 0, "on_behalf": 1, "through": 2}  # positions above that a form needs


def create(desk: Desk) -> dict[str, Any]:
    """Begin a letter; answers it."""
    who = desk.acting
    known = templates.standing(desk.tx, who.unit)
    said = _resolved(desk, written.content(desk.request.data, known))
    made = Letter(new_id(), who.unit, who.area, who.position, said)
    desk.letters.add(made)
    keep(desk.tx, desk.request, who, "letter_drafted", None, made)
    return messages.letter_kept(made)


def change(desk: Desk) -> dict[str, Any]:
    """Write a draft anew; what came back for revision becomes the next draft."""
    data = desk.request.data
    asked = {name: data.get(name) for name in ("letter", "version")}
    before = desk.take(messages.step(asked, noted=False))
    known = templates.standing(desk.tx, before.unit)
    kind, template = before.content.kind, before.content.template
    known |= {kind: templates.of(desk.tx, kind, template)}
    said = _resolved(desk, written.content(data, known), before.content.references)
    return desk.put_change(before, before.change(desk.acting, said))


def submit(desk: Desk) -> dict[str, Any]:
    """Hand a letter up to those who initial it, or to its signer."""
    before = desk.take(messages.step(desk.request.data, noted=False))
    _check_whole(desk, before.content)
    if before.content.classification:
        classification.check(desk.tx, before.content.classification)
    above = acting.chain(desk.tx, before.drafter)
    asked = initials_of(before.drafter, before.content, above) if before.content.signer else ()
    return desk.put(before, before.submit(desk.acting, asked), "letter_submitted")


def _check_whole(desk: Desk, said: Content) -> None:
    fields = templates.of(desk.tx, said.kind, said.template).fields
    needed = [one.name for one in fields if one.required]
    missing = [FieldError(f"fields.{n}", "is missing") for n in needed if n not in said.fields]
    if said.signer and len(acting.chain(desk.tx, said.signer)) < HIGHEST[said.form]:
        missing.append(FieldError("form", "nobody is so far above the signer"))
    if missing:
        raise Invalid("the letter is not complete", tuple(missing))


def _resolved(desk: Desk, said: Content, known: Iterable[Related] = ()) -> Content:
    """Return what was written with groups and titles in it; raises Invalid for unknown ones."""
    _check_reference(desk, said)
    related = relating.resolved(desk, said.references, known)
    to = expanded(desk.tx, desk.acting.unit, said.to, "to")
    copies = expanded(desk.tx, desk.acting.unit, said.copies, "copies")
    named = [one.code for one in (*to, *copies) if one.code]
    others = [*(said.ladder or ()), *said.coordination, *([said.signer] if said.signer else [])]
    places = desk.letters.places([*named, *others])
    errors = [*_unknown(to, "to", places), *_unknown(copies, "copies", places)]
    for name, codes in (("signer", [said.signer]), ("ladder", said.ladder or ())):
        errors += [_no_position(name, one) for one in codes if one and one not in places]
    errors += [_no_position("coordination", o) for o in said.coordination if o not in places]
    if errors:
        raise Invalid("there is no such position", tuple(errors))
    to, copies = _titled(to, places), _titled(copies, places)
    _check_once([one.code for one in (*to, *copies)])
    return replace(said, to=to, copies=copies, references=related)


def _unknown(
    recipients: Iterable[Recipient], name: str, places: Mapping[str, Any]
) -> list[FieldError]:
    return [
        _no_position(f"{name}.{place}.code", str(one.code))
        for place, one in enumerate(recipients)
        if one.kind == POSITION and one.code not in places
    ]


def _no_position(field: str, code: str) -> FieldError:
    return FieldError(field, f"{code} is no position")


def _check_once(codes: list[str | None]) -> None:
    """Raise Invalid for positions that would get the letter twice: as a copy, or by two names."""
    twice = sorted({one for one in codes if one and codes.count(one) > 1})
    if twice:
        text = f"{', '.join(twice)}: gets the letter already"
        raise Invalid("nobody gets a letter twice", (FieldError("copies", text),))


def _titled(
    recipients: Iterable[Recipient], places: Mapping[str, tuple[str, str]]
) -> tuple[Recipient, ...]:
    titled = (
        replace(one, name=places[one.code][0]) if one.code and not one.name else one
        for one in recipients
    )
    return tuple(dict.fromkeys(titled))


def _check_reference(desk: Desk, said: Content) -> None:
    """Raise Invalid unless the letter referred to may be read, and be treated so."""
    if said.refers_to is None:
        return
    earlier = desk.letters.get(said.refers_to.letter)
    if said.refers_to.does == REPLY:
        return
    if earlier.state != SENT or earlier.unit != desk.acting.unit:
        text = "only the unit of a sent letter corrects or withdraws it"
        raise Invalid("not a letter to refer to", (FieldError("refers_to.letter", text),))
