"""Incidents from a report to their end: what is kept, what is told, who is second."""

import re
import uuid

import pytest

from libs.kit.errors import Conflict, Invalid
from libs.kit.request import Request
from services.notifications.incidents.domain import (
    IncidentChanged,
    IncidentInHand,
    IncidentState,
    UnknownIncident,
)
from tests.asking import at_once
from tests.incidents import BUDI, FLOOD, SARI, STATION, act, call, report, sent, step, who


def test_a_report_becomes_an_incident_with_the_years_next_number(notifications, database):
    first, second = report(notifications), report(notifications, headline="Air naik lagi")
    assert (first["number"], second["number"]) == ("INS-0001", "INS-0002")
    assert (first["severity"], first["state"], first["place"]["tps"]) == (
        "major",
        "reported",
        STATION,
    )
    assert [one["id"] for one in second["similar"]] == [first["id"]]
    assert second["similar"][0]["metres"] == 0
    name, told = sent(database)[0]
    assert (name, told["incident"], told["station"]) == ("incident_reported", first["id"], STATION)
    shown = call(notifications, "get_incident", incident=first["id"])
    assert [(one["reporter"], one["count"]) for one in shown["reports"]] == [("sari", 1)]


def test_numbers_have_no_gap_and_no_double_when_many_report_at_once(notifications):
    calls = [lambda n=n: report(notifications, headline=f"Banjir {n}") for n in range(12)]
    numbers = sorted(one["number"] for one in at_once(calls))
    assert numbers == [f"INS-{n:04}" for n in range(1, 13)]


def test_the_same_command_makes_one_incident(notifications):
    asked = Request(FLOOD, SARI, str(uuid.uuid4()))
    answers = at_once([lambda: notifications.report_incident(asked)] * 6)
    assert len({one["answer"]["id"] for one in answers}) == 1
    assert sorted(one["repeated"] for one in answers) == [False, *[True] * 5]
    found = call(notifications, "list_incidents")["items"]
    assert [one["report_count"] for one in found] == [1]


def test_the_same_words_of_many_are_one_incident_with_a_count(notifications, database):
    said = {**FLOOD, "place": {"point": [106.1134, -2.1179]}}
    calls = [
        lambda: call(notifications, "report_public_incident", who("viewer", area=""), **said)
    ] * 40
    answers = at_once(calls)
    assert {one["number"] for one in answers} == {"INS-0001"}
    assert len({one["receipt"] for one in answers}) == 1
    [found] = call(notifications, "list_incidents")["items"]
    assert found["report_count"] == 40
    notifications.tell_repeated_reports()
    notifications.tell_repeated_reports()
    events = sent(database)
    assert [name for name, _ in events] == ["incident_reported", "incident_changed"]
    assert (events[1][1]["what"], events[1][1]["reports"]) == ("repeated", 40)


def test_an_automatic_sources_key_holds_until_the_incident_is_over(notifications):
    robot = who(name="sensor")
    calls = [
        lambda n=n: report(notifications, robot, headline=f"Air {n} cm", dedupe_key="pintu-air-3")
        for n in range(8)
    ]
    [first] = {one["id"] for one in at_once(calls)}
    other = report(notifications, who(name="lain"), headline="Air", dedupe_key="pintu-air-3")
    assert other["id"] != first
    one = call(notifications, "get_incident", incident=first)
    step(notifications, one, "refute")
    again = report(notifications, robot, headline="Air 9 cm", dedupe_key="pintu-air-3")
    assert again["id"] not in (first, other["id"])
    counted = report(notifications, robot, headline="Air 10 cm", dedupe_key="pintu-air-3")
    assert (counted["id"], counted["repeated"]) == (again["id"], True)


def test_it_goes_through_its_states_and_each_is_told_and_written_down(notifications, database):
    one = step(notifications, report(notifications), "verify", "respond", "contain", "close")
    assert (one["state"], one["version"]) == ("closed", 5)
    events = [(name, data["state"], data["before"]) for name, data in sent(database)]
    assert events == [
        ("incident_reported", "reported", None),
        ("incident_verified", "verified", "reported"),
        ("incident_changed", "responding", "verified"),
        ("incident_changed", "contained", "responding"),
        ("incident_closed", "closed", "contained"),
    ]
    log = call(notifications, "list_incident_log", incident=one["id"])["items"]
    assert [entry["what"] for entry in log] == ["reported", "verify", "respond", "contain", "close"]
    again = step(notifications, one, "reopen")
    assert again["state"] == "verified"


def test_nothing_personal_is_in_an_event(notifications, database):
    one = report(notifications, reporter="Ibu Ketua KPPS", agency="KPPS", text="hp 0812")
    call(notifications, "note_incident", incident=one["id"], text="telepon Pak Budi")
    act(notifications, "take", one, agency="BPBD")
    said = "".join(str(data) for _, data in sent(database))
    assert not re.search("Ketua KPPS|0812|Pak Budi|sari|id-of", said)


