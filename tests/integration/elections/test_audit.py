"""What was changed is in the log, sealed, and only ever added to."""

from __future__ import annotations

from itertools import pairwise

import psycopg2
import pytest

from libs.kit import session
from libs.kit.db import Database
from libs.kit.errors import Conflict, Invalid, NotFound
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.elections import audit
from services.elections.audit import checking, merkle, messages, signing
from tests.asking import at_once
from tests.environ import SIGNING_KEY

WHO = Principal("id-of-ani", "Ani", frozenset({"operator", "admin"}), "1971")
REQUEST = Request({}, WHO, "0190a6e4-7c00-7000-8000-000000000001", "request-1", "", "203.0.113.7")
TABLES = {"audit_entries": "at", "audit_leaves": "at", "audit_nodes": "hash", "audit_roots": "at"}


@pytest.fixture
def log(call):
    """The log with what registering an election put into it."""
    return call


def note(call, subject, before=None, after=None, content=None):
    with call.service.db.begin() as tx:
        audit.note(tx, REQUEST, "thing_changed", subject, before, after, content)


def seal(call):
    call.service.seal_audit_log()


def entries(call, **wanted):
    seal(call)
    return call("list_audit_entries", **wanted)["items"]


def roots(call):
    return [messages.root_in(one) for one in call("list_audit_roots")["items"]]


def check(call, held=(), pem=SIGNING_KEY):
    with call.service.db.begin() as tx:
        return checking.check(tx, pem, held)


# What is in an entry


def test_an_entry_says_who_as_whom_when_from_where_before_and_after(log):
    note(log, "pilkada/walikota/1971011004001", {"state": "entered"}, {"state": "final"})
    found = entries(log, what="thing_changed")[0]
    told = {name: found[name] for name in ("who", "roles", "area", "origin", "request", "command")}
    assert told == {
        "who": "id-of-ani",
        "roles": ["admin", "operator"],
        "area": "1971",
        "origin": "203.0.113.7",
        "request": "request-1",
        "command": REQUEST.command_id,
    }
    assert (found["subject"], found["before"], found["after"]) == (
        "pilkada/walikota/1971011004001",
        {"state": "entered"},
        {"state": "final"},
    )


def test_registering_is_noted(log):
    log.stations("1971011004001")
    log("register_areas", election="pilkada", items=[{"code": "197101", "name": "Bukit Intan"}])
    found = {one["what"]: one for one in entries(log)}
    assert found["election_registered"]["after"]["id"] == "pilkada"
    assert found["areas_registered"]["after"] == {"197101": "Bukit Intan"}
    assert found["stations_registered"]["after"]["1971011004001"]["number"] == 1


def test_a_repeated_command_is_noted_once(log):
    key = "0190a6e4-7c00-7000-8000-000000000002"
    items = [{"code": "197101", "name": "Bukit Intan"}]
    for _ in range(2):
        log("register_areas", key, election="pilkada", items=items)
    assert len(entries(log, what="areas_registered")) == 1


def test_a_change_that_is_rolled_back_leaves_no_entry(log):
    with log.service.db.begin() as tx:
        audit.note(tx, REQUEST, "thing_changed", "x")
        tx.exec_driver_sql("ROLLBACK")
        tx.info.pop(session.LAST)
    assert entries(log, what="thing_changed") == []


def test_a_note_costs_no_round_trip(log):
    with log.service.db.begin() as tx:
        audit.note(tx, REQUEST, "thing_changed", "x")
        assert len(tx.info[session.LAST]) == 1
        assert session.idle(tx.connection.driver_connection)


def test_what_cannot_be_hashed_is_refused_before_it_is_written(log):
    with log.service.db.begin() as tx, pytest.raises(Invalid):
        audit.note(tx, REQUEST, "thing_changed", "x", None, {"share": float("nan")})


# Who may read it


def test_a_page_has_what_accounts_of_the_area_did_and_reading_is_noted(log):
    note(log, "a")
    ours = log.by(Principal("b", "B", frozenset({"admin"}), "1971"))
    others = log.by(Principal("c", "C", frozenset({"admin"}), "1972"))
    assert {one["area"] for one in entries(ours)} == {"1971"}
    assert entries(others) == []
    read = entries(log, what="audit_log_read")
    assert [one["who"] for one in read] == ["c", "b"]


