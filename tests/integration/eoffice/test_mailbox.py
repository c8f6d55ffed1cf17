"""The inbox and the counters: what came to a person's positions and what waits for them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from libs.kit import clock
from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea
from services.eoffice.mailbox.domain import COUNTERS, Deadlines
from tests import offices
from tests.asking import ask

PEOPLE = ("walikota", "sekda", "asisten", "kadis", "camat", "arsip-bi", "lurah", "nobody")
ZONE = ZoneInfo("Asia/Jakarta")
FRIDAY = datetime(2026, 3, 6, 16, tzinfo=ZONE)


def counts(city, name, **asked):
    found = city.see(name, "get_office_counters", **asked)
    return {one: found[one] for one in COUNTERS if found[one]}


def inbox(city, name, **asked):
    return city.see(name, "list_inbox", **asked)["items"]


def ids(items):
    return [one["id"] for one in items]


def filed_again(database):
    """Return what the functions that file many at once say, and what stands in the tables."""
    boxes = "SELECT thing::text, key, box, kind, unread, open, urgency, due FROM"
    wanted = " UNION ALL ".join(
        f"{boxes} boxes_of_{one}(ARRAY(SELECT id FROM {table}))"
        for one, table in (
            ("letters", "letters"), ("incoming", "incoming"), ("dispositions", "dispositions"),
        )
    )  # fmt: skip
    there = f"{boxes} mailbox"
    return [sorted(database.execute(one, service="eoffice")) for one in (wanted, there)]


def test_counters_are_of_what_waits_for_the_person(desks):
    city = desks.city
    city.sent()
    city.ready()
    city.drafted()
    city.signed()
    city.submitted()
    letter = desks.read()
    desks.registered()
    one, _ = desks.given(letter, coordination=["KADIS"])
    assert {name: counts(city, name) for name in PEOPLE} == {
        "walikota": {"to_sign": 1, "to_send": 1, "unread": 1, "to_follow_up": 1},
        "sekda": {"to_initial": 1, "unread_dispositions": 1, "dispositions_to_follow_up": 1},
        "asisten": {},
        "kadis": {"unread_copies": 1, "unread_dispositions": 1},
        "camat": {"drafts": 1, "to_send": 1},
        "arsip-bi": {},
        "lurah": {"unread": 1, "to_follow_up": 1},
        "nobody": {},
    }
    desks.reported("sekda", one)
    assert counts(city, "walikota")["to_accept"] == 1
    assert "unread_dispositions" not in counts(city, "sekda")


def test_each_counter_says_how_urgent_late_and_old_its_letters_are(desks, database):
    desks.registered(urgency="very_urgent")
    desks.registered(urgency="urgent")
    old = desks.registered()
    month = clock.now() - timedelta(days=31)
    database.execute("UPDATE eoffice.mailbox SET at = %s WHERE thing = %s", month, old["id"])
    found = desks.city.see("walikota", "get_office_counters")
    day = month.astimezone(desks.city.office.zone).date().isoformat()
    said = {"urgent": 2, "very_urgent": 1, "overdue": 1, "oldest": day}
    assert found["details"]["unread"] == found["details"]["to_follow_up"] == said
    assert found["details"]["to_sign"]["oldest"] is None


def test_the_inbox_has_letters_of_ours_and_registered_ones_the_newest_first(desks):
    city = desks.city
    first = city.sent(to=[{"kind": "position", "code": "SEKDA"}], copies=[], urgency="urgent")
    second = desks.registered(to="SEKDA")
    found = inbox(city, "sekda")
    assert ids(found) == [second["id"], first["id"]]
    assert [one["sender"] for one in found] == ["Kantor Pos Wilayah", "Wali Kota Contoh"]
    assert [one["kind"] for one in found] == ["incoming", "letter"]
    assert found[0]["agenda"] == second["agenda"]
    assert (found[1]["number"], found[1]["state"]) == (first["number"], "delivered")
    assert all(one["unread"] and one["open"] and not one["overdue"] for one in found)
    assert ids(inbox(city, "sekda", urgent=True)) == [first["id"]]
    city.do("sekda", "read_letter", letter=first["id"])
    assert ids(inbox(city, "sekda", unread=True)) == [second["id"]]
    city.do("sekda", "follow_up_letter", letter=first["id"])
    assert ids(inbox(city, "sekda", to_follow_up=True)) == [second["id"]]
    after = inbox(city, "sekda")[1]
    assert (after["state"], after["open"], after["due"]) == ("followed_up", False, None)


def test_copies_are_a_box_of_their_own(city):
    letter = city.sent()
    assert inbox(city, "kadis") == []
    assert ids(inbox(city, "kadis", copies=True)) == [letter["id"]]
    assert inbox(city, "lurah", copies=True) == []


def test_what_is_late_is_found_and_names_its_last_day(desks, database):
    letter = desks.registered()
    assert inbox(desks.city, "walikota", overdue=True) == []
    month = clock.now() - timedelta(days=31)
    database.execute("UPDATE eoffice.mailbox SET at = %s WHERE thing = %s", month, letter["id"])
    found = inbox(desks.city, "walikota", overdue=True)
    assert [(one["id"], one["overdue"]) for one in found] == [(letter["id"], True)]
    assert found[0]["due"] < desks.today.isoformat()


def test_a_letter_that_is_routed_anew_lies_with_the_new_addressee_alone(desks):
    letter = desks.registered()
    desks.step("sekda", "forward", letter, to="ASISTEN")
    assert inbox(desks.city, "walikota") == []
    assert ids(inbox(desks.city, "asisten")) == [letter["id"]]


def test_pages_bring_everything_once_across_positions(desks):
    city = desks.city
    made = [desks.registered(to=to)["id"] for to in ("SEKDA", "ASISTEN", "SEKDA", "ASISTEN")]
    with city.service.db.begin() as tx:
        offices.hold(tx, "ASISTEN", "sekda")
    found, after = [], None
    while after or not found:
        asked = {"limit": 1, **({"after": after} if after else {})}
        page = city.see("sekda", "list_inbox", **asked)
        found, after = found + ids(page["items"]), page["next"]
    assert found == made[::-1]
    assert ids(inbox(city, "sekda", **{"as": "ASISTEN"})) == [made[3], made[1]]


@pytest.mark.parametrize("after", ["x", "2026-01-01T00:00:00Z~x", "~"])
def test_a_page_of_another_list_is_refused(city, after):
    with pytest.raises(Invalid):
        inbox(city, "lurah", after=after)


def test_a_delegate_counts_and_lists_nothing_secret(desks):
    city, today = desks.city, desks.today
    secret = city.sent(security="secret")
    sealed = desks.registered(to="LURAH", security="secret")
    with city.service.db.begin() as tx:
        offices.delegate(tx, "LURAH", "ASISTEN", today, today)
    assert (counts(city, "asisten"), inbox(city, "asisten")) == ({}, [])
    found = inbox(city, "lurah")
    assert ids(found) == [sealed["id"], secret["id"]]
    assert [found[0][one] for one in ("subject", "number", "sender")] == [None] * 3
    assert found[1]["subject"] is None


def test_boxes_hold_what_the_tables_say_after_every_kind_of_step(desks, database):
    city = desks.city
    for security in ("ordinary", "secret"):
        for stage in ("drafted", "submitted", "ready", "signed", "sent"):
            getattr(city, stage)(security=security)
        letter = desks.read(security=security)
        given = desks.given(letter, to=["SEKDA"], coordination=["KADIS"])
        desks.passed(
            "sekda", desks.do("sekda", "read", desks.seen("sekda", given[0])), to=["CAMAT"]
        )
    sent = city.sent(security="ordinary")
    city.do("lurah", "read_letter", letter=sent["id"])
    wanted, there = filed_again(database)
    assert there == wanted
    assert len(there) > 20


def test_working_days_leave_out_days_off():
    off = frozenset({date(2026, 3, 9), date(2026, 3, 10)})
    deadlines = Deadlines((5, 2, 1), ZONE, FRIDAY.date(), off)
    assert [deadlines.due(FRIDAY, one).day for one in range(3)] == [17, 12, 11]


def test_a_letter_says_by_when_its_reader_follows_it_up(city):
    sent = city.sent(security="ordinary", urgency="very_urgent")
    seen = city.see("lurah", "get_letter", letter=sent["id"])
    assert (seen["due"] > seen["sent_at"][:10], seen["overdue"]) == (True, False)
    assert city.see("camat", "get_letter", letter=sent["id"])["due"] is None
    city.do("lurah", "read_letter", letter=sent["id"])
    city.do("lurah", "follow_up_letter", letter=sent["id"], note="Sudah")
    assert city.see("lurah", "get_letter", letter=sent["id"])["due"] is None


def test_working_days_leave_out_the_weekend():
    deadlines = Deadlines((5, 2, 1), ZONE, FRIDAY.date() + timedelta(days=4))
    assert [deadlines.due(FRIDAY, one).day for one in range(3)] == [13, 10, 9]
    for urgency in range(3):
        moment = deadlines.late_before(urgency)
        before, after = moment - timedelta(seconds=1), moment
        assert deadlines.due(before, urgency) < deadlines.today <= deadlines.due(after, urgency)


def test_the_rooms_wall_is_told_how_much_waits_in_the_office_and_nothing_else(desks, database):
    city = desks.city
    city.sent()
    city.ready()
    desks.given(desks.read())
    old = desks.registered(to="SEKDA")
    month = clock.now() - timedelta(days=31)
    database.execute("UPDATE eoffice.mailbox SET at = %s WHERE thing = %s", month, old["id"])
    found = city.service.count_room_letters(ask(role="viewer"))
    assert found == {"to_sign": 1, "to_follow_up": 2, "dispositions": 1, "overdue": 1}


def test_who_sees_one_area_alone_is_not_told_of_the_whole_office(desks):
    with pytest.raises(OutsideArea):
        desks.city.service.count_room_letters(ask(role="viewer", area="197103"))
