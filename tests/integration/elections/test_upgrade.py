"""A database from before there were entries: what is in it becomes entries, and still counts."""

import json
import os
import uuid

import pytest

from libs.kit import migrate
from libs.kit.db import Database
from services.elections.service import ElectionsService
from tests.databases import create, drop
from tests.integration.elections.conftest import ELECTION, Caller
from tests.unit.elections.forms_of import CONTEST, WHOLE
from tests.unit.elections.test_tally import COMPLETE

CODES = [f"1971011004{number:03}" for number in range(1, 5)]
VOTES = {"votes.1": 150, "votes.2": 117}
REST = {name: count for name, count in COMPLETE.items() if name not in VOTES}
OTHER_VOTES = {"votes.1": 117, "votes.2": 150}
# What each station handed in: (channel, who, figures), and the record that the old code made of it.
HANDED_IN = {
    CODES[0]: ([("crew", "c", VOTES), ("sms", "s", REST)], COMPLETE, "entered"),
    CODES[1]: ([("crew", "c", {"invalid": 3})], {"invalid": 3}, "partial"),
    CODES[2]: ([("crew", "c", VOTES), ("operator", "o", OTHER_VOTES)], OTHER_VOTES, "partial"),
}


@pytest.fixture
def old(servers):
    """A database of the first version of the schema."""
    made = create(servers.admin_url, f"upgrade_{os.getpid()}")
    migrate.prepare(made.admin_url, made.url("elections"), "elections")
    migrate.upgrade(made.url("elections"), "elections", "0001")
    yield made
    drop(servers.admin_url, made)


def fill(database):
    def run(statement, *values):
        return database.execute(statement, *values, service="elections")

    head = (ELECTION["id"], ELECTION["name"], ELECTION["date"], ELECTION["area"])
    run("INSERT INTO elections VALUES (%s, %s, %s, %s, false, 600)", *head)
    for position, contest in enumerate(ELECTION["contests"]):
        candidates = json.dumps([{"number": n, "name": "x"} for n in CONTEST.numbers])
        row = ("pilkada", contest["id"], position, contest["name"], "1971", candidates)
        columns = "election, id, position, name, area, candidates"
        run(f"INSERT INTO contests ({columns}) VALUES (%s, %s, %s, %s, %s, %s)", *row)
    run("INSERT INTO tally_states (contest) SELECT key FROM contests")
    for code in CODES:
        run("INSERT INTO stations (election, tps, dpt_total) VALUES ('pilkada', %s, 500)", code)
        run("INSERT INTO results (contest, tps) SELECT key, %s FROM contests", code)
        run("INSERT INTO tally_changes (contest, tps) SELECT key, %s FROM contests", code)
    for code, (parts, figures, state) in HANDED_IN.items():
        for version, (channel, who, brought) in enumerate(parts, 1):
            one = str(uuid.uuid4())
            row = (one, code, version, channel, who, json.dumps(brought))
            run("INSERT INTO submissions VALUES (%s, 1, %s, %s, %s, %s, now(), NULL, %s)", *row)
        run(
            "UPDATE results SET version = %s, state = %s, figures = %s, submission = %s,"
            " channel = %s, who = %s, received_at = s.received_at FROM submissions s"
            " WHERE s.id = %s AND results.contest = 1 AND results.tps = %s",
            *(len(parts), state, json.dumps(figures), one, channel, who, one, code),
        )


def test_what_was_handed_in_before_becomes_entries(old):
    fill(old)
    migrate.upgrade(old.url("elections"), "elections")
    service = ElectionsService()
    service.db = Database(old.url("elections"), 2)
    call = Caller(service)
    call.fold()
    assert {one.area for one in call.differences() if one.kind == "record"} == {CODES[2]}
    call.repair()
    assert call.differences() == []
    listed = call("list_results", election="pilkada")["items"]
    assert [(one["tps"], one["state"], one["complete"]) for one in listed] == [
        (CODES[0], "consolidated", True),
        (CODES[1], "partial", False),
        (CODES[2], "conflicted", False),
    ]
    at = {"election": "pilkada", "contest": "walikota"}
    whole = call("get_result", **at, tps=CODES[0])
    assert [one["source"] for one in whole["entries"]] == ["crew"]
    assert whole["form"] == whole["entries"][0]["form"] == WHOLE
    both = call("get_result", **at, tps=CODES[2])
    assert [one["source"] for one in both["entries"]] == ["crew", "operator:o"]
    service.db.close()
