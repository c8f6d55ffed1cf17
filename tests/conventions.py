"""What the code base keeps to: each guard returns what is wrong, a line each."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from libs.kit import contracts as kit_contracts
from libs.kit.contracts import Contract
from libs.kit.events import Subscription

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 300
# Spelled in two parts, so that this file keeps to its own rule.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
OF_A_MACHINE = re.compile(r"(?<![\w.$}/-])/(?:" + "work|home|root|Users" + r")/\w")
HOSTS = re.compile(r"https?://[^\s\"']+")
PROMETHEUS = {"Counter", "Gauge", "Histogram", "Summary", "Info"}
TEXTS = {
    ".py", ".md", ".toml", ".yaml", ".yml", ".sh", ".js", ".mjs", ".css", ".html", ".conf", ".json",
    ".ini", "", ".po",
}  # fmt: skip


def files(*folders: str, suffixes: Iterable[str] = (".py",)) -> list[Path]:
    """Return the files of these folders of the code base, sorted."""
    wanted = set(suffixes)
    found = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    return sorted(path for path in found if path.is_file() and path.suffix in wanted)


def services() -> list[str]:
    return sorted(path.parent.name for path in (ROOT / "services").glob("*/__init__.py"))


def too_long(paths: Iterable[Path]) -> Iterator[str]:
    """Name files of more than 300 lines."""
    for path in paths:
        count = len(path.read_text(encoding="utf-8").splitlines())
        if count > LONGEST_FILE:
            yield f"{path}: {count} lines"


def matches(pattern: re.Pattern[str], paths: Iterable[Path]) -> Iterator[str]:
    """Name the lines that match."""
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                yield f"{path}:{number}: {line.strip()[:80]}"


def undocumented(names: Iterable[str], page: str) -> list[str]:
    """Return the names that the page does not have in code marks in a line of a table."""
    rows = "\n".join(line for line in page.splitlines() if line.startswith("|"))
    return sorted(name for name in set(names) if f"`{name}`" not in rows)


def settings_fields() -> Iterator[str]:
    """Return the environment variables of all settings classes."""
    modules = ["libs.kit.settings", *(f"services.{s}.settings" for s in services())]
    for name in modules:
        if not (ROOT / (name.replace(".", "/") + ".py")).exists():
            continue
        for member in vars(importlib.import_module(name)).values():
            if isinstance(member, type) and dataclasses.is_dataclass(member):
                specs = dataclasses.fields(member)
                yield from (f.metadata["env"] for f in specs if "env" in f.metadata)


def metric_names(paths: Iterable[Path]) -> Iterator[str]:
    """Return the names of the Prometheus metrics that these files make."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) in PROMETHEUS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def contracts() -> list[Contract]:
    """Return the contracts of the code base, without those that tests add."""
    return [c for c in kit_contracts.catalogue().values() if c.folder == kit_contracts.ROOT]


def subscriptions(service: str) -> set[tuple[str, str, int]]:
    """Return (source, event, version) of what the service's classes subscribe to."""
    if not (ROOT / "services" / service / "service.py").exists():
        return set()
    module = importlib.import_module(f"services.{service}.service")
    classes = [m for m in vars(module).values() if isinstance(m, type)]
    methods = (method for one in classes for method in vars(one).values())
    entrypoints = (e for m in methods for e in getattr(m, "nameko_entrypoints", ()))
    return {(e.source, e.event, e.version) for e in entrypoints if isinstance(e, Subscription)}


def unmatched(
    contracts: Iterable[Contract], heard: dict[str, set[tuple[str, str, int]]]
) -> list[str]:
    """Compare the contracts' consumers with the subscriptions of each service, both ways."""
    promised = {
        (consumer, (contract.source, contract.event, contract.version))
        for contract in contracts
        for consumer in contract.consumers
    }
    real = {(service, event) for service, events in heard.items() for event in events}
    return [
        *(f"{c} does not subscribe to {'.'.join(map(str, e))}" for c, e in sorted(promised - real)),
        *(f"no contract names {c} for {'.'.join(map(str, e))}" for c, e in sorted(real - promised)),
    ]


def traced(page: str) -> list[tuple[str, str]]:
    """Return (file, function) of each step of the request that the page traces."""
    return re.findall(r"\| `([\w/]+\.py)` \| `([\w.]+)` \|$", page, re.MULTILINE)


def is_defined(path: Path, name: str) -> bool:
    """Tell whether the file defines the function, or the method as `Class.method`."""
    place: list[ast.stmt] = ast.parse(path.read_text(encoding="utf-8")).body
    for step in name.split("."):
        found = [node for node in place if getattr(node, "name", None) == step]
        if not found:
            return False
        place = getattr(found[0], "body", [])
    return True


def misnumbered(names: Iterable[str]) -> list[str]:
    """Compare the names of migrations, `0001_what.py`, with 0001, 0002, and so on."""
    wrong = []
    for number, name in enumerate(sorted(names), 1):
        if not re.fullmatch(rf"{number:04d}_[a-z0-9_]+\.py", name):
            wrong.append(f"{name} stands where {number:04d} should")
    return wrong


def foreign_hosts(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """Return the addresses in a lock file, where none should be."""
    return [host for host in HOSTS.findall(text) if not host.startswith(tuple(allowed))]
