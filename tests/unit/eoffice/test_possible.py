"""What a position may do with a letter is what its steps let it do."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from services.eoffice.letters.content import Content, Recipient
from services.eoffice.letters.delivery import DELIVERED, READ, WAITING, Delivery
from services.eoffice.letters.domain import Initial, Letter
from services.eoffice.letters.possible import possible

AT = datetime(2026, 11, 22, tzinfo=UTC)
SAID = Content(
    "surat-dinas",
    subject="Laporan",
    classification="600.1",
    to=(Recipient("position", "Lurah", "LURAH"),),
    signer="WALI",
)
LETTER = Letter("l", "KEC", "197101", "CAMAT", SAID)


@dataclass(frozen=True)
class Who:
    position: str
    unit: str = "KEC"
    records: bool = False
    person: str = "siapa"
    capacity: str = "definitive"


def may(state, who, *sent, **more):
    return set(possible(replace(LETTER, state=state, submitted=True, **more), who, sent))


def test_a_whole_draft_is_its_drafters_to_change_hand_up_or_give_up():
    assert may("draft", Who("CAMAT")) == {"change", "submit", "cancel"}
    assert may("draft", Who("WALI", "KOTA")) == set()
    unfinished = replace(SAID, subject="")
    assert may("draft", Who("CAMAT"), content=unfinished) == {"change", "cancel"}


def test_only_whose_initial_is_due_gives_it_and_all_who_are_asked_judge():
    asked = Initial("ladder", "SEKCAM"), Initial("ladder", "SEKDA")
    assert may("review", Who("SEKCAM"), initials=asked) == {"initial", "send_back", "refuse"}
    assert may("review", Who("SEKDA"), initials=asked) == {"send_back", "refuse"}
    assert may("review", Who("WALI", "KOTA"), initials=asked) == set()


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("ready_to_sign", {"sign", "send_back"}),
        ("signing", set()),
        ("signing_failed", {"sign", "void"}),
        ("signed", {"send"}),
        ("void", set()),
        ("refused", set()),
    ],
)
def test_what_the_signer_does(state, steps):
    assert may(state, Who("WALI", "KOTA")) == steps


def test_records_officers_put_numbers_in_before_there_is_one_and_say_what_arrived():
    keeper = Who("ARSIP", records=True)
    assert may("ready_to_sign", keeper) == {"put_number_in"}
    assert may("ready_to_sign", keeper, number="15a") == set()
    assert may("signed", keeper) == {"send"}
    outside = Delivery("l", 1, False, None, None, WAITING)
    assert may("sent", keeper, outside) == {"arrive", "archive", "correct", "withdraw"}
    assert may("sent", replace(keeper, unit="KOTA"), outside) == set()


def test_a_recipient_reads_follows_up_disposes_and_replies():
    lurah, mine = Who("LURAH", "KEL"), Delivery("l", 0, False, "LURAH", "KEL", DELIVERED)
    assert may("sent", lurah, mine) == {"read", "follow_up", "reply"}
    seen = replace(mine, state=READ, read_at=AT)
    assert may("sent", lurah, seen) == {"follow_up", "dispose", "reply"}
    assert may("sent", lurah, replace(seen, copy=True)) == {"dispose", "reply"}
    secret = replace(SAID, security="secret")
    assert may("sent", lurah, seen, content=secret) == {"follow_up", "reply"}


def test_what_was_withdrawn_is_not_withdrawn_again():
    assert may("sent", Who("CAMAT"), withdrawn_by="other") == {"archive", "correct"}
