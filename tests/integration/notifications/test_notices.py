import pytest

from libs.kit import contracts
from libs.kit.errors import NotFound
from libs.kit.ids import new_id
from libs.kit.principal import OutsideArea
from services.notifications.domain import NoticeClosed, NoticeNotOpen
from tests.asking import ask, at_once, told

FLOOD = {"severity": "critical", "headline": "Banjir di Rangkui", "area": "197103"}


def _raise(notifications, notice=FLOOD, **asked):
    return notifications.raise_notice(ask(notice, **asked))["answer"]


def _list(notifications, area="", role="operator", **query):
    return notifications.list_notices(ask(query, area=area, role=role))


def _ids(found):
    return [notice["id"] for notice in found["items"]]


def _sent(database):
    query = "SELECT event, envelope::json->'data' FROM notifications.outbox ORDER BY id"
    return database.execute(query)


def test_a_notice_goes_from_raised_to_closed_and_every_step_is_told(notifications, database):
    raised = _raise(notifications)
    note = {"id": raised["id"], "note": "Perahu menuju lokasi."}
    taken = notifications.acknowledge_notice(ask(note, name="petugas"))["answer"]
    closed = notifications.close_notice(ask({"id": raised["id"]}, name="petugas"))["answer"]
    assert (raised["state"], raised["raised_by"]) == ("open", "operator")
    assert (taken["state"], taken["acknowledged_by"]) == ("acknowledged", "petugas")
    assert (closed["state"], closed["closed_by"], closed["note"]) == (
        "closed",
        "petugas",
        "Perahu menuju lokasi.",
    )
    assert _list(notifications)["items"] == [closed]
    assert _sent(database) == [
        ("notice_raised", raised),
        ("notice_acknowledged", taken),
        ("notice_closed", closed),
    ]


def test_of_many_who_take_a_notice_in_hand_at_once_one_has_it(notifications, database):
    raised = _raise(notifications)
    calls = [
        lambda n=n: notifications.acknowledge_notice(ask({"id": raised["id"]}, name=f"p{n}"))
        for n in range(8)
    ]
    answers = at_once(calls)
    refused = [answer for answer in answers if isinstance(answer, NoticeNotOpen)]
    [taken] = [answer["answer"] for answer in answers if isinstance(answer, dict)]
    assert len(refused) == 7
    assert _list(notifications)["items"] == [taken]
    assert [event for event, _ in _sent(database)] == ["notice_raised", "notice_acknowledged"]


def test_a_closed_notice_stays_closed(notifications):
    raised = _raise(notifications)
    notifications.close_notice(ask({"id": raised["id"]}))
    with pytest.raises(NoticeClosed):
        notifications.close_notice(ask({"id": raised["id"]}))


def test_an_unknown_notice_is_not_found(notifications):
    with pytest.raises(NotFound):
        notifications.close_notice(ask({"id": new_id()}))


def test_the_newest_come_first_a_page_at_a_time(notifications):
    raised = [_raise(notifications)["id"] for _ in range(3)]
    first = _list(notifications, limit=2)
    second = _list(notifications, limit=2, after=first["next"])
    assert _ids(first) + _ids(second) == raised[::-1]
    assert second["next"] is None


def test_notices_are_listed_by_state(notifications):
    one, other = _raise(notifications)["id"], _raise(notifications)["id"]
    notifications.close_notice(ask({"id": one}))
    assert _ids(_list(notifications, state="open")) == [other]
    assert _ids(_list(notifications, state="closed")) == [one]


def test_a_notice_is_seen_by_those_it_concerns(notifications):
    everywhere = _raise(notifications, FLOOD | {"area": ""})["id"]
    city = _raise(notifications, FLOOD | {"area": "1971"})["id"]
    district = _raise(notifications)["id"]
    assert _ids(_list(notifications, area="197103")) == [district, city, everywhere]
    assert _ids(_list(notifications, area="197101")) == [city, everywhere]
    assert _ids(_list(notifications, area="3316")) == [everywhere]


def test_a_crew_sees_the_notices_of_its_station_alone(notifications):
    station, other = "1971031004001", "1971031004002"
    for area in ("", "1971", "197103", "1971031004", other):
        _raise(notifications, FLOOD | {"area": area})
    own = _raise(notifications, FLOOD | {"area": station})["id"]
    assert _ids(_list(notifications, area=station, role="reporter")) == [own]
    assert len(_ids(_list(notifications, area=station, role="viewer"))) == 5


def test_an_elections_notices_are_its_own_and_those_of_none(notifications):
    flood = _raise(notifications)["id"]
    data = contracts.get("elections", "stage_due", 1).example()
    for election in ("pilkada-2024", "pemilu-2029"):
        event = told(
            "elections", "stage_due", f"{election}/kampanye", data | {"election": election}
        )
        with notifications.db.begin() as tx:
            notifications.on_stage_due(tx, event)
    found = _list(notifications, election="pilkada-2024")["items"]
    assert [one["election"] for one in found] == ["pilkada-2024", None]
    assert found[1]["id"] == flood
    assert len(_list(notifications)["items"]) == 3


def test_nobody_speaks_for_another_area(notifications):
    raised = _raise(notifications)
    with pytest.raises(OutsideArea):
        _raise(notifications, FLOOD | {"area": ""}, area="1971")
    with pytest.raises(OutsideArea):
        notifications.acknowledge_notice(ask({"id": raised["id"]}, area="197101"))
    with pytest.raises(OutsideArea):
        notifications.close_notice(ask({"id": raised["id"]}, area="3316"))
    with pytest.raises(OutsideArea):
        notifications.list_notices(ask({"area": "1971"}, area="197101"))


def test_a_stage_that_is_due_raises_one_notice_until_it_is_closed(notifications):
    data = contracts.get("elections", "stage_due", 1).example()
    for left in (7, 1):
        event = told("elections", "stage_due", "pilkada-2024-1971/kampanye", data | {"left": left})
        with notifications.db.begin() as tx:
            notifications.on_stage_due(tx, event)
    (notice,) = notifications.list_notices(ask({"state": "open"}))["items"]
    assert notice["headline"] == "Tahapan mulai besok: Pelaksanaan kampanye"
