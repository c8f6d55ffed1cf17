"""How dispositions come about: given on a letter, or passed on from another one."""

from __future__ import annotations

from typing import Any

from libs.kit import clock
from libs.kit.errors import Conflict, FieldError, Invalid
from libs.kit.ids import new_id
from services.eoffice.dispositions import messages
from services.eoffice.dispositions.access import desk, key, let_read
from services.eoffice.dispositions.domain import (
    INCOMING,
    LETTER,
    About,
    Disposition,
    NotYourDisposition,
    check_receivers,
)
from services.eoffice.dispositions.orders import Orders, keep, tell
from services.eoffice.dispositions.repository import let_read_letter, places
from services.eoffice.incoming.messages import Step
from services.eoffice.letters.delivery import DELIVERED
from services.eoffice.letters.domain import WrongState
from services.eoffice.organisation.acting import chain
from services.eoffice.organisation.service import REGENCY

MOST = 500  # dispositions on one letter


class TooMany(Conflict):
    slug, title = "too-many-dispositions", "The letter has as many dispositions as it may"


class SecretLetter(Conflict):
    slug, title = "secret-letter", "A secret letter is its recipients' own"


def give(orders: Orders) -> dict[str, Any]:
    """Give dispositions on a letter that came to the acting position."""
    asked = messages.given(orders.request.data, orders.office.today())
    about = _incoming(orders, asked) if asked.kind == INCOMING else _letter(orders, asked)
    return _put(orders, asked, about, None)


def pass_on(orders: Orders) -> dict[str, Any]:
    """Pass on a disposition by others, which hang below it."""
    asked = messages.passed(orders.request.data, orders.office.today())
    before = orders.take_disposition(asked.of, asked.version)
    after = before.passed_on(orders.acting, asked.order)
    orders.keep_disposition(before, after, "disposition_passed_on")
    return _put(orders, asked, after.about, after.id)


def _incoming(orders: Orders, asked: messages.Asked) -> About:
    before = orders.take_incoming(Step(asked.of, asked.version))
    after = before.disposed(orders.acting)
    orders.keep(before, after, "incoming_disposed")
    return About(INCOMING, after.id, after.id, after.entry.is_secret)


def _letter(orders: Orders, asked: messages.Asked) -> About:
    """Return the letter of ours; raises unless it came to this position, was read, is no secret."""
    letter = orders.letters.get(asked.of)
    letter.require_version(asked.version)
    arrived = orders.letters.take_delivery(letter.id, position=orders.position)
    if arrived is None:
        raise NotYourDisposition(f"{orders.position} is no recipient of this letter")
    if letter.content.is_secret:
        raise SecretLetter("nobody but its recipients may read it")
    if arrived.state == DELIVERED:
        raise WrongState("it is not read yet")
    subject = desk(letter.id, orders.position)
    let_read(orders.tx, subject, [orders.position])
    return About(LETTER, letter.id, subject)


def _put(orders: Orders, asked: messages.Asked, about: About, parent: str | None) -> dict[str, Any]:
    _check(orders, asked)
    now, duties = clock.now(), [(one, True) for one in asked.to]
    receivers = duties + [(one, False) for one in asked.coordination]
    if orders.dispositions.count(about.subject) + len(receivers) > MOST:
        raise TooMany(f"it may have {MOST}", limit=MOST)
    new = [
        Disposition(new_id(), about, parent, orders.position, to, duty, asked.order, now)
        for to, duty in receivers
    ]
    orders.dispositions.add(new)
    let_read(orders.tx, about.subject, [key(to, secret=about.secret) for to, _ in receivers])
    if about.kind == LETTER:
        let_read_letter(orders.tx, about.letter, [to for to, _ in receivers])
    for one in new:
        keep(orders.tx, orders.request, orders.acting, "disposition_given", None, one)
    tell(orders.tx, "disposition_given", orders.position, new)
    today = orders.office.today()
    return {"items": [messages.disposition_kept(one, today) for one in new], "next": None}


def _check(orders: Orders, asked: messages.Asked) -> None:
    """Raise Invalid unless the acting position may give to all of these."""
    on, area = orders.office.today(), orders.acting.area[:REGENCY]
    found = places(orders.tx, orders.position, [*asked.to, *asked.coordination], on)
    lists = {"to": asked.to, "coordination": asked.coordination}
    unknown = tuple(
        FieldError(f"{name}.{place}", f"there is no position {code}")
        for name, codes in lists.items()
        for place, code in enumerate(codes)
        if code not in found
    )
    if unknown:
        raise Invalid("no such position", unknown)
    duties, beside = ([found[code] for code in codes] for codes in lists.values())
    check_receivers(orders.position, chain(orders.tx, orders.position), area, duties, beside)
