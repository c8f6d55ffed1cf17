from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.notifications.domain import (
    Acknowledged,
    Closed,
    District,
    HeldVotes,
    Notice,
    NoticeClosed,
    NoticeNotOpen,
    Raised,
    tell_findings,
    tell_held,
)

NOON = datetime(2024, 11, 27, 12, 0, tzinfo=UTC)
LATER = datetime(2024, 11, 27, 12, 30, tzinfo=UTC)
FLOOD = Notice(
    id="a",
    severity="critical",
    headline="Banjir di Rangkui",
    text="",
    area="197103",
    place="",
    holder="BPBD",
    deadline=None,
    raised_by="operator",
    raised_at=NOON,
)
GERUNGGANG = District("pilkada", "walikota", "197104", "Gerunggang")


def test_an_open_notice_is_taken_in_hand_with_a_note():
    happened = FLOOD.acknowledge("petugas", LATER, "menuju lokasi")
    assert isinstance(happened, Acknowledged)
    assert happened.notice.state == "acknowledged"
    assert (happened.notice.acknowledged_by, happened.notice.note) == ("petugas", "menuju lokasi")


def test_a_notice_is_taken_in_hand_once():
    taken = FLOOD.acknowledge("petugas", LATER, "").notice
    with pytest.raises(NoticeNotOpen):
        taken.acknowledge("petugas lain", LATER, "")


def test_a_notice_may_be_closed_whether_or_not_it_was_taken_in_hand():
    taken = FLOOD.acknowledge("petugas", LATER, "").notice
    assert FLOOD.close("petugas", LATER).notice.state == "closed"
    assert taken.close("petugas", LATER).notice.closed_at == LATER


def test_a_notice_is_closed_once():
    closed = FLOOD.close("petugas", LATER).notice
    with pytest.raises(NoticeClosed):
        closed.close("petugas", LATER)
    with pytest.raises(NoticeNotOpen):
        closed.acknowledge("petugas", LATER, "")


def test_the_first_station_with_findings_raises_a_notice_of_its_district():
    happened = tell_findings(GERUNGGANG, 1, None, "b", NOON)
    assert isinstance(happened, Raised)
    assert happened.notice.headline == "1 TPS dengan temuan di Gerunggang"
    assert (happened.notice.area, happened.notice.severity) == ("197104", "warning")
    assert happened.notice.dedupe_key == "findings/pilkada/walikota/197104"
    assert happened.notice.election == "pilkada"


def test_more_stations_change_the_notices_words_and_keep_who_has_it_in_hand():
    first = tell_findings(GERUNGGANG, 1, None, "b", NOON).notice
    taken = first.acknowledge("verifikator", LATER, "").notice
    happened = tell_findings(GERUNGGANG, 5, taken, "c", LATER)
    assert isinstance(happened, Raised)
    assert happened.notice == replace(taken, headline="5 TPS dengan temuan di Gerunggang")


def test_the_same_count_says_nothing():
    first = tell_findings(GERUNGGANG, 1, None, "b", NOON).notice
    assert tell_findings(GERUNGGANG, 1, first, "c", LATER) is None


def test_the_last_correction_closes_the_notice():
    first = tell_findings(GERUNGGANG, 1, None, "b", NOON).notice
    happened = tell_findings(GERUNGGANG, 0, first, "c", LATER)
    assert isinstance(happened, Closed)
    assert happened.notice.closed_by == "system"


def test_no_findings_and_no_notice_is_no_news():
    assert tell_findings(GERUNGGANG, 0, None, "b", NOON) is None


HELD = HeldVotes("pilkada", "walikota", "Wali Kota", "1971", "Pangkalpinang", 1250, 5, 1100, True)


def test_votes_held_that_could_change_the_winner_raise_a_notice_of_the_contest():
    happened = tell_held(HELD, None, "b", NOON)
    assert isinstance(happened, Raised)
    assert happened.notice.headline == "Suara yang ditahan bisa mengubah pemenang: Wali Kota"
    assert "1.250 suara dari 5 TPS" in happened.notice.text
    assert (happened.notice.area, happened.notice.dedupe_key) == ("1971", HELD.key)


def test_the_notice_of_held_votes_closes_itself_when_they_no_longer_could():
    raised = tell_held(HELD, None, "b", NOON).notice
    happened = tell_held(replace(HELD, could_change=False), raised, "c", LATER)
    assert isinstance(happened, Closed)
    assert tell_held(replace(HELD, could_change=False), None, "c", LATER) is None


def test_a_long_name_of_a_contest_fits_the_headline():
    happened = tell_held(replace(HELD, contest_name="x" * 200), None, "b", NOON)
    assert len(happened.notice.headline) == 120
    assert tell_held(replace(HELD, contest_name="x" * 200), happened.notice, "c", LATER) is None
