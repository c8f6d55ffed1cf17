from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

import orjson
import pytest

from libs.kit.db import Database
from libs.kit.principal import Principal
from libs.kit.request import Request
from libs.kit.settings import load
from services.elections import folding, recount
from services.elections.repository import Elections
from services.elections.service import ElectionsService
from services.elections.settings import Settings
from tests.environ import of_service

ADMIN = Principal("admin", "Admin", frozenset({"admin"}))
CREW = Principal("crew", "KPPS", frozenset({"reporter"}), "1971")
ELECTION = {
    "id": "pilkada",
    "name": "Pilkada",
    "date": "2024-11-27",
    "area": "1971",
    "contests": [
        {
            "id": "walikota",
            "name": "Wali Kota",
            "candidates": [
                {"number": 1, "name": "KOLOM KOSONG", "kolom_kosong": True},
                {"number": 2, "name": "Dua"},
            ],
        },
        {
            "id": "gubernur",
            "name": "Gubernur",
            "candidates": [{"number": 1, "name": "Satu"}, {"number": 2, "name": "Dua"}],
        },
    ],
}


@dataclass
class Caller:
    """Calls the service's methods as the gateway would, and folds when it is told to."""

    service: ElectionsService
    principal: Principal = ADMIN

    def __call__(self, method, command_id=None, **data):
        command_id = command_id or str(uuid.uuid4())
        answer = getattr(self.service, method)(Request(data, self.principal, command_id))
        # What goes out as it is must be what a caller reads.
        return orjson.loads(orjson.dumps(answer)) if isinstance(answer, orjson.Fragment) else answer

    def by(self, principal):
        return replace(self, principal=principal)

    def submit(self, tps, command_id=None, contest="walikota", **form):
        data = {"election": "pilkada", "contest": contest, "tps": tps} | form
        return self("submit_result", command_id, **data)

    def stations(self, *codes, **facts):
        items = [{"code": code} | facts for code in codes]
        return self("register_stations", election="pilkada", items=items)

    def tally(self, contest="walikota", **more):
        return self("get_tally", election="pilkada", contest=contest, **more)

    def fold(self):
        """Fold everything, whatever was folded just now."""
        with self.service.db.begin() as tx:
            tx.exec_driver_sql("UPDATE tally_states SET folded_at = folded_at - interval '1 s'")
        folding.fold_due(self.service.db)

    def ballots(self, election="pilkada"):
        with self.service.db.begin() as tx:
            return list(Elections(tx).ballots(election).values())

    def repair(self):
        for ballot in self.ballots():
            recount.repair(self.service.db, ballot)

    def differences(self, election="pilkada"):
        ballots = self.ballots(election)
        return [
            difference
            for ballot in ballots
            for difference in recount.check(self.service.db, ballot)
        ]


@pytest.fixture
def make_service(database, tmp_path):
    made = []

    def make(pool=5):
        service = ElectionsService()
        service.db = Database(database.url("elections"), pool)
        environ = of_service("elections", database.url("elections"), "amqp://127.0.0.1", tmp_path)
        service.settings = load(Settings, environ)
        made.append(service)
        return service

    yield make
    for service in made:
        service.db.close()


@pytest.fixture
def empty(make_service):
    return Caller(make_service())


@pytest.fixture
def call(empty):
    empty("register_election", **ELECTION)
    return empty
