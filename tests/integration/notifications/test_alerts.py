"""Alerts from their cause to their end: counted, told, acknowledged, risen again."""

import pytest
from prometheus_client import REGISTRY

from libs.kit.principal import OutsideArea
from services.notifications.alerts.domain import AlertState, UnknownAlert
from services.notifications.incidents import placing
from tests import alerting
from tests.alerting import DEWI, ROOT, later, raised, sent_to, set_chain, set_rule, shown, whats
from tests.asking import at_once
from tests.incidents import FLOOD, act, call, report, sent, step, who

BUDI = who(name="budi")


def alerts(service, **filters):
    return call(service, "list_alerts", ROOT, **filters)["items"]


def test_a_critical_incident_raises_one_alert_that_takes_the_wall(notifications, database):
    set_rule(notifications, wall=True)
    one = report(notifications, severity="critical")
    notifications.tend_alerts()
    [alert] = alerts(notifications)
    assert alert["about"] == {"kind": "incident", "id": one["id"]}
    assert (alert["topic"], alert["severity"], alert["state"]) == (
        "incident.flood",
        "critical",
        "firing",
    )
    [notice] = call(notifications, "list_notices")["items"]
    assert (notice["severity"], notice["state"]) == ("critical", "open")
    assert notice["dedupe_key"] == f"alert/{alert['id']}"
    assert sent_to(database) == ["INS-0001 Air pasang masuk TPS"]
    assert [name for name, _ in sent(database, "alert_")] == ["alert_raised", "alert_changed"]


def many(task, times=4, callers=8):
    """Do something so often from so many threads, fewer than there are connections."""
    found = at_once([lambda: [task() for _ in range(times)]] * callers)
    return [one for those in found for one in those]


def test_identical_reports_at_once_are_one_incident_and_one_alert_with_a_count(notifications):
    told = many(lambda: report(notifications, who(name="sari"), severity="critical"))
    assert len({one["id"] for one in told}) == 1
    notifications.tend_alerts()
    [alert] = alerts(notifications)
    assert alert["count"] == 32


def test_causes_of_one_key_at_once_are_one_alert(notifications):
    ids = many(lambda: raised(notifications, tend=False), times=3)
    assert len(set(ids)) == 1
    assert shown(notifications, ids[0])["count"] == 24


def test_a_count_is_told_once(notifications, database):
    alert = raised(notifications)
    for _ in range(5):
        raised(notifications, tend=False)
    notifications.tend_alerts()
    notifications.tend_alerts()
    told = [data["count"] for _, data in sent(database, "alert_") if data.get("what") == "repeated"]
    assert told == [6]
    assert shown(notifications, alert)["count"] == 6


def test_of_two_who_acknowledge_the_second_hears_of_the_first(notifications, database):
    set_rule(notifications)
    alert = raised(notifications)
    asks = [
        lambda name=name: call(
            notifications, "acknowledge_alert", who(name=name), alert=alert, note="Menuju lokasi"
        )
        for name in ("sari", "budi")
    ]
    answers = at_once(asks)
    [refused] = [one for one in answers if isinstance(one, AlertState)]
    [taken] = [one for one in answers if isinstance(one, dict)]
    assert refused.extra["acknowledged_by"] == taken["acknowledged_by"]
    assert (taken["state"], taken["note"]) == ("acknowledged", "Menuju lokasi")
    assert sent_to(database)[1:] == [f"Dijawab {taken['acknowledged_by']}: Air pasang masuk TPS"]
    assert sent_to(database, "sari") == []  # who was not told hears nothing


def test_acknowledging_goes_to_the_wall_and_back(notifications):
    set_rule(notifications, wall=True)
    first, second = raised(notifications), raised(notifications, key="test/2")
    notices = call(notifications, "list_notices")["items"]
    by_key = {one["dedupe_key"]: one for one in notices}
    call(notifications, "acknowledge_alert", BUDI, alert=first, note="ya")
    call(notifications, "acknowledge_notice", BUDI, id=by_key[f"alert/{second}"]["id"], note="ok")
    assert {one["acknowledged_by"] for one in call(notifications, "list_notices")["items"]} == {
        "budi"
    }
    assert shown(notifications, second)["acknowledged_by"] == "budi"
    call(notifications, "resolve_alert", BUDI, alert=first)
    states = {
        one["dedupe_key"]: one["state"] for one in call(notifications, "list_notices")["items"]
    }
    assert states == {f"alert/{first}": "closed", f"alert/{second}": "acknowledged"}


def test_what_nobody_ends_rises_again_and_is_told_anew(notifications, database):
    set_rule(notifications, wall=True)
    alert = raised(notifications)
    call(notifications, "acknowledge_alert", BUDI, alert=alert)
    notifications.tend_alerts()
    assert shown(notifications, alert)["state"] == "acknowledged"
    later(database, "again_at", 31)
    notifications.tend_alerts()
    notifications.tend_alerts()
    found = shown(notifications, alert)
    assert (found["state"], found["round"], found["acknowledged_by"]) == ("firing", 2, None)
    assert [one["state"] for one in call(notifications, "list_notices")["items"]] == ["open"]
    assert sent_to(database).count("Air pasang masuk TPS") == 2


