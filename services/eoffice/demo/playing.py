"""What the demo's officials write, sign, register and give: all of it made, and labelled so.

`script.json` is a list of steps in their order. A step has an account (`by`) do a command (`do`)
with `data`, about what an earlier step gave a `name` to (`of`); one with `sign` has letters signed,
by who signs them; one with `attachment` sends the file of that name along; one with `into` puts
what it is about into a file that an earlier step opened. In texts `{day}` is the day of the first
run, `{day-2}` two days before it, `{words+2}` two days after it in words.

Every command has the same id and words at each run, so that a run ends what another one began, and
what somebody changed since is left as it is.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from libs.kit.calling import ENDED
from libs.kit.commands import CommandIdReused
from libs.kit.errors import KendaliError
from libs.kit.principal import Principal
from services.eoffice.letters.domain import SENT, SIGNED
from services.eoffice.signing.composing import day_out

SCRIPT = Path(__file__).with_name("script.json")
NAMESPACE = uuid.UUID("5f6c1a52-8d0e-5d5a-b6a4-1f5c8e1971de")
CITY = "1971"
LABEL = " (peragaan)"
LABELLED = ("subject", "sender")
GIVING = ("give_disposition", "pass_on_disposition")
OF_RECIPIENTS = ("read_letter", "follow_up_letter")  # these name no version, and change none
INTO = "archive_letter"
DONE = frozenset({SIGNED, SENT})
ATTEMPTS = 3  # a signing that a busy machine cut off is begun again
PATIENCE, PAUSE = 60.0, 0.2  # seconds that a signing may take, and between two looks at it
_DAY = re.compile(r"\{(day|words)([+-]\d+)?\}")

# Calls as an account: who, method, data, the command's id (None: a question), what goes along;
# gives the answer.
Call = Callable[[Principal, str, dict[str, Any], str | None, bytes], Any]


def account(name: str) -> Principal:
    return Principal(f"demo:{name}", name, frozenset({"officer"}), CITY)


def script() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(SCRIPT.read_bytes())
    return found


def first_day(call: Call, today: date) -> date:
    """Return the day on which the demo's letters were first put: today, unless they are there."""
    entry = next(one["data"] for one in script() if one.get("do") == "register_incoming")
    asked = {"box": "register", "q": entry["number"]}
    found = call(account("arsiparis"), "list_incoming", asked, None, b"")["items"]
    return date.fromisoformat(found[-1]["received"]) if found else today


@dataclass(frozen=True)
class Thing:
    """A letter, incoming letter or disposition as the last step left it."""

    kind: str
    id: str
    version: int
    state: str


class Play:
    """One run of the script, and what its names stand for."""

    def __init__(self, call: Call, passphrase: str, day: date) -> None:
        self._call, self._passphrase, self._day = call, passphrase, day
        self._things: dict[str, Thing] = {}
        self.refused: list[str] = []

    def run(self) -> None:
        """Do every step; `refused` has what could not be done, with what hangs on it."""
        for step in script():
            if "sign" in step:
                self._sign(step["sign"])
            elif "of" in step and step["of"] not in self._things:
                self.refused.append(f"{name(step)}: there is no {step['of']}")
            elif step["do"] != "send_letter" or self._things[step["of"]].state != SENT:
                self._try(step)

    def _try(self, step: dict[str, Any]) -> None:
        method, who = step["do"], account(step["by"])
        data = said(step.get("data", {}), self._day)
        data |= self._about(method, self._things[step["of"]]) if "of" in step else {}
        data |= {"file": self._things[step["into"]].id} if "into" in step else {}
        file = (SCRIPT.parent / step["attachment"]).read_bytes() if "attachment" in step else b""
        try:
            answer = self._call(who, method, data, _id(name(step)), file)
        except CommandIdReused:
            return  # done before, and somebody went on with it since
        except KendaliError as error:
            self.refused.append(f"{name(step)}: {_why(error)}")
            return
        self._learn(step, answer)

    def _about(self, method: str, one: Thing) -> dict[str, Any]:
        if method in OF_RECIPIENTS:
            return {one.kind: one.id}
        if method == INTO:
            return {"kind": one.kind, "letter": one.id}
        if method == "give_disposition":
            return {"about": {"kind": one.kind, "id": one.id}, "version": one.version}
        return {one.kind: one.id, "version": one.version}

    def _learn(self, step: dict[str, Any], answer: dict[str, Any]) -> None:
        kind = step["do"].rpartition("_")[2]
        if step["do"] in GIVING:
            answer = answer["items"][0]
        if step["do"] not in (*OF_RECIPIENTS, INTO):
            known = Thing(kind, answer["id"], answer["version"], answer["state"])
            self._things[step.get("name") or step["of"]] = known

    def _sign(self, wanted: dict[str, list[str]]) -> None:
        """Have letters signed, those of several people at a time, again where it was cut off."""
        for _ in range(ATTEMPTS):
            begun = {by: self._order(by, names) for by, names in wanted.items()}
            for by, job in begun.items():
                self._take(_watch(partial(self._look, account(by), job)) if job else [])

    def _order(self, by: str, names: list[str]) -> str:
        """Return the job that signs what is not signed of these; empty where there is none."""
        open_ones = [self._things[one] for one in names if one in self._things]
        letters = [{"letter": o.id, "version": o.version} for o in open_ones if o.state not in DONE]
        if not letters:
            return ""
        data = {"letters": letters, "passphrase": self._passphrase}
        try:
            job = self._call(account(by), "sign_letters", data, _id(f"sign {by} {letters}"), b"")
        except KendaliError as error:
            self.refused.append(f"sign {by}: {_why(error)}")
            return ""
        return str(job["id"])

    def _take(self, results: list[dict[str, Any]]) -> None:
        """Learn how letters stand after their signing."""
        found = {one["letter"]: one for one in results}
        for named, one in self._things.items():
            if one.id in found:
                now = found[one.id]
                self._things[named] = replace(one, version=now["version"], state=now["state"])

    def _look(self, who: Principal, job: str) -> dict[str, Any]:
        found: dict[str, Any] = self._call(who, "get_signing", {"id": job}, None, b"")
        return found


def _watch(look: Callable[[], dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how the letters of a signing stand once it has ended."""
    end = time.monotonic() + PATIENCE
    while (found := look())["state"] not in ENDED and time.monotonic() < end:
        time.sleep(PAUSE)
    return list(found["letters"])


def said(data: dict[str, Any], day: date) -> dict[str, Any]:
    """Return the data with its days, and labelled as made."""
    text = _DAY.sub(lambda found: _day(found, day), orjson.dumps(data).decode())
    filled: dict[str, Any] = orjson.loads(text)
    return filled | {one: filled[one] + LABEL for one in LABELLED if one in filled}


def _day(found: re.Match[str], day: date) -> str:
    wanted = day + timedelta(days=int(found[2] or 0))
    return wanted.isoformat() if found[1] == "day" else day_out(wanted)


def name(step: dict[str, Any]) -> str:
    """Return what the step is called: it is the only one by that name."""
    return f"{step['do']} {step.get('of') or step['name']} {step['by']}"


def _why(error: KendaliError) -> str:
    fields = (f"{one.field}: {one.message}" for one in error.errors)
    return "; ".join([error.detail or error.title, *fields])


def _id(words: str) -> str:
    return str(uuid.uuid5(NAMESPACE, words))
