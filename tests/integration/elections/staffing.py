"""What the tests of the ad-hoc staff share: a round that is open today, and NIK made for tests."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import orjson

TPS, OTHER = "1971011004001", "1971011004002"
BORN = date(1990, 5, 17)


def asked(call, method, **data):
    """Ask, and return what a caller reads: the answer must be JSON."""
    return orjson.loads(orjson.dumps(call(method, election="pilkada", **data)))


def today():
    return datetime.now(UTC).date()


def nik(serial=1, born=BORN, *, woman=False):
    day = born.day + (40 if woman else 0)
    return f"197101{day:02}{born:%m%y}{serial:04}"


def opened(call, body="kpps", area="1971", **more):
    days = {
        "opens": today() - timedelta(days=2),
        "closes": today() + timedelta(days=2),
        "term_ends": today() + timedelta(days=30),
    }
    shown = {name: day.isoformat() for name, day in days.items()}
    given = {"body": body, "area": area, **shown, **more}
    return call("open_staff_round", election="pilkada", **given)["answer"]["id"]


def application(round_id, serial=1, area=TPS, **more):
    given = {"election": "pilkada", "round": round_id, "area": area, "name": "Pelamar"}
    facts = {"nik": nik(serial), "birth_date": BORN.isoformat(), "no_party": True}
    return given | facts | more


def add(call, round_id, serial=1, area=TPS, **more):
    return call("add_applicant", **application(round_id, serial, area, **more))["answer"]


def decide(call, one, decision="accepted", reason="", version=None):
    where = {"election": "pilkada", "applicant": one["id"], "decision": decision}
    version = one["version"] if version is None else version
    return call("decide_applicant", **where, reason=reason, version=version)["answer"]


def register(call, *niks, party="PARTAI SATU"):
    """Import a register of these NIK, and wait for it."""
    lines = [f"{one},Anggota,{party},Anggota,Pangkalpinang" for one in niks]
    text = "\n".join(["NIK,nama,nama_parpol,jabatan,nama_wilayah", *lines])
    return load(call, "start_party_import", text=text)


def load(call, method, **data):
    """Start an import, do it, and return it."""
    job = call(method, str(uuid.uuid4()), election="pilkada", **data)["answer"]["id"]
    call.service.work_on_staff_files()
    return call("get_import", id=job)