def test_what_is_more_severe_breaks_through_an_acknowledgement(notifications, database):
    set_rule(notifications)
    alert = raised(notifications, severity="major")
    call(notifications, "acknowledge_alert", BUDI, alert=alert)
    raised(notifications, severity="minor")
    assert shown(notifications, alert)["state"] == "acknowledged"
    raised(notifications, severity="critical")
    found = shown(notifications, alert)
    assert (found["state"], found["severity"], found["count"]) == ("firing", "critical", 3)
    assert sent_to(database).count("Air pasang masuk TPS") == 2


def test_after_its_end_the_next_one_is_new(notifications, database):
    set_rule(notifications)
    first = raised(notifications)
    call(notifications, "resolve_alert", BUDI, alert=first)
    assert sent_to(database)[-1] == "Selesai: Air pasang masuk TPS"
    second = raised(notifications)
    assert first != second
    assert [one["state"] for one in alerts(notifications)] == ["firing", "resolved"]


def test_an_incident_that_ends_ends_its_alert(notifications):
    one = report(notifications, severity="critical")
    step(notifications, one, "verify", "respond", "close")
    assert [alert["state"] for alert in alerts(notifications)] == ["resolved"]


def test_an_incident_rated_lower_ends_its_alert_and_rated_higher_raises_another(notifications):
    one = report(notifications, severity="critical")
    one = act(notifications, "rate", one, severity="minor", reason="surut")
    assert [alert["state"] for alert in alerts(notifications)] == ["resolved"]
    one = act(notifications, "rate", one, severity="major", reason="naik lagi")
    one = act(notifications, "rate", one, severity="critical", reason="naik terus")
    found = alerts(notifications)
    assert [(alert["state"], alert["severity"]) for alert in found] == [
        ("firing", "critical"),
        ("resolved", "critical"),
    ]


def test_a_report_of_the_public_alerts_operators_until_somebody_looked(notifications):
    place = {"point": [106.1134, -2.1179]}
    call(notifications, "report_public_incident", who("viewer", ""), **{**FLOOD, "place": place})
    [alert] = alerts(notifications)
    assert (alert["topic"], alert["severity"]) == ("report.flood", "minor")
    [one] = call(notifications, "list_incidents", ROOT)["items"]
    assert FLOOD["headline"] in alert["headline"]
    step(notifications, one, "verify", principal=ROOT)
    found = {alert["topic"]: alert["state"] for alert in alerts(notifications)}
    assert found == {"report.flood": "resolved", "incident.flood": "firing"}


def test_rules_of_an_area_are_asked_once_it_is_known_where_something_is(notifications, database):
    set_rule(notifications, "first", targets=[{"kind": "person", "code": "eka"}], stop=False)
    set_rule(notifications, match={"area": "1971"})
    place = {"point": [106.1134, -2.1179]}
    one = report(notifications, severity="critical", place=place)
    notifications.tend_alerts()
    assert (len(sent_to(database, "eka")), sent_to(database)) == (1, [])
    found = {"incident": one["id"], "area": "1971031006", "point": None}
    with notifications.db.begin() as tx:
        placing.put(tx, found)
    notifications.tend_alerts()
    assert (len(sent_to(database, "eka")), len(sent_to(database))) == (1, 1)
    [alert] = alerts(notifications)
    assert (alert["area"], alert["round"]) == ("1971031006", 1)


def test_what_has_no_area_is_anybodys_to_acknowledge(notifications):
    alert = raised(notifications, area="")
    taken = call(notifications, "acknowledge_alert", BUDI, alert=alert)
    assert taken["acknowledged_by"] == "budi"


def test_what_nobody_vouches_for_is_never_on_the_wall(notifications):
    set_rule(notifications, wall=True)
    raised(notifications, topic="report.flood", severity="minor")
    assert call(notifications, "list_notices")["items"] == []


def test_a_minor_incident_alerts_nobody(notifications):
    report(notifications, severity="minor")
    assert alerts(notifications) == []


def test_one_expires_that_nothing_raised_anew(notifications, database):
    alert = raised(notifications, severity="info")
    later(database, "expires_at", 24 * 60 + 1)
    notifications.tend_alerts()
    assert shown(notifications, alert)["state"] == "expired"


def test_what_never_ends_by_itself_is_not_made_to_by_a_lesser_cause(notifications):
    alert = raised(notifications)
    raised(notifications, severity="info")
    assert shown(notifications, alert)["expires_at"] is None
    other = raised(notifications, key="test/2", severity="minor")
    assert shown(notifications, other)["expires_at"] is not None
    raised(notifications, key="test/2", severity="critical")
    assert shown(notifications, other)["expires_at"] is None


