"""Who reports, reads and acts: each rule from the side of somebody who may not."""

import uuid

import pytest

from libs.kit.errors import Forbidden, Invalid
from libs.kit.principal import OutsideArea
from services.notifications.incidents.domain import NotForOperators, UnknownIncident
from tests.incidents import FLOOD, SARI, STATION, act, call, report, sent, step, who

ELSEWHERE = who("operator", area="3316", name="jauh")
READS = ("get_incident", "list_incident_log", "list_similar_incidents", "list_incident_photos")
OTHERS = ("officer", "viewer", "verifier", "gis_editor")
PUBLIC = {"type": "fire", "headline": "Asap tebal", "place": {"area": "1971031006"}}


def _ids(notifications, principal, **query):
    found = call(notifications, "list_incidents", principal, **query)
    return [one["id"] for one in found["items"]]


def _public(notifications):
    """Report something as nobody; returns the incident's id."""
    anybody = who("viewer", area="", name="public")
    call(notifications, "report_public_incident", anybody, **PUBLIC)
    return _ids(notifications, SARI, source="public")[0]


def _reads(notifications, principal, incident):
    """Tell whether the principal reads the incident; each way of asking must agree."""
    answers = set()
    for method in READS:
        try:
            call(notifications, method, principal, incident=incident)
            answers.add(True)
        except UnknownIncident:
            answers.add(False)
    answers.add(incident in _ids(notifications, principal))
    counted = call(notifications, "count_incidents", principal)["counts"]
    answers.add(sum(counted.values()) > 0)
    assert len(answers) == 1, answers
    return answers.pop()


def test_ops_has_no_part_in_incidents(notifications):
    one, ops = report(notifications), who("ops", area="")
    for method in (*READS, "list_incidents", "count_incidents", "list_incident_types"):
        with pytest.raises(Forbidden):
            call(notifications, method, ops, incident=one["id"])
    with pytest.raises(Forbidden):
        report(notifications, ops)
    with pytest.raises(Forbidden):
        call(notifications, "note_incident", ops, incident=one["id"], text="x")


@pytest.mark.parametrize("role", OTHERS)
def test_others_read_what_is_checked_in_their_area(notifications, role):
    one = report(notifications)["id"]
    assert _reads(notifications, who(role), one)
    assert _reads(notifications, who(role, area=""), one)
    assert _reads(notifications, who(role, area="1971031006"), one)
    assert not _reads(notifications, who(role, area="1972"), one)


def test_an_operator_of_another_area_knows_nothing_of_it(notifications):
    one = report(notifications)
    assert not _reads(notifications, ELSEWHERE, one["id"])
    with pytest.raises(UnknownIncident):
        act(notifications, "step", one, ELSEWHERE, step="verify")


@pytest.mark.parametrize("role", OTHERS)
def test_what_the_public_says_is_for_operators_until_one_has_looked(notifications, role):
    incident = _public(notifications)
    assert not _reads(notifications, who(role), incident)
    assert _reads(notifications, SARI, incident)
    one = call(notifications, "get_incident", incident=incident)
    one = step(notifications, one, "verify")
    assert _reads(notifications, who(role), incident)
    step(notifications, one, "refute")
    assert not _reads(notifications, who(role), incident)


def test_a_crew_reads_its_stations_and_its_own(notifications):
    crew = who("reporter", area=STATION, name="kpps")
    district = report(notifications, place={"area": "197103"}, headline="Listrik padam")["id"]
    assert not _reads(notifications, crew, district)
    own = report(notifications, crew, headline="Air naik")["id"]
    assert _ids(notifications, crew) == [own]
    with pytest.raises(OutsideArea):
        report(notifications, crew, place={"tps": "1971031006004"})


def test_who_reported_reads_their_own_wherever_it_is_put(notifications):
    dedi = who("officer", area="197103", name="dedi")
    one = report(notifications, dedi)
    act(notifications, "correct", one, place={"area": "197101"})
    assert _reads(notifications, dedi, one["id"])
    assert not _reads(notifications, who("officer", area="197103", name="lain"), one["id"])


def test_who_reported_is_told_to_operators_and_to_themselves(notifications):
    dedi, viewer = who("officer", name="dedi"), who("viewer")
    one = report(notifications, dedi, text="Telepon 0812")["id"]

    def told(principal):
        [found] = call(notifications, "get_incident", principal, incident=one)["reports"]
        [entry] = call(notifications, "list_incident_log", principal, incident=one)["items"]
        return found["reporter"], found["text"], entry["who"], entry["text"]

    everything = ("dedi", "Telepon 0812", "dedi", "Telepon 0812")
    assert told(SARI) == told(dedi) == everything
    assert told(viewer) == (None, None, None, "")
    like = report(notifications, viewer, headline="Banjir")
    assert like["similar"]
    answers = [like, call(notifications, "list_incidents", viewer)]
    answers += [call(notifications, method, viewer, incident=one) for method in READS]
    assert "dedi" not in str(answers)


