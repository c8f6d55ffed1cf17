"""Samples, estimates and the outlook by the service, on the real database."""

import csv
import io
import uuid
from collections import Counter

import pytest

from libs.kit import clock
from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea, Principal
from services.elections.quick_count import watching
from services.elections.quick_count.domain import NotPublished, UnknownSample
from services.elections.quick_count.repository import Samples
from services.elections.repository import Elections

CODES = [f"19710{d}100{v}0{n:02}" for d in (1, 2, 3) for v in (1, 2, 3) for n in range(1, 11)]
WHERE = {"election": "pilkada", "contest": "walikota"}
VIEWER = Principal("v", "Viewer", frozenset({"viewer"}), "1971")
DISTRICT = Principal("d", "Operator", frozenset({"operator"}), "197101")


@pytest.fixture
def night(call):
    call.stations(*CODES, dpt={"male": 250, "female": 250, "total": 500})
    call("register_areas", election="pilkada", items=[{"code": "197101", "name": "=Rangkui"}])
    call.fold()
    return call


def draw(call, **wish):
    return call("draw_sample", **WHERE, **({"size": 18, "seed": "s"} | wish))["answer"]


def estimate(call, sample):
    return call("get_estimate", **WHERE, sample=sample["id"])


def drawn(call, sample):
    found = call("list_sample_stations", **WHERE, sample=sample["id"], limit=1000)
    return [one["tps"] for one in found["items"]]


def hand_in(call, *codes, contest="walikota"):
    for code in codes:
        one = 100 + int(code[-2:]) + 20 * int(code[5])
        users = {"total": {"male": 150, "female": 155, "total": 305}}
        call.submit(code, contest=contest, votes={"1": one, "2": 300 - one}, users=users)
    call.fold()


def look(call, sample):
    """Let the loop look at the sample; returns whether it noted anything."""
    with call.service.db.begin() as tx:
        ballot = Elections(tx).ballot("pilkada", "walikota")
        return watching.look(tx, ballot, sample["id"], clock.now())


def told(database):
    rows = database.execute(
        "SELECT envelope::jsonb -> 'data' FROM elections.outbox"
        " WHERE event = 'quick_count_changed' ORDER BY id"
    )
    return [row[0] for row in rows]


def test_a_plan_tells_sizes_and_margin_and_draws_nothing(night, database):
    plan = night("plan_sample", **WHERE, margin=0.03)
    assert [(one["code"], one["population"]) for one in plan["strata"]] == [
        ("197101", 30),
        ("197102", 30),
        ("197103", 30),
    ]
    assert plan["strata"][0]["name"] == "=Rangkui"
    assert plan["size"] == sum(one["size"] for one in plan["strata"])
    assert plan["margin"] == pytest.approx(0.03, abs=0.002)
    assert plan["by_voters"] > plan["by_stations"] > 0
    assert database.execute("SELECT count(*) FROM elections.samples") == [(0,)]


def test_a_sample_is_drawn_once_however_often_it_is_asked_for(night):
    command = str(uuid.uuid4())
    asked = WHERE | {"size": 18, "seed": "17 Nov"}
    first = night("draw_sample", command, **asked)
    again = night("draw_sample", command, **asked)
    assert again == {"answer": first["answer"], "repeated": True}
    other = night("draw_sample", **asked)["answer"]
    assert drawn(night, first["answer"]) == drawn(night, other)
    assert drawn(night, draw(night, seed="18 Nov")) != drawn(night, other)
    listed = night("list_samples", **WHERE, limit=2)
    assert len(listed["items"]) == 2
    rest = night("list_samples", **WHERE, limit=2, after=listed["next"])
    assert [one["id"] for one in rest["items"]] == [first["answer"]["id"]]
    assert rest["next"] is None


def test_the_list_of_stations_is_a_file_and_no_cell_is_a_formula(night):
    sample = draw(night)
    rows = list(
        csv.DictReader(
            io.StringIO(night("get_sample_sheet", **WHERE, sample=sample["id"]).decode())
        )
    )
    assert [row["tps"] for row in rows] == drawn(night, sample)
    assert Counter(row["stratum"] for row in rows) == {"197101": 6, "197102": 6, "197103": 6}
    assert {row["district"] for row in rows if row["stratum"] == "197101"} == {"'=Rangkui"}
    assert (rows[0]["dpt"], rows[0]["arrived"]) == ("500", "false")


