from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from libs.kit.errors import Invalid
from services.elections.stages import domain, messages
from services.elections.stages.domain import Stage, WrongParent
from services.elections.stages.templating import templates
from tests.unit.elections.forms_of import ELECTION

CAMPAIGN = Stage("kampanye", "Kampanye", None, date(2024, 9, 25), date(2024, 11, 23))
AT = datetime(2024, 9, 1, tzinfo=UTC)


def days(stage, day):
    return [(one.edge, one.before, one.left) for one in domain.due(stage, day)]


# Templates


def test_the_eleven_stages_of_pemilu_2024_ship():
    pemilu = templates()["pemilu-2024"]
    top = [one for one in pemilu.stages if one.parent is None]
    assert len(top) == 11
    assert {one.basis for one in pemilu.stages} == {"PKPU 3/2022"}
    campaign = next(one for one in pemilu.stages if one.id == "kampanye")
    assert (campaign.starts, campaign.ends) == (date(2023, 11, 28), date(2024, 2, 10))


def test_those_of_pilkada_2024_ship_eight_of_preparation_and_eleven_of_holding():
    pilkada = templates()["pilkada-2024"]
    parts = {name: len(domain.parts_of(pilkada.stages, name)) for name in (None, "persiapan")}
    assert parts == {None: 2, "persiapan": 8}
    voting = next(one for one in pilkada.stages if one.id == "pemungutan")
    assert (voting.starts, pilkada.voting_day) == (date(2024, 11, 27), date(2024, 11, 27))


@pytest.mark.parametrize("name", ["pemilu-2024", "pilkada-2024"])
def test_a_template_is_whole(name):
    stages = {one.id: one for one in templates()[name].stages}
    assert len(stages) == len(templates()[name].stages)
    for stage in stages.values():
        domain.check_parent(stages, stage)
        assert stage.body
        assert stage.starts is None or stage.ends is None or stage.starts <= stage.ends
        assert stage.starts or stage.ends or stage.timing


def test_a_template_moves_with_the_voting_day():
    template = templates()["pilkada-2024"]
    moved = {one.id: one for one in template.shifted_to(date(2025, 8, 27))}
    assert moved["pemungutan"].starts == date(2025, 8, 27)
    assert moved["masa-tenang"].starts == date(2025, 8, 24)
    assert moved["penetapan-calon-terpilih"].starts is None
    assert template.shifted_to(None) == template.stages


# How a stage stands


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2024, 9, 24), "upcoming"),
        (date(2024, 9, 25), "running"),
        (date(2024, 11, 23), "running"),
        (date(2024, 11, 24), "over"),
    ],
)
def test_a_stage_is_under_way_from_its_first_day_to_its_last(day, state):
    assert CAMPAIGN.state(day) == state


def test_a_stage_without_days_stands_open():
    assert Stage("hasil", "Hasil", timing="menyusul").state(date(2024, 9, 25)) == "undated"
    assert replace(CAMPAIGN, starts=None).state(date(2024, 1, 1)) == "running"


# Reminders


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2024, 9, 17), []),
        (date(2024, 9, 18), [("start", 7, 7)]),
        (date(2024, 9, 20), [("start", 7, 5)]),
        (date(2024, 9, 24), [("start", 1, 1)]),
        (date(2024, 9, 25), [("start", 1, 0)]),
        (date(2024, 9, 26), []),
        (date(2024, 11, 22), [("end", 1, 1)]),
    ],
)
def test_a_stage_is_told_of_before_its_start_and_its_end(day, told):
    assert days(CAMPAIGN, day) == told


def test_a_stage_of_one_day_is_told_of_once():
    voting = Stage("p", "P", None, date(2024, 11, 27), date(2024, 11, 27))
    assert days(voting, date(2024, 11, 26)) == [("start", 1, 1)]


def test_a_stage_may_ask_for_none():
    assert days(replace(CAMPAIGN, remind=()), date(2024, 9, 24)) == []


# Where a stage stands


def test_a_stage_stands_below_one_that_is_there_and_not_below_itself():
    known = {name: Stage(name, name, above) for name, above in (("a", None), ("b", "a"))}
    domain.check_parent(known, Stage("c", "C", "b"))
    with pytest.raises(WrongParent, match="no stage x"):
        domain.check_parent(known, Stage("c", "C", "x"))
    with pytest.raises(WrongParent, match="below itself"):
        domain.check_parent(known, Stage("a", "A", "b"))


def test_stages_go_four_deep():
    known = {"1": Stage("1", "1")} | {str(n): Stage(str(n), "", str(n - 1)) for n in (2, 3, 4)}
    with pytest.raises(WrongParent, match="4 deep"):
        domain.check_parent(known, Stage("5", "5", "4"))
    top = Stage("0", "0")
    with pytest.raises(WrongParent, match="4 deep"):
        domain.check_parent(known | {"0": top}, replace(known["1"], parent="0"))


# Dicts


def test_every_wrong_field_is_named():
    with pytest.raises(Invalid) as caught:
        messages.stage(
            {"id": "A b", "name": "", "starts": "soon", "remind": [-1], "place": "x", "hue": 1}
        )
    named = {one.field for one in caught.value.errors}
    assert named == {"id", "name", "starts", "remind", "place", "hue"}


def test_a_text_that_no_database_holds_is_refused():
    with pytest.raises(Invalid) as caught:
        messages.stage({"id": "a", "name": "A\0B"})
    assert [one.message for one in caught.value.errors] == ["holds a null character"]


def test_an_end_before_the_start_is_refused():
    with pytest.raises(Invalid) as caught:
        messages.stage({"id": "a", "name": "A", "starts": "2024-09-25", "ends": "2024-09-24"})
    assert [one.field for one in caught.value.errors] == ["ends"]


def test_a_stage_reads_as_it_was_written():
    assert messages.stage(messages.stage_out(CAMPAIGN)) == CAMPAIGN


# The calendar


def test_the_calendar_has_a_whole_day_entry_for_each_stage_with_days():
    undated = Stage("hasil", "Hasil", timing="menyusul")
    limit = Stage("batas", "Anggaran", None, None, date(2024, 1, 26), body="KPU; Pemda, BPK")
    feed = messages.calendar(ELECTION, [CAMPAIGN, undated, limit], AT)
    read = Calendar.from_ical(feed)
    entries = {str(one["summary"]): one for one in read.walk("VEVENT")}
    assert set(entries) == {"Kampanye", "Batas akhir: Anggaran"}
    campaign = entries["Kampanye"]
    assert (campaign["dtstart"].dt, campaign["dtend"].dt) == (date(2024, 9, 25), date(2024, 11, 24))
    assert b"DTSTART;VALUE=DATE:20240925\r\n" in feed
    assert entries["Batas akhir: Anggaran"]["description"] == "Penanggung jawab: KPU; Pemda, BPK"
    assert read["x-wr-calname"] == "Tahapan Pilkada"


def test_an_entry_keeps_its_id_when_its_days_change():
    moved = replace(CAMPAIGN, starts=date(2024, 9, 26))
    feeds = [messages.calendar(ELECTION, [one], AT) for one in (CAMPAIGN, moved)]
    uids = {str(Calendar.from_ical(feed).walk("VEVENT")[0]["uid"]) for feed in feeds}
    assert len(uids) == 1
