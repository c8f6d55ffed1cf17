"""Two people enter different figures; the alert rises; a verifier decides, closes, and reopens."""

from __future__ import annotations

import pytest

from tests import factories
from tests.e2e.conftest import Running
from tests.servers import until

ELECTION = "dua-entri-2024"
TPS = factories.station_codes(1)[0]
PATH = f"/v1/elections/{ELECTION}"
RESULT = f"{PATH}/contests/walikota/results/{TPS}"
A, B = {"1": 120, "2": 80}, {"1": 80, "2": 120}


@pytest.fixture
def election(running: Running) -> Running:
    """One station for which two people handed in different votes."""
    admin = running.api("admin")
    body = factories.election(ELECTION)
    assert admin.insist("/v1/elections", body, factories.command_id(ELECTION)).ok
    stations = {"items": factories.stations([TPS])}
    assert admin.insist(f"{PATH}/stations", stations, factories.command_id(ELECTION, "tps")).ok
    for user, votes in (("operator", A), ("admin", B)):
        form = {"contest": "walikota", "tps": TPS, "channel": "operator", "votes": votes}
        assert running.api(user).insist(f"{PATH}/results", form, _id("form", user)).ok
    return running


def _id(*parts: object) -> str:
    return factories.command_id(ELECTION, *parts)


def _alerts(running: Running) -> list[str]:
    notices = running.api("admin").read("/v1/notifications/notices", state="open", limit=1000)[
        "items"
    ]
    key = f"held-votes/{ELECTION}/walikota"
    return [one["headline"] for one in notices if one.get("dedupe_key") == key]


def test_a_conflict_is_decided_closed_and_reopened_by_those_who_may(election: Running) -> None:
    verifier, admin = election.api("verifier"), election.api("admin")
    assert until(lambda: _alerts(election))[0].startswith("Suara yang ditahan bisa mengubah")
    seen = verifier.read(RESULT)
    assert (seen["state"], seen["conflicts"]) == ("conflicted", ["votes.1", "votes.2"])
    first, second = (one["source"] for one in seen["entries"])
    decision = {"version": seen["version"], "take": second, "reason": "foto C.Hasil halaman 2"}

    own = admin.insist(f"{RESULT}/decision", decision, _id("own"))
    assert (own.status_code, own.json()["type"]) == (403, "own-entry")
    old = verifier.insist(f"{RESULT}/decision", decision | {"version": 1}, _id("old"))
    assert (old.status_code, old.json()["type"]) == (412, "precondition-failed")
    nobody = election.api("operator").insist(f"{RESULT}/decision", decision, _id("nobody"))
    assert nobody.status_code == 403
    wrong = verifier.insist(f"{RESULT}/decision", {"version": 2, "form": {"x": 1}}, _id("wrong"))
    assert wrong.status_code == 422
    assert {one["field"] for one in wrong.json()["errors"]} >= {"form.x"}

    decided = verifier.insist(f"{RESULT}/decision", decision, _id("decision"))
    assert (decided.status_code, decided.json()["form"]["votes"]) == (200, B)
    assert decided.json()["counted"]
    assert until(lambda: not _alerts(election))

    closed = verifier.insist(f"{RESULT}/final", {"version": 3}, _id("final"))
    assert (closed.status_code, closed.json()["state"]) == (200, "final")
    form = {"contest": "walikota", "tps": TPS, "votes": A}
    late = admin.insist(f"{PATH}/results", form, _id("late"))
    assert (late.status_code, late.json()["type"]) == (409, "result-already-final")
    asked = verifier.insist(f"{RESULT}/reopenings", {"reason": "salah salin"}, _id("reopen"))
    assert asked.status_code == 201
    verdict, approve = f"{PATH}/reopenings/{asked.json()['id']}/decision", {"approve": True}
    alone = verifier.insist(verdict, approve | {"reason": "ya"}, _id("alone"))
    assert (alone.status_code, alone.json()["type"]) == (403, "own-request")
    assert admin.insist(verdict, approve | {"reason": "benar"}, _id("approve")).ok
    assert verifier.read(RESULT)["state"] == "consolidated"
    assert first != second
