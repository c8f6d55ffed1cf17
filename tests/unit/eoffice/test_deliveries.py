from dataclasses import replace
from datetime import timedelta

import pytest

from services.eoffice.letters.delivery import deliveries, readers
from services.eoffice.letters.domain import WrongState
from tests.unit.eoffice.drafting import (
    ASISTEN,
    AT,
    BUPATI,
    CAMAT,
    KADES,
    SEKDA,
    acting,
    letter,
    ready,
    signed,
    submitted,
)

LATER = AT + timedelta(hours=1)


def _sent(**content):
    one = signed(**content).send(acting(BUPATI), AT, records=False)
    return one, deliveries(one, {KADES: "DESA"}, AT)


def test_a_position_has_the_letter_at_once_and_others_wait():
    _, (village, post, archive) = _sent()
    assert (village.state, village.position, village.unit) == ("delivered", KADES, "DESA")
    assert (post.state, post.position, post.copy) == ("waiting", None, False)
    assert (archive.state, archive.copy, archive.place) == ("waiting", True, 2)


def test_a_letter_is_read_once_and_followed_up():
    _, (village, post, archive) = _sent()
    read = village.read(LATER)
    assert (read.state, read.read_at) == ("read", LATER)
    assert read.read(LATER + timedelta(1)) == read
    done = read.follow_up(LATER + timedelta(1), "rapat diadakan")
    assert (done.state, done.read_at, done.note) == ("followed_up", LATER, "rapat diadakan")
    with pytest.raises(WrongState):
        done.follow_up(LATER, "lagi")
    with pytest.raises(WrongState):
        post.follow_up(LATER, "x")
    with pytest.raises(WrongState):
        archive.arrive(AT, "").follow_up(LATER, "x")


def test_what_goes_out_arrives_when_somebody_says_so():
    _, (village, post, _) = _sent()
    assert post.arrive(LATER, "resi 12").delivered_at == LATER
    with pytest.raises(WrongState):
        village.arrive(LATER, "x")


# Who may read it


def test_a_draft_is_its_drafters_alone():
    assert readers(letter(), ()) == {CAMAT}


def test_in_review_those_on_its_way_read_it_and_no_recipient():
    assert readers(submitted(), ()) == {CAMAT, ASISTEN, SEKDA, BUPATI}
    assert readers(ready(), ()) == {CAMAT, BUPATI, "records:KEC"}


def test_a_signed_letter_is_its_records_officers_and_a_sent_one_its_recipients_too():
    assert readers(signed(), ()) == {CAMAT, BUPATI, "records:KEC"}
    one, arrived = _sent()
    assert readers(one, arrived) == {CAMAT, BUPATI, KADES, "records:KEC", "records:DESA"}


def test_a_secret_letter_is_its_writers_and_then_its_signers_and_recipients_alone():
    assert readers(submitted(security="secret"), ()) == {
        f"secret:{one}" for one in (CAMAT, ASISTEN, SEKDA, BUPATI)
    }
    assert readers(signed(security="top_secret"), ()) == {f"secret:{BUPATI}"}
    one, arrived = _sent(security="secret")
    assert readers(one, arrived) == {f"secret:{BUPATI}", f"secret:{KADES}"}


def test_a_draft_that_was_handed_up_stays_its_signers_when_it_is_given_up():
    cancelled = ready().cancel(acting(CAMAT), "x")
    assert readers(cancelled, ()) == {CAMAT, BUPATI}
    back = ready().send_back(acting(BUPATI), "x")
    assert readers(back.change(acting(CAMAT), back.content), ()) == {CAMAT}


def test_what_was_cancelled_before_it_was_handed_up_stays_its_drafters():
    assert readers(letter().cancel(acting(CAMAT), "x"), ()) == {CAMAT}
    assert readers(replace(submitted(), state="cancelled"), ()) == {CAMAT, ASISTEN, SEKDA, BUPATI}
