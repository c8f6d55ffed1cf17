import json
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from libs.kit.errors import Conflict, Invalid
from services.elections.staff import sipol, watch
from services.elections.staff.domain import NotListed, ObjectionOpen, RequirementsNotMet
from tests.integration.elections.sipol_server import serving
from tests.integration.elections.staffing import TPS, add, asked, decide, nik, opened, register

ABSENT = nik(9999)
SEVENTEEN = datetime.combine(date(2026, 3, 2), time(10), UTC)  # 17:00 in Jakarta


@pytest.fixture
def desk(call):
    call.stations(TPS)
    return call


@pytest.fixture
def public(desk):
    """The desk with the public service switched on, and the service."""
    with serving() as server:
        desk.service.settings = replace(desk.service.settings, sipol_url=server.url)
        yield desk, server


def check(call, digits):
    return asked(call, "check_party", nik=digits)


def get(call, one):
    return asked(call, "get_applicant", applicant=one["id"])


def events(call):
    with call.service.db.begin() as tx:
        rows = tx.exec_driver_sql(
            "SELECT envelope::text FROM outbox WHERE event = 'party_membership_found' ORDER BY id"
        )
        return rows.scalars().all()


def noted(call, what):
    with call.service.db.begin() as tx:
        text = "SELECT subject, after::text FROM audit_entries WHERE what = %(what)s ORDER BY id"
        return tx.exec_driver_sql(text, {"what": what}).all()


def watched(call, at):
    watch.run(call.service.db, at, call.service.settings.timezone)
    return asked(call, "get_party_watch")["last"]


def test_without_a_register_and_a_service_nothing_is_known(desk):
    assert check(desk, nik())["party"] == "unavailable"
    one = add(desk, opened(desk))
    assert one["requirements"]["party"] == "pending"
    with pytest.raises(RequirementsNotMet):
        decide(desk, one)
    decide(desk, one, "reserve")


def test_a_register_tells_where_somebody_is_listed(desk):
    assert register(desk, nik(1), ABSENT)["state"] == "done"
    answer = check(desk, nik(1))
    assert answer["party"] == "registered"
    assert answer["listings"] == [
        {"party": "PARTAI SATU", "position": "Anggota", "place": "Pangkalpinang"}
    ]
    assert (answer["nik_tail"], answer["service"]) == ("0001", "off")
    assert check(desk, nik(2))["party"] == "not-registered"


def test_who_reads_applicants_is_audited_without_a_name(desk):
    one = add(desk, opened(desk))
    desk("list_applicants", election="pilkada", area="197101")
    desk("get_applicant", election="pilkada", applicant=one["id"])
    desk("list_staff_gaps", election="pilkada", body="kpps")
    told = noted(desk, "staff_people_read")
    assert [(subject, json.loads(about)) for subject, about in told] == [
        ("pilkada", {"area": "197101", "people": 1}),
        (f"pilkada/{one['id']}", {"people": 1}),
    ]


def test_a_look_up_is_audited_without_the_nik(desk):
    check(desk, nik(1))
    with pytest.raises(Invalid):
        check(desk, "1234")
    [(subject, after)] = noted(desk, "staff_party_checked")
    assert (subject, nik(1) in after) == ("pilkada", False)


def test_a_register_replaces_its_own_partys_and_leaves_the_others(desk):
    register(desk, nik(1), nik(2))
    register(desk, nik(3), party="PARTAI DUA")
    register(desk, nik(2), party="Partai  Satu")
    found = {serial: check(desk, nik(serial))["party"] for serial in (1, 2, 3)}
    assert found == {1: "not-registered", 2: "registered", 3: "registered"}
    parties = asked(desk, "get_party_watch")["parties"]
    assert [(one["party"], one["members"]) for one in parties] == [
        ("PARTAI DUA", 1),
        ("PARTAI SATU", 1),
    ]


def test_a_register_with_a_bad_row_changes_nothing(desk):
    register(desk, nik(1))
    job = register(desk, nik(2), "123")
    assert (job["state"], job["errors"][0]["place"], job["errors"][0]["code"]) == (
        "failed",
        3,
        "nik",
    )
    assert check(desk, nik(1))["party"] == "registered"


def test_a_name_that_appears_is_told_once_and_neither_name_nor_nik(desk):
    register(desk, ABSENT)
    one = add(desk, opened(desk))
    decide(desk, one)
    assert register(desk, nik(1), ABSENT)["state"] == "done"
    assert get(desk, one)["party"] == "registered"
    register(desk, nik(1), ABSENT)
    [told] = events(desk)
    assert one["id"] in told
    assert TPS in told
    assert nik(1) not in told
    assert "Pelamar" not in told


def test_the_watch_list_is_checked_once_a_day_by_one_replica(desk, make_service):
    register(desk, ABSENT)
    one = add(desk, opened(desk))
    decide(desk, one)
    with desk.service.db.begin() as tx:  # a listing that no import has told of
        tx.exec_driver_sql(
            "INSERT INTO staff_party_members SELECT a.election, a.nik_hash, s.party, s.snapshot,"
            " '', '' FROM staff_applicants a JOIN staff_party_snapshots s USING (election)"
        )
    early = watched(desk, SEVENTEEN - timedelta(hours=1))
    assert (early["day"], early["watched"], early["appeared"]) == ("2026-03-01", 1, 1)
    second = make_service()
    rounds = [
        threading.Thread(target=watch.run, args=(each.db, SEVENTEEN, each.settings.timezone))
        for each in (desk.service, second)
    ]
    for each in rounds:
        each.start()
    for each in rounds:
        each.join()
    last = watched(desk, SEVENTEEN + timedelta(minutes=5))
    assert (last["day"], last["watched"], last["appeared"]) == ("2026-03-02", 1, 0)
    assert len(events(desk)) == 1


