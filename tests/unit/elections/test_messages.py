from datetime import UTC, datetime

import pytest

from libs.kit import contracts
from libs.kit.errors import Invalid
from libs.kit.principal import Principal
from services.elections import forms, messages
from services.elections.domain import Record, Station
from tests.unit.elections.forms_of import BALLOT, TPS, WHOLE, changed

NOW = datetime(2024, 11, 27, 12, 5, tzinfo=UTC)
CREW = Principal("crew-1", "KPPS", frozenset({"reporter"}), "1971")
ELECTION = {
    "id": "pilkada-2024",
    "name": "Pilkada 2024",
    "date": "2024-11-27",
    "area": "1971",
    "contests": [
        {
            "id": "walikota",
            "name": "Wali Kota",
            "area": "1971",
            "candidates": [
                {"number": 2, "name": "Dua"},
                {"number": 1, "name": "KOLOM KOSONG", "kolom_kosong": True},
            ],
        }
    ],
}


def read(**form):
    data = {"contest": "walikota", "tps": TPS} | form
    return forms.submission(data, BALLOT, "id", CREW, NOW)


def fields(caught):
    return {error.field for error in caught.value.errors}


def test_a_form_comes_back_as_it_was_sent():
    assert forms.form_out(read(**WHOLE).figures) == WHOLE


def test_null_and_absent_are_both_not_entered():
    assert forms.form_out(read(**changed(valid=None, users__dpt=None)).figures) == {
        **{name: part for name, part in WHOLE.items() if name not in ("valid", "users")},
        "users": {name: part for name, part in WHOLE["users"].items() if name != "dpt"},
    }


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "votes"),
        ({"votes": {}}, "votes"),
        ({"votes": {"1": -1}}, "votes.1"),
        ({"votes": {"1": 1.0}}, "votes.1"),
        ({"votes": {"1": True}}, "votes.1"),
        ({"votes": {"1": "3"}}, "votes.1"),
        ({"votes": {"1": 100_000}}, "votes.1"),
        ({"votes": {"3": 1}}, "votes.3"),
        ({"votes": [1, 2]}, "votes"),
        ({"dpt": 3}, "dpt"),
        ({"dpt": {"males": 3}}, "dpt.males"),
        ({"users": {"dpt": {"total": None, "male": "x"}}}, "users.dpt.male"),
        ({"valid": [3]}, "valid"),
        ({"votes": {"1": 3}, "vallid": 3}, "vallid"),
        ({"votes": {"1": 3}, "channel": "pigeon"}, "channel"),
        ({"votes": {"1": 3}, "tps": "197101"}, "tps"),
        ({"votes": {"1": 3}, "recorded_at": "2024-11-27T19:05:00"}, "recorded_at"),
    ],
)
def test_what_is_wrong_is_named(form, field):
    with pytest.raises(Invalid) as caught:
        read(**form)
    assert fields(caught) == {field}


def test_all_that_is_wrong_is_named_at_once():
    with pytest.raises(Invalid) as caught:
        read(votes={"1": -1, "9": 2}, channel="pigeon", dpt={"total": "x"})
    assert fields(caught) == {"votes.1", "votes.9", "channel", "dpt.total"}


def test_a_figure_of_more_than_three_digits_is_read():
    assert read(votes={"1": 99_999}).figures == {"votes.1": 99_999}


def test_an_election_comes_back_as_it_was_sent_with_candidates_in_the_ballots_order():
    found = messages.election_out(messages.election(ELECTION))
    assert found["contests"][0]["candidates"][0]["kolom_kosong"] is True
    assert messages.election_out(messages.election(found)) == found
    assert found["rehearsal"] is False


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "Pilkada 2024"}, "id"),
        ({"date": "27 November"}, "date"),
        ({"area": "197"}, "area"),
        ({"rehearsal": "no"}, "rehearsal"),
        ({"contests": []}, "contests"),
        ({"contests": [ELECTION["contests"][0], ELECTION["contests"][0]]}, "contests"),
        ({"contests": [{**ELECTION["contests"][0], "area": "1972"}]}, "contests.0.area"),
        ({"contests": [{**ELECTION["contests"][0], "candidates": []}]}, "contests.0.candidates"),
        ({"dpt_limit": 0}, "dpt_limit"),
        ({"stage": "count"}, "stage"),
        ({"contests": ["walikota"]}, "contests.0"),
    ],
)
def test_an_election_that_is_wrong_names_the_field(change, field):
    with pytest.raises(Invalid) as caught:
        messages.election(ELECTION | change)
    assert field in fields(caught)


def test_stations_are_read_and_sorted():
    items = [
        {"code": "1971011004901", "dpt": {"male": 3, "female": 4}, "point": [106.1, -2.1]},
        {"code": TPS},
    ]
    plain, special = messages.stations({"items": items}, "1971")
    assert plain == Station(TPS)
    assert (plain.number, plain.special) == (1, False)
    assert special.dpt == {"male": 3, "female": 4, "total": 7}
    assert (special.number, special.special, special.point) == (901, True, (106.1, -2.1))


@pytest.mark.parametrize(
    ("items", "field"),
    [
        ([], "items"),
        ([{"code": TPS}, {"code": TPS}], "items"),
        ([{"code": "1972011004001"}], "items.0.code"),
        ([{"code": TPS, "dpt": {"male": -1, "female": 2}}], "items.0.dpt.male"),
        ([{"code": TPS, "point": [-2.1, 106.1]}], "items.0.point"),
        ([{"code": TPS, "point": [True, 1]}], "items.0.point"),
        ([{"code": TPS, "voters": 3}], "items.0.voters"),
        ([{"code": f"19710110{n:05}"} for n in range(1001)], "items"),
    ],
)
def test_stations_that_are_wrong_name_the_field(items, field):
    with pytest.raises(Invalid) as caught:
        messages.stations({"items": items}, "1971")
    assert field in fields(caught)


def test_areas_may_be_those_above_the_elections_too():
    items = [{"code": "19", "name": "Provinsi"}, {"code": "197101", "name": " Bukit Intan "}]
    named = messages.areas_in({"items": items}, "1971")
    assert named == {"19": "Provinsi", "197101": "Bukit Intan"}
    with pytest.raises(Invalid) as caught:
        messages.areas_in({"items": [{"code": "1871", "name": "Elsewhere"}]}, "1971")
    assert fields(caught) == {"items.0.code"}


def test_the_events_fit_their_contracts():
    newest = read(**WHOLE)
    record = Record(TPS).take(newest, BALLOT)
    station = Station(TPS, {"male": 1, "female": 2, "total": 3}, (106.1, -2.1))
    for event in (
        forms.result_submitted(BALLOT, record, newest, {"197101": "Bukit Intan"}),
        messages.station_registered(BALLOT.election, station),
        messages.station_registered(BALLOT.election, Station(TPS)),
        messages.election_registered(messages.election(ELECTION)),
    ):
        contracts.get("elections", event.type, 1).validate(event.data)