def test_operators_read_what_is_in_their_area_and_others_what_they_were_told(notifications):
    set_rule(notifications)
    alert = raised(notifications)
    elsewhere, eka = who(area="3201", name="joko"), who("officer", "1971", "eka")
    for stranger in (elsewhere, eka):
        assert call(notifications, "list_alerts", stranger)["items"] == []
        for method in ("get_alert", "acknowledge_alert", "resolve_alert", "cancel_alert"):
            with pytest.raises(UnknownAlert):
                call(notifications, method, stranger, alert=alert)
    assert [one["id"] for one in call(notifications, "list_alerts", DEWI)["items"]] == [alert]
    assert call(notifications, "get_alert", DEWI, alert=alert)["told"] == []
    assert call(notifications, "acknowledge_alert", DEWI, alert=alert)["acknowledged_by"] == "dewi"
    with pytest.raises(OutsideArea):
        call(notifications, "raise_alert", elsewhere, headline="x", severity="info", area="1971")


def test_an_alert_by_hand_is_one_for_each_key(notifications):
    said = {"headline": "Genset ruang kendali mati", "severity": "major", "topic": "room.power"}
    one = call(notifications, "raise_alert", BUDI, **said, key="genset", area="1971")
    two = call(notifications, "raise_alert", BUDI, **said, key="genset", area="1971")
    assert (one["id"], two["count"]) == (two["id"], 2)
    assert "raised" in whats(notifications, one["id"])


def test_a_channel_that_fails_raises_one_alert_until_it_works_again(notifications, database):
    database.execute(
        "INSERT INTO notifications.channels (name, kind, parts, sealed, enabled, public, version,"
        " changed_by, changed_at)"
        " VALUES ('sms', 'webhook', '{}', '', true, false, 1, 'root', now())"
    )
    database.execute(
        "INSERT INTO notifications.channel_health (channel, failures, opened, open_until, why)"
        " VALUES ('sms', 5, 1, now() + interval '15 seconds', 'timeout')"
    )
    for _ in range(2):
        notifications.watch_channels()
    [one] = alerts(notifications)
    assert (one["topic"], one["severity"], one["count"]) == ("system.channel", "major", 1)
    call(notifications, "resolve_alert", ROOT, alert=one["id"])
    notifications.watch_channels()  # it was ended by hand, and has not worked since
    assert [alert["state"] for alert in alerts(notifications)] == ["resolved"]
    health = "UPDATE notifications.channel_health SET last_ok_at = now()"
    database.execute(health)
    notifications.watch_channels()
    assert [alert["state"] for alert in alerts(notifications)] == ["firing", "resolved"]
    database.execute(f"{health}, open_until = NULL, failures = 0")
    notifications.watch_channels()
    assert {alert["state"] for alert in alerts(notifications)} == {"resolved"}


# What is counted and kept


def _rows(database, table):
    return database.execute(f"SELECT count(*) FROM notifications.{table}")[0][0]


def test_chains_and_readers_of_what_is_long_over_go_and_the_rest_stays(notifications, database):
    set_chain(notifications, alerting.step("dewi", 5))
    set_rule(notifications, chain="urgent")
    over, open_ = raised(notifications), raised(notifications, key="test/2", area="1971041001")
    call(notifications, "resolve_alert", BUDI, alert=over)
    notifications.sweep_alerts()
    assert (_rows(database, "alert_chains"), _rows(database, "alert_readers")) == (2, 2)

    def aged(days):
        ended = f"ended_at = now() - interval '{days} days'"
        database.execute(f"UPDATE notifications.alerts SET {ended} WHERE id = '{over}'")
        notifications.sweep_alerts()
        return _rows(database, "alert_chains"), _rows(database, "alert_readers")

    assert aged(31) == (1, 2)
    assert aged(notifications.settings.delivery_days + 1) == (1, 1)
    assert call(notifications, "get_alert", ROOT, alert=over)["log"]
    assert call(notifications, "get_alert", ROOT, alert=open_)["chains"]


def test_open_alerts_and_the_oldest_unanswered_are_measured(notifications, database):
    set_rule(notifications)
    waits = raised(notifications)
    raised(notifications, key="test/2", exercise=True)
    database.execute(
        f"UPDATE notifications.alerts SET raised_at = now() - interval '90 s' WHERE id = '{waits}'"
    )

    def measured(name, **labels):
        notifications.measure_alerts()
        return REGISTRY.get_sample_value(name, {"severity": "critical", **labels})

    assert measured("kendali_alerts_open", state="firing") == 1
    assert 90 <= measured("kendali_alerts_unanswered_seconds") < 120
    call(notifications, "acknowledge_alert", BUDI, alert=waits)
    assert measured("kendali_alerts_open", state="firing") == 0
    assert measured("kendali_alerts_open", state="acknowledged") == 1
    assert measured("kendali_alerts_unanswered_seconds") == 0