def test_of_two_at_once_one_is_first_and_the_other_is_told_who(notifications):
    one = report(notifications)
    calls = [
        lambda who=who: act(notifications, "step", one, who, step="verify") for who in (SARI, BUDI)
    ]
    answers = at_once(calls)
    [done] = [answer for answer in answers if isinstance(answer, dict)]
    [late] = [answer for answer in answers if isinstance(answer, IncidentChanged)]
    assert late.extra["changed_by"] == done["changed_by"]
    assert late.extra["version"] == done["version"] == 2


def test_it_is_taken_by_one_and_handed_to_another_agency(notifications):
    one = act(notifications, "take", report(notifications), agency="BPBD")
    assert (one["handler"]["name"], one["handler"]["taken"]) == ("sari", True)
    with pytest.raises(IncidentInHand):
        act(notifications, "take", one, BUDI)
    given = act(notifications, "hand_over", one, to_agency="PLN", to="Piket PLN")
    assert (given["handler"]["agency"], given["handler"]["taken"]) == ("PLN", False)
    taken = act(notifications, "take", given, BUDI, agency="Polres")
    mine = call(notifications, "list_incidents", BUDI, handler="me")["items"]
    assert [found["id"] for found in mine] == [taken["id"]]
    assert call(notifications, "list_incidents", handler="me")["items"] == []
    assert len(call(notifications, "list_incidents", agency="polres")["items"]) == 1
    assert len(call(notifications, "list_incidents", handler="Budi")["items"]) == 1
    assert call(notifications, "list_incidents", handler="nobody")["items"] == []
    free = report(notifications, headline="Lain")
    found = call(notifications, "list_incidents", handler="nobody")["items"]
    assert [one["id"] for one in found] == [free["id"]]


def test_severity_needs_a_reason_and_facts_are_put_right(notifications):
    one = report(notifications)
    with pytest.raises(Invalid) as refused:
        act(notifications, "rate", one, severity="critical")
    assert [error.field for error in refused.value.errors] == ["reason"]
    one = act(notifications, "rate", one, severity="critical", reason="penghitungan terhenti")
    place = {"tps": STATION, "words": "halaman sekolah"}
    one = act(notifications, "correct", one, headline="Air pasang", place=place)
    assert (one["severity"], one["headline"], one["place"]["point"]) == (
        "critical",
        "Air pasang",
        None,
    )
    entry = call(notifications, "list_incident_log", incident=one["id"])["items"][-1]
    assert entry["data"]["headline"] == {
        "before": "Air pasang masuk TPS",
        "after": "Air pasang",
    }


def test_a_merged_report_is_shown_with_the_one_that_stays_and_can_be_taken_out(
    notifications, database
):
    stays = report(notifications)
    other = report(notifications, who("officer", name="dedi"), headline="Banjir di TPS 3")
    third = report(notifications, headline="TPS 3 kebanjiran")
    third = act(notifications, "merge", third, into=other["id"])
    merged = act(notifications, "merge", other, into=stays["id"])
    assert (merged["state"], merged["merged_into"]) == ("duplicate", stays["id"])
    shown = call(notifications, "get_incident", incident=stays["id"])
    assert {one["id"] for one in shown["duplicates"]} == {other["id"], third["id"]}
    assert {one["reporter"] for one in shown["reports"]} == {"sari", "dedi"}
    assert shown["report_count"] == 3
    name, told = sent(database)[-1]
    assert (name, told["what"], told["reports"]) == ("incident_changed", "took_in", 3)
    alone = act(notifications, "unmerge", merged)
    assert (alone["state"], alone["merged_into"]) == ("reported", None)
    assert call(notifications, "get_incident", incident=stays["id"])["report_count"] == 2


def test_what_is_said_again_of_a_duplicate_counts_where_it_was_merged(notifications):
    stays, other = report(notifications), report(notifications, headline="Banjir di TPS 3")
    act(notifications, "merge", other, into=stays["id"])
    again = report(notifications, headline="Banjir di TPS 3")
    assert (again["id"], again["repeated"]) == (stays["id"], True)
    assert call(notifications, "get_incident", incident=stays["id"])["report_count"] == 3


def test_two_who_merge_crosswise_leave_one_open(notifications):
    one, other = report(notifications), report(notifications, headline="Banjir di TPS 3")
    calls = [
        lambda: act(notifications, "merge", one, SARI, into=other["id"]),
        lambda: act(notifications, "merge", other, BUDI, into=one["id"]),
    ]
    answers = at_once(calls)
    assert len([answer for answer in answers if isinstance(answer, dict)]) == 1
    assert len([answer for answer in answers if isinstance(answer, Conflict)]) == 1
    states = sorted(one["state"] for one in call(notifications, "list_incidents")["items"])
    assert states == ["duplicate", "reported"]


