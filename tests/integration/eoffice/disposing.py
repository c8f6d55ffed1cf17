"""Incoming letters of the made city, and what its people are given to do about them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from libs.kit.request import Request
from tests import offices
from tests.integration.eoffice.lettering import City

ENTRY: dict[str, Any] = {
    "number": "B-17/KP/III/2026",
    "sender": "Kantor Pos Wilayah",
    "subject": "Permohonan data genangan",
    "dated": "2026-03-01",
}
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
ORDER: dict[str, Any] = {"instructions": ["follow-up"], "text": "Cek lapangan"}


class Desks:
    """The register and the dispositions of the city."""

    def __init__(self, city: City) -> None:
        self.city = city

    @property
    def today(self) -> date:
        """The day in the region's zone."""
        return self.city.office.today()

    def registered(self, name: str = "sekda", to: str | None = "WALI", **more: Any) -> Any:
        """Have somebody put a letter into their unit's register."""
        entry = {**ENTRY, "dated": self.today.isoformat(), **more}
        return self.city.do(name, "register_incoming", **entry, to=to)

    def step(self, name: str, verb: str, letter: dict[str, Any], /, **data: Any) -> Any:
        """Have somebody take a step of an incoming letter; returns it after that."""
        seen = {"incoming": letter["id"], "version": letter["version"]}
        return self.city.do(name, f"{verb}_incoming", **seen, **data)

    def read(self, name: str = "walikota", **more: Any) -> Any:
        """Register a letter that its addressee has read; returns it."""
        return self.step(name, "read", self.registered(**more))

    def scanned(self, letter: dict[str, Any], data: bytes, name: str = "sekda") -> Any:
        seen = {"incoming": letter["id"], "version": letter["version"]}
        who = offices.person(name)
        request = Request(seen, who, str(uuid.uuid4()), attachment=data)
        return self.city.service.scan_incoming(request)["answer"]

    def given(
        self, letter: dict[str, Any], name: str = "walikota", kind: str = "incoming", **more: Any
    ) -> list[dict[str, Any]]:
        """Have somebody give dispositions on a letter at the version seen; returns them."""
        about = {"kind": kind, "id": letter["id"]}
        data = {**ORDER, "to": ["SEKDA"], **more, "about": about, "version": letter["version"]}
        items: list[dict[str, Any]] = self.city.do(name, "give_disposition", **data)["items"]
        return items

    def do(self, name: str, verb: str, one: dict[str, Any], **data: Any) -> Any:
        """Have somebody take a step of a disposition; returns it after that."""
        seen = {"disposition": one["id"], "version": one["version"]}
        return self.city.do(name, f"{verb}_disposition", **seen, **data)

    def passed(self, name: str, one: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        """Have somebody pass a disposition on; returns those below."""
        items: list[dict[str, Any]] = self.do(name, "pass_on", one, **{**ORDER, **more})["items"]
        return items

    def seen(self, name: str, one: dict[str, Any]) -> Any:
        return self.city.see(name, "get_disposition", disposition=one["id"])

    def reported(self, name: str, one: dict[str, Any]) -> Any:
        """Have somebody read and report at once; returns it."""
        read = self.do(name, "read", self.seen(name, one))
        return self.do(name, "report", read, report="sudah")