def test_an_estimate_is_held_until_each_stratum_has_half_of_its_stations(night):
    sample = draw(night)
    codes = drawn(night, sample)
    hand_in(night, *codes[:12], codes[12], codes[13])
    held = estimate(night, sample)
    assert (held["state"], held["candidates"], held["lead"]) == ("held", None, None)
    assert held["lacking"] == {"strata": 1, "stations": 1}
    assert [one["arrived"] for one in held["strata"]] == [6, 6, 2]
    hand_in(night, codes[14])
    shown = estimate(night, sample)
    assert (shown["state"], shown["arrived"], shown["size"]) == ("shown", 15, 18)
    for one in shown["candidates"]:
        assert 0 < one["low"] < one["share"] < one["high"] < 1
    assert shown["turnout"]["share"] == pytest.approx(305 / 500)
    assert shown["valid"]["votes"] == 90 * 300


def test_a_whole_count_in_the_sample_is_the_result_itself(night):
    sample = draw(night, size=90)
    hand_in(night, *CODES)
    one = estimate(night, sample)["candidates"][0]
    tally = night.tally(depth=0)["candidates"][0]
    assert one["share"] == one["low"] == one["high"] == pytest.approx(tally["share"], abs=1e-6)


def test_what_is_handed_in_outside_the_sample_does_not_enter(night):
    sample = draw(night)
    others = sorted(set(CODES) - set(drawn(night, sample)))
    hand_in(night, *others[:5])
    assert estimate(night, sample)["arrived"] == 0


def test_what_does_not_stand_yet_does_not_enter(night):
    rules = {"consolidation": {"trusted": [], "equal": 2}}
    night("put_options", election="pilkada", version=0, **rules)
    sample = draw(night)
    station = drawn(night, sample)[0]
    votes = {"1": 120, "2": 180}
    night.submit(station, channel="operator", votes=votes)
    night.fold()
    assert estimate(night, sample)["arrived"] == 0
    second = Principal("second", "Second", frozenset({"operator"}), "1971")
    night.by(second).submit(station, channel="operator", votes=votes)
    night.fold()
    assert estimate(night, sample)["arrived"] == 1


def test_neyman_follows_the_spreads_of_an_earlier_contest(night):
    for code in CODES:
        one = 150 + (10 * int(code[-2:]) - 55 if code[5] == "1" else int(code[-2:]))
        night.submit(code, contest="gubernur", votes={"1": one, "2": 300 - one})
    night.fold()
    sample = draw(night, allocation="neyman", baseline="pilkada/gubernur")
    sizes = {one["code"]: one["size"] for one in sample["strata"]}
    assert sizes["197101"] == 14
    assert sizes["197102"] == sizes["197103"] == 2
    with pytest.raises(Invalid) as error:
        draw(night, allocation="neyman", baseline="pilkada/walikota")
    assert error.value.errors[0].field == "baseline"


def test_the_history_gets_a_row_for_a_change_and_its_event_tells_no_figure(night, database):
    sample = draw(night)
    assert not look(night, sample)
    codes = drawn(night, sample)
    hand_in(night, *codes[:3])
    assert look(night, sample)
    assert not look(night, sample), "nothing came since"
    hand_in(night, *codes[3:])
    assert look(night, sample)
    history = night("list_estimates", **WHERE, sample=sample["id"])["items"]
    assert [(row["arrived"], row["figures"] is None) for row in history] == [(3, True), (18, False)]
    events = told(database)
    assert [(one["state"], one["arrived"]) for one in events] == [
        ("held", 0),
        ("held", 3),
        ("shown", 18),
    ]
    assert not any("candidates" in one or "figures" in one for one in events)


def test_a_correction_waits_for_its_pause(night):
    sample = draw(night)
    codes = drawn(night, sample)
    hand_in(night, *codes)
    assert look(night, sample)
    night.submit(codes[0], votes={"1": 1, "2": 299})
    night.fold()
    assert not look(night, sample), "the last row is younger than 30 seconds"
    with night.service.db.begin() as tx:
        tx.exec_driver_sql("UPDATE samples SET noted_at = noted_at - interval '31 s'")
        tx.exec_driver_sql("UPDATE sample_history SET at = at - interval '31 s'")
    assert look(night, sample)


def test_the_loop_looks_at_each_sample_that_moved(night):
    samples = [draw(night), draw(night, seed="another")]
    hand_in(night, *CODES)
    watching.run(night.service.db)
    for sample in samples:
        rows = night("list_estimates", **WHERE, sample=sample["id"])["items"]
        assert [row["arrived"] for row in rows] == [18]
    with night.service.db.begin() as tx:
        assert Samples(tx).moved() == []


