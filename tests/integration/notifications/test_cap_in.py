"""Warnings of others: fetched from a BMKG-shaped server or brought by hand, checked, reported."""

import ipaddress
from dataclasses import replace
from datetime import timedelta

import pytest

from libs.kit.errors import Forbidden, Invalid
from libs.kit.ids import new_id
from libs.kit.request import Request
from services.notifications.cap import entries
from services.notifications.cap.entries import NotAFeed
from services.notifications.cap.reading import UnsafeXml
from tests.asking import at_once
from tests.bmkg_server import RSS, bmkg
from tests.cap import INFO, PLACE, SENT, SQUARE, alert, refers, xml
from tests.incidents import SARI, act, call, step, who

ADMIN = who("admin", area="", name="admin")
BOUNDS = [106.0, -2.3, 106.3, -2.0]
FAR = tuple((latitude, longitude + 5) for latitude, longitude in SQUARE)
SOON = SENT + timedelta(days=36500)
STANDS = replace(INFO, expires=SOON)


def _alert(identifier, *areas, **changes):
    info = replace(STANDS, areas=areas or (PLACE,), **changes.pop("info", {}))
    return alert(identifier, infos=(info,), **changes)


@pytest.fixture
def office(notifications):
    """The service, which may reach loopback, and as often as it likes."""
    inside = (ipaddress.ip_network("127.0.0.0/8"),)
    settings = notifications.settings
    notifications.settings = replace(settings, channel_networks=inside, cap_per_minute=6000)
    return notifications


@pytest.fixture
def outside():
    with bmkg() as state:
        yield state


def _feed(office, outside, **changes):
    data = {"name": "bmkg", "url": outside.url + RSS, "bounds": BOUNDS, "enabled": True, **changes}
    return call(office, "set_cap_feed", ADMIN, **data)


def _poll(office, database):
    database.execute("UPDATE notifications.cap_feeds SET next_at = now()")
    office.ask_cap_feeds()
    return next(one for one in _feeds(office) if one["name"] == "bmkg")


def _feeds(office):
    return call(office, "list_cap_feeds")["items"]


def _states(office):
    items = call(office, "list_cap_incoming", limit=100)["items"]
    return {one["key"].split(",")[1]: one["state"] for one in items if one["key"]}


def _incidents(office):
    return call(office, "list_incidents", ADMIN)["items"]


def _bring(office, data, principal=SARI):
    asked = Request({}, principal, new_id(), attachment=data)
    return office.take_cap(asked)["answer"]


# What a feed brings


def test_what_touches_the_region_becomes_a_report(office, outside, database):
    outside.add("A1", _alert("A1"))
    outside.add("A2", _alert("A2", replace(PLACE, polygons=(FAR,), circles=())))
    told = _feed(office, outside)
    assert (told["attribution"][:4], told["ok_at"]) == ("BMKG", None)
    told = _poll(office, database)
    assert (told["error"], told["failed_since"]) == ("", None)
    assert told["ok_at"]
    assert _states(office) == {"A1": "reported", "A2": "elsewhere"}
    [one] = _incidents(office)
    assert (one["source"], one["type"], one["severity"]) == ("cap", "weather", "major")
    assert (one["state"], one["checked"]) == ("reported", False)
    assert one["place"]["point"] is not None
    west, south, east, north = BOUNDS
    longitude, latitude = one["place"]["point"]
    assert (west <= longitude <= east, south <= latitude <= north) == (True, True)


def test_it_is_kept_as_it_came(office, outside, database):
    path = outside.add("A1", raw=b"\n" + xml(_alert("A1")).split(b"?>", 1)[1])
    _feed(office, outside)
    _poll(office, database)
    [one] = call(office, "list_cap_incoming")["items"]
    assert call(office, "get_cap_incoming", id=one["id"]) == outside.bodies[path]


