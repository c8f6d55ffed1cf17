"""What crosses a boundary, as data: `libs/contracts/<service>/<event>.v<n>.json`.

Each file is a JSON Schema with `description`, `x-producer` and `x-consumers` (services with a
durable queue of their own; the gateway's streams hear every event anyway), beside an example
`<event>.v<n>.example.json`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fastjsonschema
import orjson

from libs.kit.errors import FieldError, Invalid

ROOT = Path(__file__).parent.parent / "contracts"
_roots = [ROOT]


class BrokenContract(Invalid):
    slug, title = "broken-contract", "Data that does not fit its contract"


class UnknownContract(Invalid):
    slug, title = "unknown-contract", "No contract of this name and version"


@dataclass(frozen=True)
class Contract:
    """One version of one event."""

    source: str
    event: str
    version: int
    schema: dict[str, Any]
    check: Callable[[Any], Any]
    folder: Path = ROOT

    @property
    def consumers(self) -> tuple[str, ...]:
        return tuple(self.schema["x-consumers"])

    @property
    def name(self) -> str:
        return f"{self.source}/{self.event}.v{self.version}.json"

    def example(self) -> dict[str, Any]:
        """Return the example that stands beside the schema."""
        path = self.folder / self.source / f"{self.event}.v{self.version}.example.json"
        return dict(orjson.loads(path.read_bytes()))

    def validate(self, data: Any) -> None:
        """Raise BrokenContract that names the field which does not fit."""
        try:
            self.check(data)
        except fastjsonschema.JsonSchemaValueException as error:
            where = ".".join(str(part) for part in error.path[1:]) or "data"
            raise BrokenContract(self.name, (FieldError(where, error.message),)) from None


def add_root(folder: Path) -> None:
    """Read contracts from another folder too: those of services that are made for tests."""
    _roots.append(folder)
    catalogue.cache_clear()


@functools.cache
def catalogue() -> dict[tuple[str, str, int], Contract]:
    """Return all contracts by (source, event, version)."""
    found = {}
    for path in sorted(path for root in _roots for path in root.glob("*/*.json")):
        if path.name.endswith(".example.json"):
            continue
        event, version = path.name.removesuffix(".json").rsplit(".v", 1)
        schema = orjson.loads(path.read_bytes())
        check = fastjsonschema.compile(schema, use_default=False)
        folder = path.parents[1]
        contract = Contract(path.parent.name, event, int(version), schema, check, folder)
        found[contract.source, contract.event, contract.version] = contract
    return found


def get(source: str, event: str, version: int) -> Contract:
    """Return the contract; raises UnknownContract."""
    try:
        return catalogue()[source, event, version]
    except KeyError:
        raise UnknownContract(f"{source}/{event}.v{version}") from None
