"""Figures of our own services' events: exact when events repeat, come late or out of order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from libs.kit import contracts
from libs.kit.envelope import Incoming
from libs.kit.region import Region
from services.indicators import folding
from services.indicators.following import counting
from tests.integration.indicators.asking import ADMIN, AGENCY, ROADS, call, furnish

TODAY = datetime.now(ZoneInfo("Asia/Jakarta")).date()


def example(source, name, /, **changes):
    return contracts.get(source, name, 1).example() | changes


def tell(house, method, data, *, time=None):
    moment = time or datetime.now(UTC)
    event = Incoming("id", "source", "type", 1, "subject", moment, 1, data)
    with house.db.begin() as tx:
        getattr(house, method)(tx, event)


def incident(number, state, day, version, **more):
    moment = f"{day.isoformat()}T05:00:00.000000Z"
    times = {"changed_at": moment, "reported_at": more.pop("reported_at", moment)}
    data = {"incident": f"i{number}", "state": state, "version": version, "exercise": False}
    area = {"area": "3316012001", "station": None}
    return example("notifications", "incident_reported", **{**data, **times, **area, **more})


def test_an_agency_is_called_by_its_units_name(indicators):
    furnish(indicators)
    unit = {"code": AGENCY, "name": "Dinas Pekerjaan Umum"}
    assert call(indicators, "get_indicator", code=ROADS["code"])["owner_name"] == AGENCY
    tell(indicators, "on_unit_registered", example("eoffice", "unit_registered", **unit))
    named = call(indicators, "get_indicator", code=ROADS["code"])
    assert (named["owner"], named["owner_name"]) == (AGENCY, "Dinas Pekerjaan Umum")
    renamed = unit | {"name": "Dinas Pekerjaan Umum dan Penataan Ruang"}
    tell(indicators, "on_unit_changed", example("eoffice", "unit_changed", **renamed))
    tell(indicators, "on_unit_registered", example("eoffice", "unit_registered", **unit))  # late
    head = call(indicators, "get_headline", ADMIN, code=ROADS["code"], area="3316")
    assert head["owner_name"] == renamed["name"]
    package = call(indicators, "show_package", code=ROADS["code"])["result"]
    assert package["author"] == package["organization"]["title"] == renamed["name"]
    assert package["organization"]["name"] == AGENCY  # a machine's key stays
    [told] = [
        one["dct:publisher"]["foaf:name"]
        for one in call(indicators, "get_dcat", base="")["dcat:dataset"]
        if one["dct:identifier"] == ROADS["code"]
    ]
    assert told == renamed["name"]
    page = call(indicators, "get_item", ADMIN, item="infrastructure", area="3316")
    assert {one["owner_name"] for one in page["headlines"]} == {renamed["name"]}
    same = call(indicators, "put_indicator", **ROADS)
    assert (same["version"], same["owner_name"]) == (named["version"], renamed["name"])


def series(house, code, area):
    house.count_facts()
    house.fold()
    found = call(house, "get_series", ADMIN, code=code, area=area)["items"]
    return {one["period"]: one["value"] for one in found}


def day(back):
    return TODAY - timedelta(days=back)


def test_open_incidents_are_counted_by_the_day(indicators):
    opened = f"{day(3).isoformat()}T05:00:00.000000Z"
    tell(indicators, "on_incident_reported", incident(1, "reported", day(3), 1))
    tell(indicators, "on_incident_reported", incident(2, "reported", day(2), 1))
    found = series(indicators, "insiden-terbuka", "331601")
    assert [found[day(n).isoformat()] for n in (3, 2, 1, 0)] == [1, 2, 2, 2]
    closed = incident(1, "closed", day(1), 5, reported_at=opened)
    tell(indicators, "on_incident_closed", closed)
    late = incident(1, "verified", day(2), 2, reported_at=opened)
    tell(indicators, "on_incident_verified", late)  # an older version that comes late
    tell(indicators, "on_incident_closed", closed)  # and one that comes again
    found = series(indicators, "insiden-terbuka", "3316")
    assert [found[day(n).isoformat()] for n in (3, 2, 1, 0)] == [1, 2, 1, 1]
    assert folding.check(indicators.db) == []


def test_exercises_false_and_double_reports_are_not_counted(indicators):
    tell(indicators, "on_incident_reported", incident(1, "reported", day(1), 1))
    tell(indicators, "on_incident_reported", incident(2, "reported", day(1), 1, exercise=True))
    tell(indicators, "on_incident_merged", incident(3, "duplicate", day(0), 2))
    assert series(indicators, "insiden-terbuka", "3316") == {
        day(1).isoformat(): 1,
        day(0).isoformat(): 1,
    }


def test_letters_are_overdue_until_they_are_reported(indicators):
    facts = {"receiver": "3316.SEKDA", "disposition": "d1", "due": day(3).isoformat()}
    tell(indicators, "on_disposition_overdue", example("eoffice", "disposition_overdue", **facts))
    reported = example("eoffice", "disposition_reported", **facts, version=9, state="reported")
    noon = datetime.combine(day(1), datetime.min.time(), UTC) + timedelta(hours=5)
    tell(indicators, "on_disposition_reported", reported, time=noon)
    found = series(indicators, "disposisi-terlambat", "3316")
    assert found == {day(2).isoformat(): 1, day(1).isoformat(): 0, day(0).isoformat(): 0}
    head = call(indicators, "get_headline", ADMIN, code="disposisi-terlambat", area="3316")
    assert head["last_source"]["origin"] == "event"


def row(area, turnout):
    base = example("elections", "tally_changed")["areas"][0]
    return base | {"area": area, "name": f"Nama {area}", "turnout": turnout}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_turnout_is_the_mean_of_the_contests_in_any_order(indicators, order):
    told = [
        ("walikota", 7, [row("3316", 0.40), row("331601", 0.38)]),
        ("walikota", 9, [row("3316", 0.50)]),
        ("gubernur", 3, [row("3316", 0.60), row("33", 0.7)]),
    ]
    for place in order:
        contest, version, rows = told[place]
        data = {"contest": contest, "version": version, "areas": rows}
        tell(indicators, "on_tally_changed", example("elections", "tally_changed", **data))
    assert series(indicators, "partisipasi-pemilih", "3316") == {"2024": 55}
    assert series(indicators, "partisipasi-pemilih", "331601") == {"2024": 38}
    with indicators.db.begin() as tx:
        assert counting.Catalogue(tx).names("3316", 6) == {"331601": "Nama 331601"}


def test_a_rehearsals_turnout_is_none(indicators):
    data = example("elections", "tally_changed", election="gladi-1", areas=[row("3316", 0.4)])
    tell(indicators, "on_tally_changed", data)
    indicators.count_facts()
    assert call(indicators, "list_indicators", ADMIN)["items"] == []


def roads(area, soundness, version):
    data = {"area": area, "name": f"Nama {area}", "soundness": soundness, "version": version}
    return example("gis", "road_condition_changed", **data)


def spots(area, blank, version):
    return example("gis", "blank_spots_changed", area=area, name=area, blank=blank, version=version)


AT = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize("order", [(0, 1, 2, 1), (2, 1, 0, 0)])
def test_roads_are_as_sound_as_the_newest_event_tells(indicators, order):
    versions = [roads("3316", 70.25, 3), roads("3316", 81.5, 7), roads("331601", 90, 2)]
    for place in order:
        tell(indicators, "on_road_condition_changed", versions[place], time=AT)
    assert series(indicators, "kemantapan-jalan", "3316") == {"2026": 81.5}
    assert series(indicators, "kemantapan-jalan", "331601") == {"2026": 90}
    tell(indicators, "on_road_condition_changed", roads("3316", None, 8), time=AT)
    assert series(indicators, "kemantapan-jalan", "3316") == {"2026": 81.5}  # no road, no figure
    nextly = roads("3316", 60, 9)
    tell(indicators, "on_road_condition_changed", nextly, time=AT.replace(year=2027))
    assert series(indicators, "kemantapan-jalan", "3316") == {"2026": 81.5, "2027": 60}
    assert folding.check(indicators.db) == []
    with indicators.db.begin() as tx:
        assert counting.Catalogue(tx).names("3316", 6) == {"331601": "Nama 331601"}


@pytest.mark.parametrize(
    ("home", "named"), [("", ["330101", "331601"]), ("3316", ["3316", "331601"])]
)
def test_neighbours_on_the_map_are_not_taken_for_ours(indicators, home, named):
    indicators.settings = replace(indicators.settings, region=Region("Ours", home))
    for area in ("3301", "330101", "3316", "331601"):
        tell(indicators, "on_road_condition_changed", roads(area, 70, 1), time=AT)
    with indicators.db.begin() as tx:
        store = counting.Catalogue(tx)
        found = {**store.names("33", 4), **store.names("33", 6)}
    assert sorted(found) == named


def test_villages_with_blank_spots_follow_and_none_is_a_figure(indicators):
    tell(indicators, "on_blank_spots_changed", spots("331601", 4, 1), time=AT)
    assert series(indicators, "desa-blank-spot", "331601") == {"2026": 4}
    tell(indicators, "on_blank_spots_changed", spots("331601", 0, 2), time=AT)
    tell(indicators, "on_blank_spots_changed", spots("331601", 4, 1), time=AT)
    assert series(indicators, "desa-blank-spot", "331601") == {"2026": 0}


def test_the_regions_targets_are_those_of_indicators_made_here(indicators):
    tell(indicators, "on_road_condition_changed", roads("3316", 70, 1), time=AT)
    data = {"areas": [row("3316", 0.4)]}
    tell(indicators, "on_tally_changed", example("elections", "tally_changed", **data))
    targets = {"turnout": 79, "kemantapan-jalan": 75.5}
    counting.count_due(indicators.db, TODAY, targets)
    indicators.fold()
    asked = {"area": "3316", "code": "kemantapan-jalan"}
    assert call(indicators, "get_headline", ADMIN, **asked)["target"] == 75.5
    asked = {"area": "3316", "code": "partisipasi-pemilih"}
    assert call(indicators, "get_headline", ADMIN, **asked)["target"] == 79