def test_what_is_unchanged_is_not_fetched_again(office, outside, database):
    outside.add("A1", _alert("A1"))
    _feed(office, outside)
    _poll(office, database)
    asked = len(outside.asked)
    _poll(office, database)
    assert outside.asked[asked:] == [RSS]
    outside.add("A2", _alert("A2"))
    _poll(office, database)
    assert outside.asked[asked + 1 :] == [RSS, f"{RSS}/A2_alert.xml"]


def test_an_update_and_a_cancel_are_the_same_incident(office, outside, database):
    first = _alert("A1")
    second = _alert("A2", msg_type="Update", references=refers(first), sent=SENT + timedelta(1))
    third = _alert(
        "A3", msg_type="Cancel", references=refers(first, second), sent=SENT + timedelta(2)
    )
    _feed(office, outside)
    for one in (first, second):
        outside.add(one.identifier, one)
        _poll(office, database)
    [incident] = _incidents(office)
    assert _states(office) == {"A1": "replaced", "A2": "reported"}
    outside.add("A3", third)
    _poll(office, database)
    assert _states(office) == {"A1": "replaced", "A2": "cancelled", "A3": "applied"}
    assert len(_incidents(office)) == 1
    log = call(office, "list_incident_log", ADMIN, incident=incident["id"])["items"]
    words = [one["text"].split(":")[0] for one in log if one["what"] == "note"]
    assert words == ["Peringatan diperbarui", "Peringatan dicabut"]


def _severity(office, incident):
    found = call(office, "get_incident", ADMIN, incident=incident["id"])
    alerts = call(office, "list_alerts", ADMIN, state="open")["items"]
    return found["severity"], [one["severity"] for one in alerts]


def test_an_update_that_says_more_raises_the_incident_and_its_alert(office):
    first = _alert("A1", info={"severity": "Moderate"})
    second = _alert("A2", info={"severity": "Extreme"}, msg_type="Update", references=refers(first))
    third = _alert(
        "A3",
        info={"severity": "Severe"},
        msg_type="Update",
        references=refers(first, second),
        sent=SENT + timedelta(1),
    )
    _bring(office, xml(first))
    [incident] = _incidents(office)
    step(office, incident, "verify", principal=ADMIN)
    assert _severity(office, incident) == ("minor", [])
    _bring(office, xml(second))
    assert _severity(office, incident) == ("critical", ["critical"])
    _bring(office, xml(third))
    assert _severity(office, incident) == ("critical", ["critical"])
    log = call(office, "list_incident_log", ADMIN, incident=incident["id"])["items"]
    [rated] = [one for one in log if one["what"] == "rated"]
    assert rated["text"].startswith("Peringatan diperbarui: ")


def test_what_an_operator_rated_lower_is_raised_by_what_is_new_alone(office):
    first = _alert("A1", info={"severity": "Severe"})
    _bring(office, xml(first))
    [incident] = _incidents(office)
    act(office, "rate", incident, ADMIN, severity="info", reason="hanya di laut")
    same = _alert("A2", info={"severity": "Severe"}, msg_type="Update", references=refers(first))
    _bring(office, xml(same))
    assert _severity(office, incident)[0] == "info"


def test_messages_that_come_in_the_wrong_order_end_the_same(office):
    first = _alert("A1")
    second = _alert("A2", msg_type="Update", references=refers(first), sent=SENT + timedelta(1))
    third = _alert("A3", msg_type="Cancel", references=refers(second), sent=SENT + timedelta(2))
    for one in (third, second, first):
        _bring(office, xml(one))
    assert _states(office) == {"A1": "replaced", "A2": "cancelled", "A3": "applied"}
    assert _incidents(office) == []


def test_an_update_that_moves_away_says_so_in_the_log(office, outside, database):
    first = _alert("A1")
    away = replace(PLACE, polygons=(FAR,), circles=())
    second = _alert("A2", away, msg_type="Update", references=refers(first))
    _feed(office, outside)
    for one in (first, second):
        outside.add(one.identifier, one)
        _poll(office, database)
    assert _states(office) == {"A1": "replaced", "A2": "elsewhere"}
    [incident] = _incidents(office)
    log = call(office, "list_incident_log", ADMIN, incident=incident["id"])["items"]
    assert any("tidak lagi" in one["text"] for one in log)