def test_pages_follow_each_other_and_filters_narrow(log):
    for number in range(5):
        note(log, f"pilkada/walikota/{number}")
    seal(log)
    first = log("list_audit_entries", what="thing_changed", limit=3)
    second = log("list_audit_entries", what="thing_changed", limit=3, after=first["next"])
    places = [one["subject"][-1] for one in first["items"] + second["items"]]
    assert (places, second["next"]) == (["4", "3", "2", "1", "0"], None)
    assert len(entries(log, subject="pilkada/walikota/")) == 5
    assert entries(log, subject="pilkada/walikota/3", who="nobody") == []


# Sealing


def test_many_at_once_end_in_one_chain_without_a_gap(log, make_service):
    services = [log.service, make_service()]

    def write(number):
        with log.service.db.begin() as tx:
            audit.note(tx, REQUEST, "thing_changed", f"s{number}")

    def work(number):
        write(number)
        services[number % 2].seal_audit_log()

    assert at_once([lambda n=n: work(n) for n in range(12)]) == [None] * 12
    seal(log)
    report = check(log)
    assert (report.size, report.problems) == (13, [])


def test_entries_about_one_thing_are_in_the_order_of_their_commits(log):
    for number in range(3):
        note(log, "same", None, number)
    assert [one["after"] for one in entries(log, subject="same")] == [2, 1, 0]


# Roots and proofs


def test_the_first_root_comes_at_once_and_the_next_after_an_hour(log, database):
    seal(log)
    note(log, "a")
    seal(log)
    assert [(one.size, one.reason) for one in roots(log)] == [(1, "first")]
    database.execute("UPDATE elections.audit_roots SET at = at - interval '1 hour'")
    seal(log)
    assert [(one.size, one.previous, one.reason) for one in roots(log)] == [
        (2, 1, "hour"),
        (1, 0, "first"),
    ]


def test_a_final_is_in_a_root_soon(log, database):
    seal(log)
    database.execute("UPDATE elections.audit_roots SET at = at - interval '10 s'")
    note(log, "a")
    seal(log)
    assert len(roots(log)) == 1
    with log.service.db.begin() as tx:
        audit.note(tx, REQUEST, "result_finalised", "pilkada/walikota/1971011004001")
    seal(log)
    assert roots(log)[0].reason == "final"


def test_a_root_may_be_asked_for_and_is_told(log, database):
    note(log, "a")
    seal(log)
    seal(log)
    note(log, "b")
    seal(log)
    asked = messages.root_in(log("publish_audit_root")["answer"]["root"])
    assert signing.is_signed(asked, log("get_audit_key")["pem"])
    assert asked.size == 3
    told = database.execute("SELECT envelope FROM elections.outbox WHERE event LIKE 'audit%'")
    assert len(told) == 2


def test_every_root_is_proven_to_add_to_the_one_before(log):
    for number in range(6):
        note(log, f"s{number}")
        seal(log)
        log("publish_audit_root")
    found = roots(log)[::-1]
    assert len(found) > 5
    for first, second in pairwise(found):
        proof = log("prove_consistency", first=first.size, second=second.size)
        path = [bytes.fromhex(one) for one in proof["path"]]
        assert merkle.is_consistent(first.size, second.size, first.root, second.root, path)


def test_what_was_handed_in_is_proven_to_be_in(log):
    content = messages.content_of("pilkada", "walikota", "1971011004001", {"votes": {"1": 3}})
    note(log, "x", None, None, content)
    seal(log)
    for asked in ({"content": content}, {"submission": REQUEST.command_id}):
        (proof,) = log("prove_inclusion", **asked)["items"]
        root = messages.root_in(proof["root"])
        path = [bytes.fromhex(one) for one in proof["path"]]
        hashed = messages.leaf_hash(proof["leaf"])
        assert proof["leaf"]["content"] == content
        assert merkle.is_included(proof["position"], root.size, hashed, path, root.root)


