"""What the demo's operators report and do: incidents in several states, made and labelled so.

`script.json` is a list of steps in their order. A step has somebody (`by`) do a command (`do`) with
`data`, about the incident, the `task` or the `order` that an earlier step gave a `name` to (`of`).
A time of `+20` is twenty minutes from now.

Every command has the same id at each run, so that a run ends what another one began, and what
somebody changed since is left as it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from libs.kit import clock
from libs.kit.commands import CommandIdReused
from libs.kit.errors import KendaliError
from libs.kit.principal import Principal

SCRIPT = Path(__file__).with_name("script.json")
NAMESPACE = uuid.UUID("0b5b2a0e-6a39-5c0b-9b38-6f0c4c1971aa")
CITY = "1971"
LABEL = " (peragaan)"
PEOPLE = {
    "bpbd": "Operator BPBD (demo)",
    "pp": "Operator Satpol PP (demo)",
    "police": "Operator Polresta (demo)",
}
OFFICIALS = {  # who hold these positions of e-office's demo, with the area of their accounts
    "sekda": "1971",
    "kalaksa-bpbd": "1971",
}
FOREIGN = frozenset(
    {
        "add_incident_task",
        "end_incident_task",
        "add_incident_unit",
        "note_incident",
        "give_order",
        "answer_order",
    }
)
TIMES = ("due", "eta", "deadline")

# Calls as somebody: who, method, data, the command's id; gives the answer.
Call = Callable[[Principal, str, dict[str, Any], str], Any]


def somebody(name: str) -> Principal:
    """Return one of PEOPLE or OFFICIALS; another name is nobody in particular, as the public is."""
    if name in OFFICIALS:
        return Principal(f"demo:{name}", name, frozenset({"officer"}), OFFICIALS[name])
    if name in PEOPLE:
        return Principal(f"demo:{name}", PEOPLE[name], frozenset({"operator"}), CITY)
    return Principal("public", "public", frozenset())


def script() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(SCRIPT.read_bytes())
    return found


class Play:
    """One run of the script, and what its names stand for."""

    def __init__(self, call: Call, now: datetime) -> None:
        self._call, self._now = call, now
        self._known: dict[str, dict[str, Any]] = {}
        self.refused: list[str] = []

    def run(self) -> None:
        """Do every step; `refused` has what could not be done, with what hangs on it."""
        for number, step in enumerate(script()):
            if all(step[name] in self._known for name in ("of", "task", "order") if name in step):
                self._try(step, str(uuid.uuid5(NAMESPACE, f"{number} {step['do']}")))

    def _try(self, step: dict[str, Any], command: str) -> None:
        try:
            answer = self._call(somebody(step["by"]), step["do"], self._data(step), command)
        except CommandIdReused:
            return  # done by an earlier run, at another time
        except KendaliError as error:
            self.refused.append(f"{step['do']} {step.get('of', '')}: {error.detail}")
            return
        if "id" in answer and (name := self._named(step)):
            self._known[name] = answer

    def _named(self, step: dict[str, Any]) -> str:
        """Return what the answer is called: notes and the like change no incident."""
        named = step.get("name", "")
        return str(named or ("" if step["do"] in FOREIGN else step["of"]))

    def _data(self, step: dict[str, Any]) -> dict[str, Any]:
        data = dict(step["data"])
        if "headline" in data:
            data["headline"] += LABEL
        for name in TIMES:
            if name in data:
                later = self._now + timedelta(minutes=int(data[name]))
                data[name] = clock.to_text(later)
        for name in ("task", "order"):
            if name in step:
                data[name] = self._known[step[name]]["id"]
        if "of" in step:
            one = self._known[step["of"]]
            data |= {"incident": one["id"]}
            data |= {} if step["do"] in FOREIGN else {"version": one["version"]}
        return data