def test_a_warning_after_its_incident_is_closed_makes_another(office):
    first = _alert("A1")
    _bring(office, xml(first))
    [one] = _incidents(office)
    step(office, one, "verify", "close", principal=ADMIN)
    _bring(office, xml(_alert("A2", msg_type="Update", references=refers(first))))
    assert sorted(one["state"] for one in _incidents(office)) == ["closed", "reported"]


@pytest.mark.parametrize("status", ["Test", "System", "Draft"])
def test_what_is_not_meant_is_kept_and_not_reported(office, status):
    assert _bring(office, xml(_alert("A1", status=status)))["state"] == "kept"
    assert _incidents(office) == []


def test_an_exercise_of_others_is_an_exercise_here(office):
    _bring(office, xml(_alert("A1", status="Exercise")))
    [one] = _incidents(office)
    assert one["exercise"]


def test_what_is_over_is_not_reported(office):
    ended = replace(INFO, expires=SENT - timedelta(days=365))
    assert _bring(office, xml(alert("A1", infos=(ended,))))["state"] == "over"


@pytest.mark.parametrize(
    ("region", "areas", "state"),
    [
        ({"areas": ["1971"], "bounds": None}, (replace(PLACE, geocodes=(("BPS", "19.71.03"),)),),
         "reported"),
        ({"areas": ["3171"], "bounds": None}, (PLACE,), "elsewhere"),
        ({"areas": ["3171"]}, (PLACE,), "reported"),  # its polygon reaches into the bounds
        ({"bounds": [110.0, -8.0, 111.0, -7.0]}, (PLACE,), "elsewhere"),
        ({"areas": ["1971"], "bounds": None}, (replace(PLACE, geocodes=()),), "reported"),
        ({}, (replace(PLACE, geocodes=(), polygons=(), circles=()),), "reported"),
    ],
)  # fmt: skip
def test_which_messages_are_ours(office, outside, database, region, areas, state):
    outside.add("A1", _alert("A1", *areas))
    _feed(office, outside, **region)
    _poll(office, database)
    assert _states(office) == {"A1": state}


# What goes wrong


def test_the_same_message_a_hundred_times_is_one(office):
    data = xml(_alert("A1"))
    at_once([lambda: _bring(office, data) for _ in range(8)])
    [one] = call(office, "list_cap_incoming")["items"]
    assert one["repeats"] == 7
    assert len(_incidents(office)) == 1


def test_a_message_is_never_changed(office):
    _bring(office, xml(_alert("A1")))
    other = _bring(office, xml(_alert("A1", info={"severity": "Extreme"})))
    assert (other["state"], "never changed" in other["error"]) == ("refused", True)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html>maintenance</html>", "not-cap"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "unsafe-xml"),
        (xml(alert("A1")).replace(b"Severe", b"Parah"), "severity"),
    ],
)
def test_a_message_that_is_wrong_is_kept_and_named(office, outside, database, body, told):
    outside.add("A0", raw=body)
    outside.add("A2", _alert("A2"))
    _feed(office, outside)
    assert _poll(office, database)["error"] == ""
    [refused] = call(office, "list_cap_incoming", state="refused")["items"]
    assert told in refused["error"]
    assert _states(office)["A2"] == "reported"
    before = len(outside.asked)
    _poll(office, database)
    assert outside.asked[before:] == [RSS]


@pytest.mark.parametrize(
    ("mood", "told"),
    [
        ((503, None), "status 503"),
        ((302, None), "moved"),
        ((200, b"<html/>"), "it begins with html"),
        ((200, b"{}"), "not well-formed"),
        ((200, b"<rss>" + b" " * (4 << 20) + b"</rss>"), "more than"),
    ],
)
def test_a_feed_that_fails_is_shown_with_since_when(office, outside, database, mood, told):
    outside.add("A1", _alert("A1"))
    _feed(office, outside)
    outside.moods[RSS] = mood
    failed = _poll(office, database)
    assert told in failed["error"]
    assert (failed["failures"], failed["ok_at"]) == (1, None)
    again = _poll(office, database)
    assert (again["failures"], again["failed_since"]) == (2, failed["failed_since"])
    assert "/elsewhere" not in outside.asked
    outside.moods.clear()
    well = _poll(office, database)
    assert (well["error"], well["failures"], well["failed_since"]) == ("", 0, None)
    assert _states(office) == {"A1": "reported"}