def test_a_crew_proves_its_form_by_the_form_alone(log):
    log.stations("1971011004001")
    form = {"votes": {"1": 150, "2": 117}, "valid": 267}
    crew = log.by(Principal("crew", "KPPS", frozenset({"reporter"}), "1971"))
    submitted = crew.submit("1971011004001", **form)["answer"]
    seal(log)
    content = messages.content_of("pilkada", "walikota", "1971011004001", form)
    (proof,) = log("prove_inclusion", content=content)["items"]
    assert proof["leaf"]["command"] == submitted["id"]
    (noted,) = entries(log, what="result_submitted")
    assert (noted["who"], noted["before"], noted["after"]["version"]) == ("crew", {"version": 0}, 1)
    assert noted["after"]["form"] == form


def test_every_row_of_an_import_is_in_the_log(log):
    document = "kode_tps,kecamatan,desa,suara_1,suara_2\n1971011004001,A,B,3,112\n"
    log("start_import", election="pilkada", contest="walikota", text=document)
    log.service.work_on_imports()
    (noted,) = entries(log, what="result_submitted")
    assert (noted["after"]["channel"], noted["who"]) == ("import", "admin")
    (started,) = entries(log, what="import_started")
    assert started["subject"] == "pilkada/walikota"


def test_a_proof_tells_nothing_of_who_and_from_where(log):
    content = messages.content_of("pilkada", "walikota", "1971011004001", {})
    note(log, "x", None, {"name": "Budi"}, content)
    seal(log)
    told = str(log("prove_inclusion", content=content))
    assert not any(word in told for word in ("203.0.113.7", "id-of-ani", "Budi", "request-1"))


def test_what_cannot_be_proven_is_said(log):
    seal(log)
    with pytest.raises(NotFound):
        log("prove_inclusion", content="ab" * 32)
    with pytest.raises(Invalid):
        log("prove_inclusion", content="ab" * 32, submission=REQUEST.command_id)
    with pytest.raises(Invalid):
        log("prove_inclusion", content="no hash")
    with pytest.raises(NotFound):
        log("prove_consistency", first=1, second=99)
    content = messages.content_of("pilkada", "walikota", "1971011004001", {})
    note(log, "x", None, None, content)
    seal(log)
    with pytest.raises(Conflict):
        log("prove_inclusion", content=content)


# Tampering