def test_what_an_operator_took_out_of_the_text_stays_with_operators(notifications):
    one = report(notifications, text="Telepon 0812")
    act(notifications, "correct", one, text="Air setinggi lutut")
    for principal, hidden in ((who("viewer"), True), (SARI, False)):
        found = call(notifications, "get_incident", principal, incident=one["id"])
        log = call(notifications, "list_incident_log", principal, incident=one["id"])
        listed = call(notifications, "list_incidents", principal)
        assert ("0812" not in f"{found}{log}{listed}") is hidden
        assert found["text"] == "Air setinggi lutut"
        assert list(log["items"][-1]["data"]) == ["text"]


@pytest.mark.parametrize("role", [*OTHERS, "reporter"])
def test_those_who_are_no_operators_note_and_nothing_else(notifications, role):
    area = STATION if role == "reporter" else "1971"
    one, other = report(notifications), who(role, area=area)
    tries = {
        "step": {"step": "verify"},
        "rate": {"severity": "minor", "reason": "x"},
        "correct": {"headline": "x"},
        "take": {},
        "hand_over": {"to_agency": "PLN"},
        "merge": {"into": report(notifications, headline="Lain")["id"]},
        "unmerge": {},
    }
    for method, data in tries.items():
        with pytest.raises(NotForOperators):
            act(notifications, method, one, other, **data)
    hanging = {
        "add_incident_task": {"text": "x"},
        "end_incident_task": {"task": "x", "state": "done"},
        "add_incident_unit": {"name": "x"},
        "move_incident_unit": {"unit": "x", "state": "on_site"},
    }
    for method, data in hanging.items():
        with pytest.raises(NotForOperators):
            call(notifications, method, other, incident=one["id"], **data)
    with pytest.raises(NotForOperators):
        call(notifications, "print_incident", other, incident=one["id"])
    note = call(notifications, "note_incident", other, incident=one["id"], text="Air naik")
    assert note["who"] == role


def test_an_operator_acts_in_the_area_of_the_account_alone(notifications):
    city, inside = report(notifications, place={"area": "1971"}), who(area="197103", name="camat")
    assert _reads(notifications, inside, city["id"])
    with pytest.raises(OutsideArea):
        act(notifications, "step", city, inside, step="verify")
    with pytest.raises(OutsideArea):
        report(notifications, inside, place={"area": "1971"})
    mine = report(notifications, inside, headline="Di sini")
    with pytest.raises(OutsideArea):
        act(notifications, "correct", mine, inside, place={"area": "197101"})
    with pytest.raises(OutsideArea):
        act(notifications, "merge", mine, inside, into=city["id"])


def test_what_has_no_area_yet_is_any_operators(notifications):
    one = report(notifications, place={"words": "dekat pasar lama"})
    assert not _reads(notifications, who("reporter", area=STATION), one["id"])
    assert act(notifications, "step", one, ELSEWHERE, step="verify")["state"] == "verified"


def test_likely_duplicates_are_those_that_one_may_read(notifications):
    incident = _public(notifications)
    said = PUBLIC | {"headline": "Kebakaran"}
    assert call(notifications, "report_incident", who("officer"), **said)["similar"] == []
    again = call(notifications, "report_incident", SARI, **said | {"headline": "Api"})
    assert incident in [one["id"] for one in again["similar"]]


def test_how_events_are_taken_is_for_administrators_of_all(notifications):
    chosen = {"source": "gis.road_damage", "mode": "open"}
    for principal in (SARI, who("admin", area="1971"), who("viewer", area="")):
        with pytest.raises(Forbidden):
            call(notifications, "set_incident_source", principal, **chosen)
    with pytest.raises(Forbidden):
        call(notifications, "list_incident_sources", who("viewer"))
    assert call(notifications, "set_incident_source", who("admin", area=""), **chosen)["mode"]


def test_severity_reporter_and_exercise_are_for_operators_to_say(notifications):
    said = {**FLOOD, "severity": "critical", "reporter": "Orang lain", "exercise": True}
    with pytest.raises(Invalid) as refused:
        call(notifications, "report_incident", who("officer"), **said)
    fields = {error.field for error in refused.value.errors}
    assert fields == {"severity", "reporter", "exercise"}
    assert call(notifications, "report_incident", **said)["severity"] == "critical"


def test_who_has_one_open_is_told_by_operators_of_its_area_alone(notifications, database):
    one, seat = report(notifications), str(uuid.uuid4())
    asked = {"incident": one["id"], "seat": seat, "open": True}
    told = call(notifications, "open_incident", who(name="sari"), **asked)
    assert (told["name"], told["seat"], told["open"]) == ("sari", seat, True)
    assert [data for event, data in sent(database) if event == "incident_opened"] == [told]
    for other in (who("viewer"), who("officer")):
        with pytest.raises(NotForOperators):
            call(notifications, "open_incident", other, **asked)
    with pytest.raises(UnknownIncident):
        call(notifications, "open_incident", who(area="1972"), **asked)
    with pytest.raises(Invalid) as refused:
        call(notifications, "open_incident", **{**asked, "seat": "kursi 3"})
    assert [one.field for one in refused.value.errors] == ["seat"]
