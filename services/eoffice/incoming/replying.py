"""What the sending of a letter of ours means for the incoming letters that it answers."""

from __future__ import annotations

from services.eoffice.incoming.journal import Journal
from services.eoffice.letters.content import INCOMING
from services.eoffice.letters.desk import Desk
from services.eoffice.letters.domain import Letter


def answered(desk: Desk, letter: Letter) -> None:
    """Mark them answered, where they wait for it.

    Whoever drafted the reply could read them, and an official has signed it: so it is no matter
    whether its sender is their addressee.
    """
    related = letter.content.references
    wanted = sorted(one.id for one in related if one.kind == INCOMING and one.answers)
    if not wanted:
        return
    journal = Journal(desk.tx, desk.request, desk.office)
    for one in wanted:
        before = journal.store.lock_for_system(one)
        if before is not None:
            journal.keep(before, before.replied(letter.id), "incoming_answered")