FORBIDDEN = (
    "DELETE FROM {}",
    "UPDATE {0} SET {1} = {1}",
    "TRUNCATE {}",
    "ALTER TABLE {} OWNER TO elections",
    "ALTER TABLE {} ADD COLUMN x int",
    "CREATE TRIGGER t BEFORE INSERT ON {} EXECUTE FUNCTION tsvector_update_trigger()",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_services_own_role_may_only_add(database, statement):
    for table, column in TABLES.items():
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            database.execute(statement.format(f"elections.{table}", column), service="elections")


def test_the_services_own_role_cannot_grant_itself_more(database):
    for table in TABLES:
        name = f"elections.{table}"
        database.execute(f"GRANT ALL ON {name} TO elections", service="elections")
        may = f"SELECT has_table_privilege('elections', '{name}', 'UPDATE, DELETE, TRUNCATE')"
        assert database.execute(may) == [(False,)]


@pytest.fixture
def seven(log):
    """A log of seven entries, with roots of 4 and of 7."""
    for number in range(1, 4):
        note(log, f"s{number}")
    seal(log)
    for number in range(4, 7):
        note(log, f"s{number}")
    seal(log)
    log("publish_audit_root")
    assert check(log).problems == []
    return log


TAMPERED = {
    "an entry changed": (
        """UPDATE audit_entries SET after = '{"state": "final"}' WHERE subject = 's2'""",
        ["position 2 (thing_changed s2) was changed: its entry has another hash"],
    ),
    "who did it changed": (
        "UPDATE audit_entries SET who = 'other' WHERE subject = 's2'",
        ["position 2 (thing_changed s2) was changed: its entry has another hash"],
    ),
    "an entry deleted": (
        "DELETE FROM audit_entries WHERE subject = 's2'",
        ["position 2 (thing_changed s2) has lost its entry"],
    ),
    "a leaf changed": (
        "UPDATE audit_leaves SET content = 'forged' WHERE subject = 's2'",
        ["position 2 (thing_changed s2) was changed: its leaf has another hash"],
    ),
    "a leaf deleted": (
        "DELETE FROM audit_leaves WHERE subject = 's2'",
        ["position 2 is missing", "entry 3 was committed, and is not in the log"],
    ),
    "two entries swapped": (
        """UPDATE audit_leaves SET entry = 1005 - entry WHERE entry IN (2, 3);
        UPDATE audit_leaves SET entry = entry - 1000 WHERE entry > 1000""",
        ["position 1 (thing_changed s1) was changed", "position 2 (thing_changed s2) was changed"],
    ),
    "two places swapped": (
        """UPDATE audit_leaves SET position = 1003 - position WHERE position IN (1, 2);
        UPDATE audit_leaves SET position = position - 1000 WHERE position > 1000""",
        [
            "position 1 (thing_changed s2) holds what was sealed at position 2",
            "position 2 (thing_changed s1) holds what was sealed at position 1",
        ],
    ),
    "the end cut off": (
        """DELETE FROM audit_leaves WHERE position >= 5;
        DELETE FROM audit_entries WHERE id > 5;
        DELETE FROM audit_nodes WHERE level = 0 AND place >= 5""",
        ["the log has only 5, its end was cut off"],
    ),
    "a node changed": (
        "UPDATE audit_nodes SET hash = 'x' WHERE level = 1 AND place = 0",
        ["node 1/0 is not the hash of what is below it"],
    ),
    "a root removed": (
        "DELETE FROM audit_roots WHERE size = 4",
        ["a root between 0 and 7 entries was removed"],
    ),
    "a root changed": (
        "UPDATE audit_roots SET at = at - interval '1 day' WHERE size = 4",
        ["is not signed with this key"],
    ),
}


def test_what_was_tampered_with_is_found_and_named(seven, database):
    found = {how: problems_after(database, statements) for how, (statements, _) in TAMPERED.items()}
    for how, (_, expected) in TAMPERED.items():
        for text in expected:
            assert any(text in problem for problem in found[how]), (how, found[how])
    assert check(seven).problems == []


def problems_after(database, statements):
    """Tamper as one who may do everything, look, and undo it."""
    admin = Database(database.admin_url, 1)
    try:
        with admin.engine.connect() as tx:
            tx.exec_driver_sql(f"SET LOCAL search_path = elections; {statements}")
            found = checking.check(tx, SIGNING_KEY).problems
            tx.rollback()
    finally:
        admin.close()
    return found


def test_a_log_made_anew_is_found_by_its_roots(seven, database):
    """Who repairs all hashes after a change still cannot sign the roots."""
    database.execute(
        "UPDATE elections.audit_entries SET who = 'other' WHERE id = 6;"
        "DELETE FROM elections.audit_queue; DELETE FROM elections.audit_entries WHERE id > 7;"
        "INSERT INTO elections.audit_queue SELECT id FROM elections.audit_entries;"
        "DELETE FROM elections.audit_leaves; DELETE FROM elections.audit_nodes"
    )
    seal(seven)
    problems = check(seven).problems
    assert len(problems) == 1
    assert "something from position 4 on was changed" in problems[0]


def test_a_log_without_its_end_and_roots_is_found_by_a_root_that_was_kept(seven, database):
    (kept, _) = roots(seven)
    database.execute(
        "DELETE FROM elections.audit_leaves WHERE position >= 4;"
        "DELETE FROM elections.audit_entries WHERE id > 4;"
        "DELETE FROM elections.audit_nodes WHERE (place + 1) << level > 4;"
        "DELETE FROM elections.audit_roots WHERE size > 4"
    )
    assert check(seven).problems == []
    (problem,) = check(seven, [kept]).problems
    assert "that was kept: the log has only 4, its end was cut off" in problem


def test_another_key_is_found(seven):
    other = signing.OKPKey.generate_key("Ed25519").as_pem(private=True).decode()
    assert len(check(seven, (), other).problems) == 2
