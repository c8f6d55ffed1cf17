import io
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.elections import messages
from services.elections.demo import facts, paper
from services.elections.demo.making import MOST_VOTERS, apportion, stations
from services.elections.demo.night import IN_PARTS, SLIPS, night
from services.elections.domain import Ballot, Record, Submission
from services.elections.forms import form_in

ELECTION = messages.election(facts.city()["election"])
CERTIFIED = facts.city()["certified"]


@pytest.fixture(scope="module")
def made():
    return night()


@pytest.fixture(scope="module")
def records(made):
    """What the stations' records are at the end of the night, by contest and station."""
    ballots = {contest.id: Ballot(0, ELECTION, contest) for contest in ELECTION.contests}
    found = {}
    for item in made[1]:
        ballot, errors = ballots[item.contest], []
        figures = form_in(item.body, ballot.contest, errors)
        assert errors == []
        submission = Submission(item.id, item.tps, "crew", "", None, None, figures)
        key = (item.contest, item.tps)
        found[key] = found.get(key, Record(item.tps)).take(submission, ballot)
    return found


def total(records, contest, path, area=""):
    return sum(
        record.figures[path]
        for (name, tps), record in records.items()
        if name == contest and tps.startswith(area)
    )


def test_there_are_311_stations_of_42_villages_in_7_districts(made):
    codes = [one.code for one in made[0]]
    assert (len(codes), len(set(codes))) == (311, 311)
    assert len({code[:10] for code in codes}) == 42
    by_district = Counter(code[:6] for code in codes)
    assert by_district == {one.code: one.stations for one in facts.districts()}


@pytest.mark.parametrize("contest", ["walikota", "gubernur"])
def test_the_stations_add_up_to_the_certified_totals(records, contest):
    for number, votes in enumerate(CERTIFIED[contest]["votes"], 1):
        assert total(records, contest, f"votes.{number}") == votes


def test_the_mayors_forms_add_up_to_the_public_invalid_votes_voters_and_users(records):
    assert total(records, "walikota", "invalid") == 3_169
    assert total(records, "walikota", "dpt.total") == 164_330
    assert total(records, "walikota", "users.total.total") == 86_874


@pytest.mark.parametrize("contest", ["walikota", "gubernur"])
def test_every_district_adds_up_to_its_public_totals(records, contest):
    for district in facts.districts():
        for number, votes in enumerate(district.votes[contest], 1):
            assert total(records, contest, f"votes.{number}", district.code) == votes


def test_as_many_came_for_the_governor_but_for_those_from_elsewhere(made, records):
    for one in made[0]:
        mayor = records["walikota", one.code].figures["users.total.total"]
        governor = records["gubernur", one.code].figures["users.total.total"]
        assert governor - mayor == one.movers <= 2


def test_only_the_slips_of_the_pen_are_found(records):
    odd = {key: record for key, record in records.items() if record.findings}
    assert len(odd) == len(SLIPS)
    rules = {finding.rule for record in odd.values() for finding in record.findings}
    assert rules >= {"sex-sum", "ballots-sum", "votes-sum", "users-sum", "total-above-users"}


def test_the_paper_of_a_slip_says_what_was_meant(made, records):
    ballots = {contest.id: Ballot(0, ELECTION, contest) for contest in ELECTION.contests}
    papers = {item.key: item for item in made[1] if item.paper}
    assert papers.keys() == {"/".join(key) for key, one in records.items() if one.findings}
    for item in papers.values():
        errors = []
        figures = form_in(item.paper, ballots[item.contest].contest, errors)
        assert errors == []
        written = Submission(item.id, item.tps, "crew", "", None, None, figures)
        record = Record(item.tps).take(written, ballots[item.contest])
        assert record.findings == ()
        handed = records[item.contest, item.tps].figures
        assert len([path for path in figures if figures[path] != handed[path]]) == 1


def test_a_form_is_three_pages_of_its_own(made):
    one, other = [item for item in made[1] if item.paper][:2]
    pages = paper.pages(one.paper, "TPS 001")
    assert list(pages) == [1, 2, 3]
    assert len({*pages.values(), *paper.pages(other.paper, "TPS 001").values()}) == 6
    for photo in pages.values():
        with Image.open(io.BytesIO(photo)) as sheet:
            assert (sheet.format, sheet.size) == ("JPEG", (paper.WIDTH, paper.HEIGHT))


def test_every_form_is_whole_in_the_end(records):
    assert all(record.complete and record.counted for record in records.values())
    assert max(record.figures["dpt.total"] for record in records.values()) <= MOST_VOTERS


def test_some_stations_hand_in_by_parts_the_votes_first(made):
    parts = Counter(item.key for item in made[1])
    assert sum(count == 2 for count in parts.values()) == 2 * IN_PARTS
    for key in (key for key, count in parts.items() if count == 2):
        first, second = (item for item in made[1] if item.key == key)
        assert "votes" in first.body
        assert "votes" not in second.body
        assert first.after < second.after


def test_the_night_goes_up_slowly_then_fast_then_slowly(made):
    hours = [item.after / timedelta(hours=1) for item in made[1]]
    assert hours == sorted(hours)
    assert hours[0] >= 0.9
    assert 10.0 < hours[-1] <= 10.5
    assert 3 < hours[len(hours) // 2] < 5.5


def test_it_is_the_same_night_at_each_run(made):
    again = night()
    assert again == made
    assert len({item.id for item in made[1]}) == len(made[1])


def test_stations_stand_nearer_to_their_own_village_than_to_any_other():
    points = {village.code: village.point for village in facts.villages()}

    def far(one, other):
        return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2

    for station in stations():
        nearest = min(points, key=lambda code: far(points[code], station.point))
        assert nearest == station.village.code


@given(st.integers(0, 5000), st.lists(st.floats(0.1, 100), min_size=1, max_size=30))
def test_parts_add_up_and_keep_to_their_weights(total, weights):
    parts = apportion(total, weights)
    assert sum(parts) == total
    scale = total / sum(weights)
    assert all(abs(part - weight * scale) <= 1 for part, weight in zip(parts, weights, strict=True))


@given(st.lists(st.tuples(st.floats(0.1, 100), st.integers(0, 50)), min_size=1), st.data())
def test_parts_stay_below_their_caps(pairs, data):
    weights, caps = zip(*pairs, strict=True)
    total = data.draw(st.integers(0, sum(caps)))
    parts = apportion(total, weights, caps)
    assert sum(parts) == total
    assert all(part <= cap for part, cap in zip(parts, caps, strict=True))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        apportion(10, [1, 1], [4, 5])


def test_the_facts_are_in_order():
    assert all(a.code < b.code for a, b in pairwise(facts.villages()))
