"""A letter's number: reserved when its signing begins, used once signed, void for a reason."""

from __future__ import annotations

from datetime import date

from sqlalchemy.engine import Connection

from libs.kit.ids import new_id
from services.eoffice.numbering.domain import (
    RESERVED,
    Number,
    NumberTaken,
    Order,
    UnknownNumber,
    check_between,
    draw,
    next_suffix,
)
from services.eoffice.numbering.repository import Numbers


def reserve(tx: Connection, order: Order, day: date) -> Number:
    """Return the letter's number, the one that it has or the next of its series on the day.

    The caller holds the letter's row, so that one letter takes one number.
    """
    store = Numbers(tx)
    return store.of_letter(order.letter) or store.reserve(draw(store.rule(order), order, day))


def put_behind(tx: Connection, order: Order, n: int, day: date, reason: str) -> Number:
    """Reserve a number such as 15a for the letter, which will bear the earlier date.

    Raises NumberTaken where the letter has a number, UnknownNumber where n was not given out,
    Invalid for a date that is not between those of its neighbours.
    """
    store = Numbers(tx)
    if store.of_letter(order.letter) is not None:
        raise NumberTaken("the letter has a number")
    wanted = draw(store.rule(order), order, day)
    found = store.behind(wanted.series, day.year, n)
    here = [one for one in found if one.n == n]
    after = [one.day for one in found if one.n == n + 1][:1]
    check_between(day, here[0].day, after[0] if after else None)
    suffix = next_suffix({one.suffix for one in here})
    text, year = wanted.text(n, suffix), day.year
    whose = (order.letter, order.unit, order.secret, RESERVED, day, reason)
    made = Number(new_id(), wanted.series, year, n, suffix, text, *whose)
    store.add(made)
    return made


def use(tx: Connection, letter: str) -> Number:
    """Say that the signed letter bears its number."""
    store = Numbers(tx)
    used = _of(store, letter).used()
    store.save(used)
    return used


def void(tx: Connection, letter: str, reason: str) -> Number:
    """Give the letter's reserved number up for good."""
    store = Numbers(tx)
    gone = _of(store, letter).void(reason)
    store.save(gone)
    return gone


def give_up(tx: Connection, letter: str, reason: str) -> None:
    """Give up the number that is reserved for the letter, where there is one."""
    store = Numbers(tx)
    found = store.of_letter(letter)
    if found is not None:
        store.save(found.void(reason))


def _of(store: Numbers, letter: str) -> Number:
    found = store.of_letter(letter)
    if found is None:
        raise UnknownNumber("the letter has no number")
    return found
