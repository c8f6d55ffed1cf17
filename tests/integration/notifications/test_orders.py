"""Orders from giving to their end: who may, who is told, who is second, what the clock does."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from libs.kit import clock
from libs.kit.errors import Forbidden, Invalid
from libs.kit.request import Request
from services.notifications.deliveries import writing
from services.notifications.deliveries.sending import Message, states
from services.notifications.incidents import after_action
from services.notifications.orders import tending
from services.notifications.orders.domain import (
    NoPosition,
    NotBelow,
    NotToYou,
    NotYourOrder,
    OrderAnswered,
    OrderEnded,
    RemindedJustNow,
    UnknownOrder,
)
from tests import recipients
from tests.asking import at_once
from tests.incidents import SARI, call, report, sent, who
from tests.recipients import holding, officer, tell

SEKDA, CAMAT, LURAH, KADIS = (officer(one) for one in ("sekda", "camat", "lurah", "kadis"))


@pytest.fixture
def room(notifications):
    recipients.found(notifications)
    return notifications


def give(service, *codes, by=SEKDA, minutes=60, kind="position", **more):
    to = [{"kind": kind, "code": code} for code in codes]
    deadline = clock.to_text(clock.now() + timedelta(minutes=minutes))
    body = {"text": "Buka posko di kantor camat", "to": to, "deadline": deadline, **more}
    return call(service, "give_order", by, **body)


def answer(service, one, by, step, **more):
    return call(service, "answer_order", by, order=one["id"], step=step, **more)


def get(service, one, by=SEKDA):
    return call(service, "get_order", by, order=one["id"])


def messages(database, what=""):
    query = "SELECT reader, topic FROM notifications.deliveries WHERE key LIKE %s ORDER BY id"
    return list(database.execute(query, f"order/%{what}"))


def events(database):
    return [(name, data["what"]) for name, data in sent(database) if name.startswith("order_")]


def late(service, one, column="acknowledge_by"):
    """Have the moment be over, and the clock do what it does then."""
    with service.db.begin() as tx:
        past = sa.text(f"UPDATE orders SET {column} = now() - interval '1 second' WHERE id = :id")
        tx.execute(past, {"id": one["id"]})
    service.tend_orders()


def test_an_order_is_numbered_told_and_answered(room, database):
    one = give(room, "CAMAT", "KADIS")
    assert (one["number"], one["state"], one["given_title"]) == (
        "PRT-0001",
        "open",
        "Sekretaris Daerah",
    )
    assert sorted(one["mine"]) == []
    assert messages(database) == [("camat", "order.given"), ("kadis", "order.given")]
    assert get(room, one, CAMAT)["receivers"][0]["times"].keys() == {"sent"}
    answer(room, one, CAMAT, "read")
    answer(room, one, CAMAT, "acknowledge")
    after = answer(room, one, CAMAT, "done")
    assert after["counts"] == {
        "sent": 1, "delivered": 0, "read": 0, "acknowledged": 0, "done": 1, "cannot": 0,
        "unanswered": 1, "all": 2,
    }  # fmt: skip
    assert [each["position"] for each in after["receivers"]] == ["KADIS", "CAMAT"]
    over = answer(room, one, KADIS, "cannot", reason="tidak ada kendaraan")
    assert (over["state"], over["receivers"][1]["reason"]) == ("not_done", "tidak ada kendaraan")
    assert events(database) == [
        ("order_given", "given"),
        ("order_answered", "read"),
        ("order_answered", "acknowledge"),
        ("order_answered", "done"),
        ("order_answered", "cannot"),
        ("order_ended", "not_done"),
    ]
    log = call(room, "list_order_log", SEKDA, order=one["id"])["items"]
    assert [each["what"] for each in log] == [
        "given", "read", "acknowledge", "done", "cannot", "not_done",
    ]  # fmt: skip
    assert "posko" not in str(sent(database))  # no event has the text
    with pytest.raises(OrderEnded):
        answer(room, one, CAMAT, "acknowledge")


def test_the_log_can_only_be_added_to(room, database):
    give(room, "CAMAT")
    for change in (
        "UPDATE notifications.order_log SET who = 'x'",
        "DELETE FROM notifications.order_log",
    ):
        with pytest.raises(Exception, match="permission denied"):
            database.execute(change, service="notifications")


def test_it_is_for_giver_receivers_and_the_areas_operators_alone(room):
    one = give(room, "CAMAT")
    for reader in (SEKDA, CAMAT, SARI, who("admin", "19")):
        assert get(room, one, reader)["id"] == one["id"]
    for other in (KADIS, LURAH, who(area="197101", name="kec"), who("viewer")):
        with pytest.raises(UnknownOrder):
            get(room, one, other)
        assert call(room, "list_orders", other)["items"] == []
        with pytest.raises(UnknownOrder):
            answer(room, one, other, "acknowledge")
    for none in (who("ops"), who("reporter")):
        with pytest.raises(Forbidden):
            call(room, "list_orders", none)
    with pytest.raises(NotToYou):
        answer(room, one, SARI, "acknowledge")
    with pytest.raises(NotYourOrder):
        call(room, "cancel_order", CAMAT, order=one["id"], reason="tidak mau")
    with pytest.raises(NotYourOrder):  # the room reminds of a leader's order, and keeps it
        call(room, "cancel_order", SARI, order=one["id"], reason="bukan hak saya")
    assert call(room, "remind_order", SARI, order=one["id"])["manages"]


def test_events_name_who_may_hear_of_it(room, database):
    give(room, "CAMAT")
    [(_, data)] = [one for one in sent(database) if one[0] == "order_given"]
    assert data["readers"] == ["order:CAMAT", "order:SEKDA", "person:sekda"]
    assert call(room, "my_order_keys", CAMAT) == ["order:CAMAT", "person:camat"]
    assert call(room, "my_order_keys", who("viewer", name="tamu")) == ["person:tamu"]


def test_a_leader_orders_below_and_the_room_its_area(room):
    with pytest.raises(NotBelow) as refused:
        give(room, "CAMAT", "WALI", "KADIS", by=CAMAT)
    assert [one.field for one in refused.value.errors] == ["to.0.code", "to.1.code", "to.2.code"]
    with pytest.raises(NotBelow):
        give(room, "sekda", by=CAMAT, kind="person")
    assert give(room, "lurah", by=CAMAT, kind="person")["receivers"][0]["unit_name"] != ""
    with pytest.raises(NoPosition):
        give(room, "LURAH", by=officer("orang-luar"))
    with pytest.raises(NoPosition):
        give(room, "LURAH", by=CAMAT, **{"as": "SEKDA"})
    with pytest.raises(Forbidden):
        give(room, "LURAH", by=who("viewer"))
    district = who(area="197101", name="kec")
    assert give(room, "CAMAT", by=district)["given_title"] == "Ruang kendali"
    with pytest.raises(Invalid) as refused:
        give(room, "CAMAT", "SEKDA", "NONE", by=district)
    assert [one.field for one in refused.value.errors] == ["to.1.code", "to.2.code"]


def test_who_is_on_duty_receives_and_nobody_else(room):
    def refused(by):
        with pytest.raises(Invalid) as error:
            give(room, "bpbd", by=by, kind="on_call")
        return error.value.errors[0].message

    assert refused(SARI) == "no agency bpbd keeps shifts in your area"
    call(room, "put_shift_agency", agency="BPBD", area="1971")
    assert refused(SARI) == "nobody is on duty for bpbd"
    assert refused(who(area="197101", name="kec")) == "no agency bpbd keeps shifts in your area"
    now = clock.now()
    hours = {"starts": now - timedelta(hours=1), "ends": now + timedelta(hours=7)}
    times = {name: clock.to_text(at) for name, at in hours.items()}
    call(room, "add_shift", agency="BPBD", name="Jaga", people=["dewi", "ani"], **times)
    one = give(room, "BPBD", by=SARI, kind="on_call")
    assert [each["person"] for each in one["receivers"]] == ["ani", "dewi"]
    answered = answer(room, one, who("viewer", name="ani"), "acknowledge")
    assert answered["counts"]["acknowledged"] == 1


def test_what_is_wrong_is_named(room):
    with pytest.raises(Invalid) as refused:
        call(room, "give_order", SEKDA, text=" ", to=[{"kind": "x"}], deadline="kemarin", of="me")
    fields = {one.field for one in refused.value.errors}
    assert fields == {"of", "text", "to.0.kind", "to.0.code", "deadline"}
    with pytest.raises(Invalid) as refused:
        give(room, "CAMAT", minutes=-1)
    assert refused.value.errors[0].field == "deadline"
    one = give(room, "CAMAT")
    with pytest.raises(Invalid) as refused:
        answer(room, one, CAMAT, "cannot")
    assert refused.value.errors[0].field == "reason"


def test_of_two_who_answer_at_once_the_first_stands(room, database):
    given = {"position": "LURAH", "matters": "semua", "starts": "2026-01-01", "ends": "2099-01-01"}
    tell(room, "CAMAT", holding("camat"), delegates=[given])
    one = give(room, "CAMAT")
    calls = [
        lambda: answer(room, one, CAMAT, "done"),
        lambda: answer(room, one, LURAH, "cannot", reason="air masih naik"),
    ]
    answers = at_once(calls)
    assert sum(isinstance(each, OrderEnded | OrderAnswered) for each in answers) == 1
    assert [name for name, _ in events(database)] == [
        "order_given",
        "order_answered",
        "order_ended",
    ]


def test_an_answer_or_the_cancellation_comes_first_and_not_both(room, database):
    for _ in range(3):
        one = give(room, "CAMAT")
        calls = [
            lambda one=one: answer(room, one, CAMAT, "done"),
            lambda one=one: call(room, "cancel_order", SEKDA, order=one["id"], reason="batal"),
        ]
        answers = at_once(calls)
        assert sum(isinstance(each, OrderEnded) for each in answers) == 1
        assert get(room, one)["state"] in {"done", "cancelled"}
    assert [name for name, _ in events(database)].count("order_ended") == 3


def test_the_same_command_gives_one_order_and_one_message(room, database):
    deadline = clock.to_text(clock.now() + timedelta(hours=1))
    to = [{"kind": "position", "code": "CAMAT"}]
    body = {"text": "Buka posko", "to": to, "deadline": deadline}
    asked = Request(body, SEKDA, str(uuid.uuid4()))
    answers = at_once([lambda: room.give_order(asked)] * 5)
    assert {one["answer"]["number"] for one in answers} == {"PRT-0001"}
    assert messages(database) == [("camat", "order.given")]
    calls = [lambda: give(room, "CAMAT") for _ in range(6)]
    assert sorted(one["number"] for one in at_once(calls)) == [f"PRT-{n:04}" for n in range(2, 8)]


def test_a_cancelled_order_is_told_and_sent_no_more(room, database):
    one = give(room, "CAMAT")
    after = call(room, "cancel_order", SEKDA, order=one["id"], reason="sudah tertangani")
    assert (after["state"], after["reason"]) == ("cancelled", "sudah tertangani")
    assert messages(database, "/cancelled") == [("camat", "order.cancelled")]


def test_who_does_not_acknowledge_is_told_of_above_once(room, database):
    one = give(room, "LURAH", "CAMAT")
    answer(room, one, CAMAT, "acknowledge")
    late(room, one)
    room.tend_orders()
    assert messages(database, "/unanswered") == [
        ("camat", "order.escalated"),
        ("sekda", "order.escalated"),
    ]
    assert events(database)[-1] == ("order_escalated", "unanswered")
    assert sum(name == "order_escalated" for name, _ in events(database)) == 1
    assert get(room, one)["receivers"][0]["escalated_at"] is not None


def test_the_position_above_reads_what_escalated_to_it(room):
    one = give(room, "LURAH", by=SARI)
    with pytest.raises(UnknownOrder):
        get(room, one, CAMAT)
    late(room, one)
    assert get(room, one, CAMAT)["mine"] == []


def test_what_is_overdue_is_told_and_alerts_the_room_until_it_is_over(room, database):
    one = give(room, "CAMAT")
    answer(room, one, CAMAT, "acknowledge")
    late(room, one, "deadline")
    assert get(room, one)["state"] == "overdue"
    assert messages(database, "/overdue") == [("sekda", "order.escalated")]
    alerts = "SELECT state, topic FROM notifications.alerts"
    [(state, topic)] = database.execute(alerts)
    assert (state, topic) == ("firing", "order.overdue")
    assert answer(room, one, CAMAT, "done")["state"] == "done"
    assert database.execute(alerts)[0][0] == "resolved"


def test_the_clock_escalates_once_however_many_ask(room, database):
    ones = [give(room, "LURAH") for _ in range(5)]
    with room.db.begin() as tx:
        tx.execute(sa.text("UPDATE orders SET acknowledge_by = now() - interval '1 second'"))
    at_once([room.tend_orders] * 4)
    assert sum(name == "order_escalated" for name, _ in events(database)) == len(ones)


def test_a_vacant_position_escalates_at_once(room, database):
    tell(room, "CAMAT")
    one = give(room, "CAMAT")
    assert one["receivers"][0]["escalated_at"] is not None
    assert messages(database) == [("sekda", "order.escalated")]


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("id", "Perintah PRT-0001 belum diterima: Lurah Air Itam"),
        ("en", "Order PRT-0001 is not acknowledged: Lurah Air Itam"),
    ],
)
def test_what_is_sent_says_it_in_the_readers_language(room, database, language, subject):
    one = give(room, "LURAH")
    late(room, one)
    query = 'SELECT topic, severity, subject, text, link, "values" FROM notifications'
    rows = database.execute(f"{query}.delivery_messages WHERE key LIKE '%/unanswered'")
    [(topic, severity, said, text, link, values)] = rows
    message = Message("k", topic, severity, said, text, link, values=values)
    assert (title := writing.say(message, language, {}))[0] == subject
    assert "Buka posko di kantor camat" in title[1]
    assert f"/orders#{one['id']}" in title[1]


def test_reminding_reaches_who_is_not_done(room, database):
    one = give(room, "CAMAT", "KADIS")
    answer(room, one, KADIS, "done")
    after = call(room, "remind_order", SEKDA, order=one["id"])
    assert {each["position"]: each["reminders"] for each in after["receivers"]} == {
        "CAMAT": 1,
        "KADIS": 0,
    }
    assert messages(database, "/1") == [("camat", "order.reminded")]
    with pytest.raises(RemindedJustNow):
        call(room, "remind_order", SEKDA, order=one["id"])


def test_that_a_message_was_read_is_kept_as_read(room, database):
    one = give(room, "CAMAT")
    database.execute("UPDATE notifications.deliveries SET state = 'read', read_at = now()")
    room.tend_orders()
    assert get(room, one)["receivers"][0]["state"] == "read"
    assert events(database)[-1] == ("order_answered", "read")
    with room.db.begin() as tx:
        assert tending.follow(tx, datetime.now(UTC)) == 0
        assert states(tx, "order/none") == []


def test_boxes_and_pages(room):
    first = give(room, "CAMAT", minutes=90)
    second = give(room, "CAMAT", "KADIS", minutes=30)
    answer(room, second, CAMAT, "done")
    ended = give(room, "KADIS", minutes=10)
    answer(room, ended, KADIS, "done")

    def listed(by, **query):
        return [one["id"] for one in call(room, "list_orders", by, **query)["items"]]

    everything = [second["id"], first["id"], ended["id"]]
    assert listed(SEKDA, box="given") == listed(SARI) == everything
    assert listed(CAMAT, box="received") == [second["id"], first["id"]]
    assert listed(CAMAT, box="received", unanswered=True) == [first["id"]]
    assert listed(SEKDA, unanswered=True) == [second["id"], first["id"]]
    assert listed(SEKDA, state="ended") == [ended["id"]]
    assert listed(CAMAT, box="given") == []
    found, after = [], None
    while True:
        page = call(room, "list_orders", SARI, limit=1, **({"after": after} if after else {}))
        found += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert found == everything


def test_an_order_on_an_incident_stands_in_its_log_without_its_text(room):
    flood = report(room)
    one = give(room, "CAMAT", by=SARI, incident=flood["id"])
    log = call(room, "list_incident_log", incident=flood["id"])["items"]
    assert [(each["what"], each["text"]) for each in log][-1] == ("order_given", "PRT-0001")
    assert "posko" not in str(log)
    with room.db.begin() as tx:
        asked = Request({"incident": flood["id"]}, SARI)
        page = after_action.page(tx, asked, room.settings.timezone)
    assert "Buka posko di kantor camat" in page
    assert "Camat Bukit Intan: terkirim" in page
    found = call(room, "list_orders", incident=flood["id"])["items"]
    assert [each["id"] for each in found] == [one["id"]]
    hidden = report(room, headline="Lain", place={"area": "1972"}, principal=who(area="1972"))
    with pytest.raises(Exception, match="no incident"):
        give(room, "CAMAT", by=SARI, incident=hidden["id"])


def test_an_order_may_be_about_a_figure_and_is_found_by_it(room):
    figure = "indicator/kasus-dbd/1971/2024-11"
    one = give(room, "KADIS", about=figure)
    give(room, "KADIS", about="indicator/kasus-dbd-baru/1971/2024-11")
    give(room, "CAMAT")
    assert one["about"] == figure
    answer(room, one, KADIS, "done", reason="fogging di tiga kelurahan")
    for asked in (figure, "indicator/kasus-dbd", "indicator/kasus-dbd/1971"):
        [found] = call(room, "list_orders", SEKDA, about=asked)["items"]
        assert found["receivers"][0]["reason"] == "fogging di tiga kelurahan"
    assert call(room, "list_orders", SEKDA, about="indicator/kasus-dbd/197101")["items"] == []
    assert call(room, "list_orders", CAMAT, about=figure)["items"] == []
    for wrong in ("letter/1", "indicator/", "indicator/a/b", 7):
        with pytest.raises(Invalid):
            give(room, "KADIS", about=wrong)