def test_a_check_that_breaks_off_is_made_again(desk):
    register(desk, ABSENT)
    decide(desk, add(desk, opened(desk)))
    with desk.service.db.begin() as tx:
        tx.exec_driver_sql("ALTER TABLE staff_party_members RENAME TO away")
    try:
        with pytest.raises(Exception, match="staff_party_members"):
            watched(desk, SEVENTEEN)
    finally:
        with desk.service.db.begin() as tx:
            tx.exec_driver_sql("ALTER TABLE away RENAME TO staff_party_members")
    assert watched(desk, SEVENTEEN)["outcome"] == "checked"


def test_an_objection_is_filed_and_decided(desk):
    register(desk, nik(1))
    one = add(desk, opened(desk))
    where = {"election": "pilkada", "applicant": one["id"]}
    filed = desk("file_party_objection", **where, note="dicatut")["answer"]
    found = get(desk, one)
    assert (found["party"], found["requirements"]["party"]) == ("objection-filed", "pending")
    assert (found["objections"][0]["note"], found["objections"][0]["filed_by"]) == (
        "dicatut",
        "admin",
    )
    with pytest.raises(ObjectionOpen):
        desk("file_party_objection", **where, note="lagi")
    verdict = {"election": "pilkada", "objection": filed["id"], "reason": "surat partai"}
    upheld = desk("decide_party_objection", **verdict, uphold=True)["answer"]
    assert (upheld["state"], upheld["decided_by"]) == ("upheld", "admin")
    assert check(desk, nik(1))["party"] == "objection-upheld"
    decide(desk, get(desk, one))
    assert watched(desk, SEVENTEEN)["appeared"] == 0
    with pytest.raises(Conflict):
        desk("decide_party_objection", **verdict, uphold=False)


def test_a_rejected_objection_leaves_the_listing(desk):
    register(desk, nik(1))
    one = add(desk, opened(desk))
    where = {"election": "pilkada", "applicant": one["id"]}
    filed = desk("file_party_objection", **where, note="dicatut")["answer"]
    verdict = {"election": "pilkada", "objection": filed["id"], "reason": "tanda tangan ada"}
    desk("decide_party_objection", **verdict, uphold=False)
    assert get(desk, one)["party"] == "registered"
    other = add(desk, one["round"], 2)
    with pytest.raises(NotListed):
        desk("file_party_objection", election="pilkada", applicant=other["id"], note="salah")


def test_the_service_is_asked_in_its_own_shape(public):
    desk, server = public
    server.members = {nik(1)}
    listed, free = add(desk, opened(desk)), add(desk, opened(desk), 2)
    assert (listed["party"], free["party"]) == ("registered", "not-registered")
    assert server.asked == [
        ("/Pemilu/Cari_nik_parpol/getDataFromAjx", nik(1)),
        ("/Pemilu/Cari_nik_parpol/getDataFromAjx", nik(2)),
    ]
    answer = check(desk, nik(1))
    assert answer["listings"] == [{"party": "PARTAI DUA", "position": "Anggota", "place": "X"}]
    assert "BUDI" not in str(answer)


def test_a_look_up_that_finds_an_accepted_member_tells_of_him_once(public):
    desk, server = public
    one = add(desk, opened(desk))
    decide(desk, one)
    server.members = {nik(1)}
    assert check(desk, nik(1))["party"] == check(desk, nik(1))["party"] == "registered"
    [told] = events(desk)
    assert one["id"] in told


def test_one_bad_answer_is_asked_for_again(public):
    desk, server = public
    server.answers = [(503, b"")]
    assert check(desk, nik(1))["party"] == "not-registered"
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [(500, b"[]"), (302, b"[]"), (200, b"<html>"), (200, b'{"error": 1}'), (200, b"[1]")],
)
def test_what_is_no_answer_is_never_taken_for_not_registered(public, answer):
    desk, server = public
    register(desk, ABSENT)
    server.answers = [answer] * 2
    assert check(desk, nik(1))["party"] == "unavailable"
    server.answers = [answer] * 2
    one = add(desk, opened(desk))
    assert one["party"] == "unavailable"
    register(desk, ABSENT)  # the register's word alone does not set him free
    assert get(desk, one)["party"] == "unavailable"
    assert check(desk, nik(1))["party"] == "not-registered"
    assert get(desk, one)["party"] == "not-registered"


def test_a_service_that_hangs_is_left_after_its_time(public, monkeypatch):
    desk, server = public
    monkeypatch.setattr(sipol, "SECONDS", 0.1)
    server.hang.clear()
    assert check(desk, nik(1))["party"] == "unavailable"
    assert len(server.asked) == sipol.TRIES


def test_a_service_that_is_not_there_is_unavailable(desk):
    url = "http://127.0.0.1:1/Pemilu"
    desk.service.settings = replace(desk.service.settings, sipol_url=url)
    assert check(desk, nik(1))["party"] == "unavailable"
