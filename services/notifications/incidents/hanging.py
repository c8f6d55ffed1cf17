"""Notes, tasks and units: what people write about an incident, what is to be done, who is there."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import Conflict
from libs.kit.ids import new_id
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.incidents import access, hanging_repository, messages
from services.notifications.incidents.domain import Incident, IncidentState, Who
from services.notifications.incidents.hanging_repository import MOST, Hanging
from services.notifications.incidents.messages import LONGEST_NAME, LONGEST_NOTE, words
from services.notifications.incidents.repository import Incidents
from services.notifications.incidents.wire import moment

Data = dict[str, Any]
OPEN, DONE, DROPPED = TASK_STATES = ("open", "done", "dropped")
UNIT_STATES = ("assigned", "en_route", "on_site", "released")
_UNIT = ("name", "agency", "state", "point", "eta")


class TooMany(Conflict):
    slug, title = "too-many", "The incident has as many of these as it may have"


class _Hand:
    """Somebody who adds to an incident, for an agency."""

    def __init__(self, tx: Connection, request: Request, *names: str) -> None:
        self.tx, self.store, self.principal = tx, Incidents(tx), request.principal
        self.reader = Reader(request.data)
        self.reader.only(("incident", *names))
        self.incident, self.now = str(request.data.get("incident")), clock.now()

    def who(self, agency: str = "") -> Who:
        return Who(self.principal.id, self.principal.name, agency)

    def take(self) -> Incident:
        """Return the incident, open, for one of its operators; the body has been read by now."""
        self.reader.end()
        one = self.store.take(self.incident, self.principal)
        access.require_desk(self.principal, one.place.area)
        if not one.is_open:
            raise IncidentState(f"it is {one.state}", state=one.state)
        return one

    def tell(self, what: str, one: Incident, agency: str, text: str, data: Data) -> None:
        self.store.note(one.id, what, self.who(agency), self.now, text, data)
        self.store.tell(what, one, self.store.reports(one.id), one.state)


def note(tx: Connection, request: Request) -> Data:
    """Write into the log: `{"incident", "text", "agency"}`, for whoever reads the incident."""
    hand = _Hand(tx, request, "text", "agency")
    text = hand.reader.text("text", longest=LONGEST_NOTE)
    agency = words(hand.reader, "agency", LONGEST_NAME)
    hand.reader.end()
    access.require_reader(hand.principal)
    one = hand.store.get(hand.incident, hand.principal)
    entry = hand.store.note(one.id, "note", hand.who(agency), hand.now, text)
    hand.store.tell("note", one, hand.store.reports(one.id), one.state)
    at, name = moment(hand.now), hand.principal.name
    return {"id": entry, "incident": one.id, "at": at, "who": name, "agency": agency, "text": text}


def add_task(tx: Connection, request: Request) -> Data:
    """Have something done: `{"incident", "text", "assignee", "agency", "due"}`."""
    hand = _Hand(tx, request, "text", "assignee", "agency", "due")
    made: Data = {
        "id": new_id(),
        "text": hand.reader.text("text", longest=300),
        "assignee": words(hand.reader, "assignee", LONGEST_NAME),
        "agency": words(hand.reader, "agency", LONGEST_NAME),
        "due": hand.reader.moment("due"),
        "state": OPEN,
    }
    one = hand.take()
    stamp = {"incident": one.id, "made_by": hand.principal.name, "made_at": hand.now}
    _add(hanging_repository.tasks(tx), one, made | stamp)
    told = {"task": made["id"], "due": moment(made["due"]), "agency": made["agency"]}
    hand.tell("task_added", one, "", made["text"], told)
    return task_out({**made, **stamp, "ended_by": None, "ended_at": None})


def end_task(tx: Connection, request: Request) -> Data:
    """Say that a task is done or dropped, or open again: `{"incident", "task", "state"}`."""
    hand = _Hand(tx, request, "task", "state", "agency")
    state = hand.reader.one_of("state", TASK_STATES, "")
    if hand.reader.raw("state") is None:
        hand.reader.wrong("state", f"needs one of {', '.join(TASK_STATES)}")
    agency = words(hand.reader, "agency", LONGEST_NAME)
    one, tasks = hand.take(), hanging_repository.tasks(tx)
    task = tasks.take(one.id, str(request.data.get("task")))
    if task["state"] == state:
        raise Conflict(f"the task is {state} already", state=state)
    ended = state != OPEN
    by, at = (hand.principal.name, hand.now) if ended else (None, None)
    change = {"state": state, "ended_by": by, "ended_at": at}
    tasks.change(task["id"], change)
    hand.tell(f"task_{state}", one, agency, task["text"], {"task": task["id"]})
    return task_out({**task, **change})


def add_unit(tx: Connection, request: Request) -> Data:
    """Send a unit: `{"incident", "name", "agency", "state", "point", "eta"}`."""
    hand = _Hand(tx, request, *_UNIT)
    made: Data = {"id": new_id(), "name": hand.reader.text("name", longest=LONGEST_NAME)}
    made |= {"agency": words(hand.reader, "agency", LONGEST_NAME), **_unit(hand, UNIT_STATES[0])}
    one = hand.take()
    made |= {"incident": one.id}
    _add(hanging_repository.units(tx), one, made)
    hand.tell("unit_added", one, made["agency"], made["name"], _told(made))
    return unit_out(made)


def move_unit(tx: Connection, request: Request) -> Data:
    """Say where a unit is and how far: `{"incident", "unit", "state", "point", "eta"}`."""
    hand = _Hand(tx, request, "unit", "state", "point", "eta")
    data, given = request.data, _unit(hand, "")
    one, units = hand.take(), hanging_repository.units(tx)
    unit = units.take(one.id, str(data.get("unit")))
    kept = {"lon", "lat"} if data.get("point") is None else set()
    kept |= {"eta"} if "eta" not in data else set()
    kept |= {"state"} if not given["state"] else set()
    change = {name: value for name, value in given.items() if name not in kept}
    units.change(unit["id"], change)
    hand.tell("unit_moved", one, unit["agency"], unit["name"], _told({**unit, **change}))
    return unit_out({**unit, **change})


def _unit(hand: _Hand, state: str) -> Data:
    reader = hand.reader
    lon, lat = messages.point(reader, "point") or (None, None)
    state = reader.one_of("state", UNIT_STATES, state)
    stamp = {"changed_by": hand.principal.name, "changed_at": hand.now}
    return {"state": state, "lon": lon, "lat": lat, "eta": reader.moment("eta"), **stamp}


def _told(unit: Data) -> Data:
    return {"unit": unit["id"], "state": unit["state"], "eta": moment(unit["eta"])}


def _add(rows: Hanging, one: Incident, values: Data) -> None:
    if rows.count(one.id) >= MOST:
        raise TooMany(f"it may have {MOST}", limit=MOST)
    rows.add(values)


def task_out(row: Any) -> Data:
    same = ("id", "incident", "text", "assignee", "agency", "state", "made_by", "ended_by")
    times = {name: moment(row[name]) for name in ("due", "made_at", "ended_at")}
    return {**{name: row[name] for name in same}, **times}


def unit_out(row: Any) -> Data:
    same = ("id", "incident", "name", "agency", "state", "changed_by")
    times = {name: moment(row[name]) for name in ("eta", "changed_at")}
    point = None if row["lon"] is None else [row["lon"], row["lat"]]
    return {**{name: row[name] for name in same}, **times, "point": point}