def test_tasks_are_given_and_ended_and_the_list_tells_of_them(notifications):
    one = report(notifications)
    due = "2030-11-27T12:12:00Z"
    task = call(
        notifications,
        "add_incident_task",
        incident=one["id"],
        text="Kirim pompa dan tenda",
        assignee="Regu 2",
        agency="BPBD",
        due=due,
    )
    [row] = call(notifications, "list_incidents")["items"]
    assert (row["tasks_open"], row["next_due"]) == (1, "2030-11-27T12:12:00.000000Z")
    named = {"incident": one["id"], "task": task["id"]}
    done = call(notifications, "end_incident_task", **named, state="done")
    assert (done["state"], done["ended_by"]) == ("done", "sari")
    with pytest.raises(Conflict):
        call(notifications, "end_incident_task", **named, state="done")
    [row] = call(notifications, "list_incidents")["items"]
    assert (row["tasks_open"], row["next_due"]) == (0, None)


def test_units_are_sent_and_tell_where_they_are(notifications):
    one = report(notifications)
    unit = call(
        notifications, "add_incident_unit", incident=one["id"], name="Regu 2", agency="BPBD"
    )
    assert unit["state"] == "assigned"
    named = {"incident": one["id"], "unit": unit["id"]}
    call(notifications, "move_incident_unit", **named, point=[106.1, -2.1], eta=None)
    moved = call(notifications, "move_incident_unit", **named, state="on_site")
    assert (moved["state"], moved["point"]) == ("on_site", [106.1, -2.1])
    step(notifications, one, "refute")
    with pytest.raises(IncidentState):
        call(notifications, "move_incident_unit", **named, state="released")


def test_the_log_is_added_to_and_never_changed(notifications, database):
    one = report(notifications)
    call(notifications, "note_incident", incident=one["id"], text="Air setinggi mata kaki")
    with pytest.raises(Exception, match="permission denied"):
        database.execute("UPDATE notifications.incident_log SET text = ''", service="notifications")
    first = call(notifications, "list_incident_log", incident=one["id"], limit=1)
    rest = call(notifications, "list_incident_log", incident=one["id"], after=first["next"])
    assert [entry["what"] for entry in (*first["items"], *rest["items"])] == ["reported", "note"]


def test_the_queue_has_what_is_open_first_by_severity_and_age(notifications):
    older, newer = report(notifications, headline="satu"), report(notifications, headline="dua")
    small = report(notifications, headline="tiga", severity="minor")
    worst = report(notifications, headline="empat", severity="critical")
    over = step(notifications, report(notifications, headline="lima"), "refute")
    wanted = [worst["id"], older["id"], newer["id"], small["id"], over["id"]]
    seen, after = [], None
    while True:
        more = {} if after is None else {"after": after}
        page = call(notifications, "list_incidents", limit=2, **more)
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == wanted
    counts = call(notifications, "count_incidents")["counts"]
    assert (counts["reported"], counts["false"], counts["closed"]) == (4, 1, 0)


def test_what_was_handed_over_waits_until_somebody_takes_it(notifications):
    mine, theirs, over = (report(notifications, headline=one) for one in ("a", "b", "c"))
    step(notifications, over, "refute")
    mine = act(notifications, "take", mine)
    theirs = act(notifications, "take", theirs)
    theirs = act(notifications, "hand_over", theirs, to_agency="PLN")

    def asked(state):
        return [one["id"] for one in call(notifications, "list_incidents", state=state)["items"]]

    assert (asked("working"), asked("waiting")) == ([mine["id"]], [theirs["id"]])
    assert asked("over") == [over["id"]]
    assert call(notifications, "count_incidents")["waiting"] == 1
    act(notifications, "take", theirs, BUDI)
    assert (len(asked("working")), asked("waiting")) == (2, [])
    assert call(notifications, "count_incidents")["waiting"] == 0


def test_lists_are_filtered(notifications):
    flood = report(notifications)
    fire = report(notifications, type="fire", headline="Asap di pasar", place={"area": "197102"})
    fire = step(notifications, fire, "verify")

    def listed(**query):
        return [one["id"] for one in call(notifications, "list_incidents", **query)["items"]]

    assert listed(type="fire") == listed(area="197102") == listed(q="pasar") == [fire["id"]]
    assert listed(state="verified") == listed(q="ins-0002") == [fire["id"]]
    assert set(listed(state="open")) == {flood["id"], fire["id"]}
    assert listed(since="2099-01-01T00:00:00Z") == listed(q="100%") == listed(state="closed") == []
    assert listed(source="public") == listed(exercise=True) == []


def test_what_is_no_incident_is_unknown(notifications):
    for wrong in ("", "x", str(uuid.uuid4()), "INS-0001"):
        with pytest.raises(UnknownIncident):
            call(notifications, "get_incident", incident=wrong)
