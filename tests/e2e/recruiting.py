"""An election of its own that recruits its ad-hoc staff, for tests of their desk."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.e2e.conftest import Running
from tests.e2e.fielding import TPS, Place
from tests.servers import until

OTHER = TPS[:10] + "002"
LISTED = "1971015705900002"  # in the register of a party
HEAD = "NIK,nama,tanggal_lahir,wilayah,bukan_anggota_partai"
MEMBERS = "NIK,nama,nama_parpol,jabatan,nama_wilayah"


def nik(serial: int) -> str:
    """Return the NIK of a man born on 17 May 1990."""
    return f"197101170590{serial:04}"


class Recruitment(Place):
    """A place with two TPS, an open round of KPPS, and a party's register with one member."""

    def __init__(self, running: Running) -> None:
        super().__init__(running)
        self.command(f"{self.path}/stations", {"items": [{"code": OTHER}]})
        self.register(LISTED)
        self.round = self.opened("kpps", "1971")

    @property
    def staff(self) -> str:
        return f"{self.path}/staff"

    def register(self, *niks: str) -> None:
        """Import a register, and wait until it counts."""
        lines = [f"{one},Anggota,PARTAI SATU,Anggota,Bukit Intan" for one in niks]
        text = "\n".join([MEMBERS, *lines]).encode()
        sent = self.admin.upload(f"{self.staff}/party-registers", text, str(uuid.uuid4()))
        assert sent.status_code == 202, sent.text
        job = f"/v1/elections/imports/{sent.json()['id']}"
        until(lambda: self.admin.read(job)["state"] == "done", 30)

    def opened(self, body: str, area: str) -> str:
        today = datetime.now(UTC).date()
        days = {"opens": today - timedelta(2), "closes": today + timedelta(2)}
        days["term_ends"] = today + timedelta(30)
        shown = {name: day.isoformat() for name, day in days.items()}
        made = self.command(f"{self.staff}/rounds", {"body": body, "area": area, **shown})
        return str(made["id"])

    def add(self, name: str, digits: str, area: str = TPS) -> dict[str, Any]:
        facts = {"name": name, "nik": digits, "birth_date": "1990-05-17", "no_party": True}
        return self.command(f"{self.staff}/applicants", {"round": self.round, "area": area} | facts)

    def accept(self, one: dict[str, Any]) -> None:
        path = f"{self.staff}/applicants/{one['id']}"
        version = self.admin.read(path)["version"]
        self.command(f"{path}/decision", {"decision": "accepted", "version": version})

    def applicants(self, **query: str) -> list[dict[str, Any]]:
        return list(self.admin.items(f"{self.staff}/applicants", **query))