def test_viewers_see_what_is_published(night, database):
    sample = draw(night)
    viewer = night.by(VIEWER)
    assert viewer("list_samples", **WHERE)["items"] == []
    for method in ("get_sample", "get_estimate", "list_estimates", "list_sample_stations"):
        with pytest.raises(NotPublished):
            viewer(method, **WHERE, sample=sample["id"])
    night("publish_sample", **WHERE, sample=sample["id"], published=True)
    assert [one["id"] for one in viewer("list_samples", **WHERE)["items"]] == [sample["id"]]
    assert estimate(viewer, sample)["state"] == "held"
    night("publish_sample", **WHERE, sample=sample["id"], published=False)
    rows = database.execute("SELECT what, after ->> 'published' FROM elections.audit_entries")
    assert ("sample_published", "true") in rows
    assert ("sample_published", "false") in rows
    assert ("sample_drawn", None) in rows
    with pytest.raises(NotPublished):
        estimate(viewer, sample)


def test_an_account_of_a_district_sees_its_stations_and_no_estimate_of_the_whole(night):
    sample = draw(night)
    mine = night.by(DISTRICT)
    assert all(code.startswith("197101") for code in drawn(mine, sample))
    assert len(drawn(mine, sample)) == 6
    with pytest.raises(OutsideArea):
        estimate(mine, sample)
    with pytest.raises(OutsideArea):
        mine("publish_sample", **WHERE, sample=sample["id"], published=True)
    with pytest.raises(OutsideArea):
        draw(mine, area="1971")
    own = draw(mine, size=6, strata="village")
    assert (own["area"], own["population"]) == ("197101", 30)
    assert estimate(mine, own)["state"] == "held"


def test_an_unknown_sample_is_not_found(night):
    for name in ("x", str(uuid.uuid4())):
        with pytest.raises(UnknownSample):
            night("get_sample", **WHERE, sample=name)
    other = draw(night)
    with pytest.raises(UnknownSample):
        night("get_sample", election="pilkada", contest="gubernur", sample=other["id"])


def test_the_outlook_without_an_earlier_election_is_arithmetic(night):
    hand_in(night, *CODES[:45])
    outlook = night("get_outlook", **WHERE)
    assert (outlook["state"], outlook["stations_out"], outlook["dpt_out"]) == (
        "no_baseline",
        45,
        22_500,
    )
    assert outlook["most_out"] == 23_062
    night("put_options", election="pilkada", version=0, reserve_percent=10)
    assert night("get_outlook", **WHERE)["most_out"] == 24_750
    leader = outlook["leader"]
    assert (leader["verdict"], leader["low"]) == ("open", None)
    assert [one["area"]["code"] for one in outlook["areas"]] == ["197103", "197102"]
    assert outlook["areas"][0]["stations_out"] == 30
    one = outlook["candidates"][0]
    assert one["votes"] > 0
    assert one["expected"] is one["low"] is outlook["areas"][0]["expected"] is None


def test_the_leader_is_certain_once_what_is_out_cannot_turn_it(night):
    hand_in(night, *CODES)
    outlook = night("get_outlook", **WHERE)
    assert outlook["leader"]["verdict"] == "certain"
    assert outlook["areas"] == []
    assert all(one["expected"] == one["votes"] for one in outlook["candidates"])


def test_the_outlook_of_nothing_has_no_leader(night):
    outlook = night("get_outlook", **WHERE)
    assert outlook["leader"] is None
    assert [one["share"] for one in outlook["candidates"]] == [None, None]


def test_an_earlier_election_gives_the_outlook_an_interval(call):
    villages = [f"19710{d}10{v:02}" for d in (1, 2, 3) for v in range(1, 17)]
    codes = [f"{village}00{n}" for village in villages for n in (1, 2)]
    call.stations(*codes, dpt={"male": 250, "female": 250, "total": 500})
    for place, code in enumerate(codes):
        base = 60 + 3 * (place // 2)
        call.submit(code, contest="gubernur", votes={"1": base, "2": 300 - base})
        if place % 4 < 2:
            one = base + place % 7
            call.submit(code, votes={"1": one, "2": 300 - one})
    call.fold()
    outlook = call("get_outlook", **WHERE, baseline="pilkada/gubernur")
    assert outlook["state"] == "with_interval"
    leader = outlook["leader"]
    assert leader["low"] <= leader["expected"] <= leader["high"]
    for one in outlook["candidates"]:
        assert one["votes"] <= one["low"] <= one["expected"] <= one["high"]
    part = outlook["areas"][0]["expected"][0]
    assert part["low"] < part["votes"] < part["high"]
    with pytest.raises(Invalid):
        call("get_outlook", **WHERE, baseline="gubernur")