def test_a_feed_that_is_away_is_shown(office, outside, database):
    _feed(office, outside, url="http://127.0.0.1:9/rss")
    assert "can't be reached" in _poll(office, database)["error"]


def test_messages_that_do_not_come_are_asked_for_again(office, outside, database):
    path = outside.add("A1", _alert("A1"))
    outside.add("A2", _alert("A2"))
    outside.moods[path] = (500, None)
    _feed(office, outside)
    assert "1 of 2 messages did not come" in _poll(office, database)["error"]
    assert _states(office) == {"A2": "reported"}
    outside.moods.clear()
    assert _poll(office, database)["error"] == ""
    assert _states(office) == {"A1": "reported", "A2": "reported"}


def test_many_new_messages_come_in_rounds_each_once(office, outside, database):
    for number in range(30):
        outside.add(f"A{number}", _alert(f"A{number}"))
    outside.entries += outside.entries[:5]  # pages wrongly: some stand there twice
    _feed(office, outside)
    told = _poll(office, database)
    assert (told["error"], len(_states(office))) == ("", 30)
    details = [path for path in outside.asked if path != RSS]
    assert len(details) == len(set(details)) == 30
    assert not any("page=2" in path for path in outside.asked)


def test_links_to_other_hosts_are_not_followed(office, outside, database):
    outside.add("A1", link="http://169.254.169.254/latest/meta-data")
    outside.add("A2", link="file:///etc/passwd")
    _feed(office, outside)
    assert _poll(office, database)["error"] == ""
    assert outside.asked == [RSS]


def test_an_address_inside_is_refused_where_no_setting_allows_it(notifications, outside):
    notifications.settings = replace(notifications.settings, channel_networks=())
    for url in (outside.url, "http://169.254.169.254/", "http://user@bmkg.go.id/", "file:///x"):
        with pytest.raises(Invalid) as refused:
            _feed(notifications, outside, url=url)
        assert [error.field for error in refused.value.errors] == ["url"]


def test_what_is_set_of_a_feed_is_checked(office, outside):
    wrong = {"areas": ["x"], "bounds": [1, 2, 3], "every_s": 1, "name": "B M", "colour": 1}
    for name, value in wrong.items():
        with pytest.raises(Invalid) as refused:
            _feed(office, outside, **{name: value})
        assert [error.field for error in refused.value.errors] == [name]
    with pytest.raises(Forbidden):
        call(office, "set_cap_feed", SARI, name="bmkg", enabled=False)
    assert [one["enabled"] for one in _feeds(office)] == [False]


def test_two_who_poll_ask_a_feed_once(office, outside, database):
    outside.add("A1", _alert("A1"))
    _feed(office, outside)
    at_once([office.ask_cap_feeds, office.ask_cap_feeds])
    assert sorted(outside.asked) == [RSS, f"{RSS}/A1_alert.xml"]


# Feeds of other shapes


def test_atom_leads_to_messages_too():
    page = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><updated>2026</updated>'
        b'<link href="/page"/><link type="application/cap+xml" href="/a.xml"/></entry></feed>'
    )
    [one] = entries.entries(page, "https://x.example/feed")
    assert (one.url, one.name) == ("https://x.example/a.xml", "https://x.example/a.xml#2026")


def test_a_feed_may_be_hostile():
    with pytest.raises(UnsafeXml):
        entries.entries(b'<!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>', "https://x.example/")
    with pytest.raises(NotAFeed):
        entries.entries(b"<opml/>", "https://x.example/")
