import functools

from sqlalchemy.exc import IntegrityError

from tests.asking import ask, at_once, told


def _submit(notifications, tps, errors, contest="walikota", version=1, event="result_submitted"):
    data = {
        "version": version,
        "election": "pilkada",
        "contest": contest,
        "tps": tps,
        "findings": {"error": errors, "warning": 3},
        "areas": [{"code": "197101", "name": "Bukit Intan", "level": "district"}],
    }
    incoming = told("elections", event, f"pilkada/{contest}/{tps}", data)
    with notifications.db.begin() as tx:
        getattr(notifications, f"on_{event}")(tx, incoming)


def _station(number, district="197101"):
    return f"{district}0001{number:03d}"


def _standing(notifications):
    return notifications.list_notices(ask({"state": "open"}))["items"]


def _headlines(notifications):
    return [notice["headline"] for notice in _standing(notifications)]


def _told(database):
    query = (
        "SELECT envelope::json->'data'->>'headline', event FROM notifications.outbox ORDER BY id"
    )
    return database.execute(query)


def test_a_nights_findings_make_one_notice_for_each_contest_and_district(notifications, database):
    for number in range(1, 31):
        _submit(notifications, _station(number), errors=number % 2)
    _submit(notifications, _station(1, "197102"), errors=2)
    _submit(notifications, _station(1), errors=1, contest="gubernur")
    notifications.tell_findings()
    assert sorted(_headlines(notifications)) == [
        "1 TPS dengan temuan di 197102",
        "1 TPS dengan temuan di Bukit Intan",
        "15 TPS dengan temuan di Bukit Intan",
    ]
    assert len(_told(database)) == 3


def test_a_correction_lowers_the_count_and_the_last_one_closes_the_notice(notifications, database):
    for number in (1, 2):
        _submit(notifications, _station(number), errors=1)
    notifications.tell_findings()
    for number in (1, 2):
        _submit(notifications, _station(number), errors=0)
        notifications.tell_findings()
    assert _standing(notifications) == []
    assert [event for _, event in _told(database)] == [
        "notice_raised",
        "notice_raised",
        "notice_closed",
    ]


def test_an_event_that_changes_no_count_says_nothing(notifications, database):
    _submit(notifications, _station(1), errors=1)
    notifications.tell_findings()
    _submit(notifications, _station(1), errors=4)
    _submit(notifications, _station(2), errors=0)
    notifications.tell_findings()
    assert len(_told(database)) == 1


def test_a_notice_that_somebody_closed_rises_with_the_next_finding_only(notifications):
    _submit(notifications, _station(1), errors=1)
    notifications.tell_findings()
    [notice] = _standing(notifications)
    notifications.close_notice(ask({"id": notice["id"]}))
    notifications.tell_findings()
    assert _standing(notifications) == []
    _submit(notifications, _station(2), errors=1)
    notifications.tell_findings()
    assert _headlines(notifications) == ["2 TPS dengan temuan di Bukit Intan"]


def test_the_count_is_exact_when_handlers_and_loops_run_at_once(notifications):
    submits = [
        functools.partial(_submit, notifications, _station(number), errors=1)
        for number in range(1, 13)
    ]
    answers = at_once(
        [call for submit in submits for call in (submit, notifications.tell_findings)]
    )
    # Two loops may raise one notice at once: the loser's round is undone and its changes wait.
    unexpected = [a for a in answers if a is not None and not isinstance(a, IntegrityError)]
    assert unexpected == []
    notifications.tell_findings()
    assert _headlines(notifications) == ["12 TPS dengan temuan di Bukit Intan"]


def _held(notifications, could_change, held=10):
    data = {
        "election": "pilkada",
        "contest": "walikota",
        "contest_name": "Wali Kota",
        "area": "1971",
        "area_name": "Pangkalpinang",
        "held": held,
        "tps_held": 1,
        "margin": 5,
        "could_change": could_change,
    }
    event = told("elections", "held_votes_changed", "pilkada/walikota", data)
    with notifications.db.begin() as tx:
        notifications.on_held_votes_changed(tx, event)


def test_the_alert_of_held_votes_rises_once_closes_itself_and_rises_again(notifications, database):
    for could_change in (True, True, False, True):
        _held(notifications, could_change)
    assert len(_headlines(notifications)) == 1
    assert [event for _, event in _told(database)] == [
        "incident_reported",  # of the same votes, for who works on it
        "alert_raised",  # that somebody look at that report
        "notice_raised",
        "notice_closed",
        "notice_raised",
    ]


def test_what_is_explained_closes_the_notice_and_what_comes_late_raises_none(notifications):
    def count(version, errors, event):
        _submit(notifications, _station(1), errors, version=version, event=event)
        notifications.tell_findings()
        return len(_standing(notifications))

    assert count(1, 1, "result_submitted") == 1
    assert count(1, 0, "findings_changed") == 0
    assert count(1, 1, "result_submitted") == 0
    assert count(2, 1, "result_submitted") == 1
    assert count(1, 0, "findings_changed") == 1
    assert count(2, 0, "findings_changed") == 0
