"""What ``kendali status`` shows of a stack."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.native.parts import Parts


@dataclass(frozen=True)
class Row:
    """One server or process; ``trouble`` is None when it is ready."""

    name: str
    state: str
    pid: int | None
    port: int | None
    trouble: str | None


def overview(parts: Parts, processes: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """A row for each server and process there should be."""
    own = {program.name for program in parts.programs()}
    rows = []
    for name, check in parts.checks().items():
        info = processes.get(name, {"statename": "stopped" if name in own else "given"})
        pid, trouble = info.get("pid") or None, check()
        # supervisord calls a process starting for its first second, however ready it is.
        state = "running" if pid and trouble is None else str(info["statename"]).lower()
        rows.append(Row(name, state, pid, parts.port_of(name), trouble))
    return rows
