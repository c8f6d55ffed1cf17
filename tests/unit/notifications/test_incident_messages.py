"""What is said of incidents, read and refused by field; events against their contracts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kit import contracts
from libs.kit.errors import Invalid
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from services.notifications.incidents import messages, wire
from services.notifications.incidents.domain import OPEN, STATES, Place, Who
from services.notifications.incidents.reporting import RECEIPT, RECEIPT_LENGTH, new_receipt
from tests.unit.notifications.test_incidents import FLOOD, LATER, NOON, SARI

DEDI = Principal("id-of-dedi", "dedi", frozenset({"officer"}), "1971")
SAID = {"type": "flood", "headline": "Air  pasang\nmasuk TPS", "place": {"area": "1971031006"}}


def _said(*, desk=True, **changes):
    return messages.said({**SAID, **changes}, DEDI, NOON, desk=desk)


def _fields(make, *args, **more):
    with pytest.raises(Invalid) as refused:
        make(*args, **more)
    return {error.field for error in refused.value.errors}


def test_a_report_is_read_with_what_its_type_brings():
    found = _said(desk=False)
    assert (found.headline, found.severity) == ("Air pasang masuk TPS", "major")
    assert (found.reporter, found.account, found.source) == ("dedi", "id-of-dedi", "account")
    assert found.occurred_at == NOON


def test_an_operator_says_who_told_it():
    found = _said(reporter="Ketua KPPS", severity="critical", exercise=True, agency="KPPS")
    assert (found.reporter, found.severity, found.exercise) == ("Ketua KPPS", "critical", True)


def test_a_key_of_one_account_is_not_another_ones():
    other = messages.said({**SAID, "dedupe_key": "a"}, replace(DEDI, id="other"), NOON, desk=False)
    assert _said(dedupe_key="a").dedupe != other.dedupe


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": None}, "type"),
        ({"type": "quarrel"}, "type"),
        ({"headline": " \n "}, "headline"),
        ({"headline": "x" * 121}, "headline"),
        ({"headline": "a\0b"}, "headline"),
        ({"text": "x" * 4001}, "text"),
        ({"severity": "warning"}, "severity"),
        ({"source": "public"}, "source"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": "2026-02-03T05:11:00Z"}, "occurred_at"),
        ({"dedupe_key": "x" * 201}, "dedupe_key"),
        ({"exercise": "yes"}, "exercise"),
        ({"phone": "0812"}, "phone"),
        ({"place": None}, "place"),
        ({"place": {}}, "place.words"),
        ({"place": {"area": "12345"}}, "place.area"),
        ({"place": {"tps": "1971031006"}}, "place.tps"),
        ({"place": {"area": "3316", "tps": "1971031006003"}}, "place.tps"),
        ({"place": {"point": [106.1]}}, "place.point"),
        ({"place": {"point": [181, 0]}}, "place.point"),
        ({"place": {"point": [True, False]}}, "place.point"),
        ({"place": {"point": [float("nan"), 0.0]}}, "place.point"),
        ({"place": {"area": "1971", "radius_m": 300}}, "place.radius_m"),
        ({"place": {"point": [106.1, -2.1], "radius_m": 9}}, "place.radius_m"),
        ({"place": {"area": "1971", "metre": 5}}, "place.road"),
        ({"place": {"road": "22.017", "metre": -1}}, "place.metre"),
        ({"place": {"words": "x" * 201}}, "place.words"),
        ({"place": {"words": "x", "note": "y"}}, "place.note"),
    ],
)
def test_what_is_wrong_with_a_report_is_named(changes, field):
    assert _fields(_said, **changes) == {field}


def test_all_that_is_wrong_is_named_at_once():
    wrong = {"type": "x", "headline": "", "place": {"point": 1, "road": 5}}
    assert _fields(_said, **wrong) == {"type", "headline", "place.point", "place.road"}


def test_a_clock_that_is_a_little_fast_is_believed():
    assert _said(occurred_at="2026-02-03T05:09:00Z").occurred_at == NOON + timedelta(minutes=9)


def test_the_public_says_five_things():
    found = messages.said_by_public(SAID, NOON)
    assert (found.source, found.account, found.reporter, found.dedupe) == ("public", None, "", "")
    assert _fields(messages.said_by_public, {**SAID, "severity": "info"}, NOON) == {"severity"}


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists) | st.just({}))
def test_no_place_breaks_the_reader(value):
    for name in messages.PLACE:
        reader = Reader({"place": {name: value}})
        found = messages.place(reader)
        assert reader.errors or found != Place()


def test_a_step_names_its_version():
    asked = {"incident": "x", "version": 0, "agency": "y" * 81, "note": "z"}
    act = messages.act(asked, DEDI)
    assert _fields(act.reader.end) == {"version", "agency", "note"}


def test_a_correction_corrects_something():
    reader = Reader({})
    messages.corrections(reader, NOON)
    assert _fields(reader.end) == {"headline"}
    found = messages.corrections(Reader({"text": "", "exercise": False}), NOON)
    assert found == {"text": "", "exercise": False}


def test_a_list_is_asked_for_by_what_is_known():
    asked = {"state": "open", "handler": "me", "area": "1971", "q": "air", "exercise": False}
    found = messages.query(asked, DEDI, OPEN)
    assert (found.states, found.holder, found.exercise) == (OPEN, "id-of-dedi", False)
    wrong = {"state": "x", "type": "x", "severity": "x", "since": "x", "area": "x"}
    assert _fields(messages.query, wrong, DEDI, OPEN) == set(wrong)


# ---- out


@pytest.mark.parametrize("state", STATES)
def test_every_state_fits_the_contracts(state):
    one = replace(FLOOD, state=state)
    for what in ("reported", "verify", "taken", "close", "refute", "merged", "repeated"):
        event = wire.event(what, one, 3, None if what == "reported" else "reported")
        contracts.get("notifications", event.type, 1).validate(event.data)


def test_each_act_is_told_by_its_event():
    names = {
        what: wire.event(what, FLOOD, 1, "reported").type
        for what in ("reported", "verify", "respond", "close", "refute", "merged", "note")
    }
    assert names == {
        "reported": "incident_reported",
        "verify": "incident_verified",
        "respond": "incident_changed",
        "close": "incident_closed",
        "refute": "incident_closed",
        "merged": "incident_merged",
        "note": "incident_changed",
    }


def test_an_event_tells_no_account_and_no_name():
    taken = FLOOD.take(Who("id-of-sari", "Sari Dewi", "BPBD"), LATER)
    said = str(wire.event("taken", taken, 1).data)
    assert "Sari" not in said
    assert "id-of" not in said
    assert wire.event("taken", taken, 1).data["agency"] == "BPBD"


def test_an_answer_tells_who_has_it_and_no_account():
    told = wire.incident_out(FLOOD.take(SARI, LATER))
    assert told["handler"]["name"] == "sari"
    assert "account" not in told["handler"]
    assert told["place"]["tps"] == "1971031006003"


def test_a_receipt_is_long_and_of_letters_that_are_read_as_one_thing():
    made = {new_receipt() for _ in range(200)}
    assert len(made) == 200
    assert all(len(one) == RECEIPT_LENGTH and set(one) <= set(RECEIPT) for one in made)
    assert not set("01ilo") & set(RECEIPT)


def test_a_moment_is_told_in_utc():
    assert wire.moment(datetime(2026, 2, 3, 5, tzinfo=UTC)) == "2026-02-03T05:00:00.000000Z"
    assert wire.moment(None) is None
