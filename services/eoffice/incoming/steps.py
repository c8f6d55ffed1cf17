"""The steps of an incoming letter after its entry in the register."""

from __future__ import annotations

from typing import Any

from services.eoffice.dispositions.access import key, let_read
from services.eoffice.dispositions.domain import require_done
from services.eoffice.dispositions.repository import Dispositions
from services.eoffice.incoming import messages
from services.eoffice.incoming.journal import Journal
from services.eoffice.incoming.registering import addressee


def forward(journal: Journal) -> dict[str, Any]:
    """Route the letter to a position, which reads it from now on."""
    wanted = messages.step(journal.request.data, "to")
    before = journal.take_incoming(wanted)
    after = before.forward(journal.acting, addressee(journal, wanted.value))
    let_read(journal.tx, after.id, [key(wanted.value, secret=after.entry.is_secret)])
    return journal.keep(before, after, "incoming_forwarded")


def mark_read(journal: Journal) -> dict[str, Any]:
    before = journal.take_incoming(messages.step(journal.request.data))
    return journal.keep(before, before.read(journal.acting), "incoming_read")


def answer(journal: Journal) -> dict[str, Any]:
    """Say which letter answers it, one that the answerer may read."""
    wanted = messages.step(journal.request.data, "letter")
    before = journal.take_incoming(wanted)
    ours = journal.letters.get(wanted.value)
    return journal.keep(before, before.answered(journal.acting, ours.id), "incoming_answered")


def file(journal: Journal) -> dict[str, Any]:
    before = journal.take_incoming(messages.step(journal.request.data))
    return journal.keep(before, before.filed(journal.acting), "incoming_filed")


def close(journal: Journal) -> dict[str, Any]:
    """Close the letter; raises DutiesOpen while something given on it is not done."""
    before = journal.take_incoming(messages.step(journal.request.data))
    after = before.done(journal.acting)
    given = Dispositions(journal.tx, journal.office.vault, journal.keys).first(before.id)
    require_done(given)
    return journal.keep(before, after, "incoming_done")
