"""What of an event somebody may see, by the area of his account.

An event is about one area (its TPS, its area, its code): it is shown to accounts whose area holds
that area, and, where it is about an area larger than the account's (a notice for the whole city),
to those inside, but for crews: a reporter hears of its own station and nothing above it. A tally is
cut to the rows inside. What names no area is for accounts without one. What is told of a letter is
for its readers alone, wherever they are: e-office says whose letters an account may read. Of an
incident that nobody has checked operators alone hear, of who has one open, of where gis found it,
and of rosters.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from libs.kit.principal import Principal

PLACES = ("tps", "area", "code")
EVERYBODY = frozenset({"elections.election_registered", "elections.audit_root_published"})
FIGURES = "indicators.figures_changed"  # that there are others, not what they are: no crew's matter
# How topics begin that are for readers of letters alone, and of what hangs on letters.
LETTERS = ("eoffice.letter_", "eoffice.incoming_", "eoffice.disposition_")
INCIDENTS = "notifications.incident_"
ORDERS = "notifications.order_"
TOLD = "notifications.person_told"
UNTOLD = frozenset({"eoffice.authority_changed"})  # for services alone: it names people
WARNED = "notifications.warning_issued"  # of those that not everybody reads, operators hear
# How topics begin that are for operators of the area alone.
ROOM = (
    "notifications.shift_",
    "notifications.hand_over_",
    "notifications.alert_",
    "gis.incident_placed",
)
DESK = frozenset({"operator", "admin"})  # who looks at reports that nobody vouches for


class Scope(NamedTuple):
    """An area (code prefix; empty: everywhere), and whether what is about larger ones counts.

    `readers` are the keys of e-office by which the account reads letters, and those by which
    orders are for it; `desk`: an operator.
    """

    area: str = ""
    above: bool = True
    readers: frozenset[str] = frozenset()
    desk: bool = False

    @classmethod
    def of(cls, principal: Principal, readers: frozenset[str] = frozenset()) -> Scope:
        return cls(principal.area, principal.sees_above, readers, bool(DESK & principal.roles))

    def holds(self, place: str) -> bool:
        return place.startswith(self.area) or (self.above and self.area.startswith(place))


def is_of_letters(topic: str) -> bool:
    """Tell whether the topic's events are for readers of letters alone."""
    return topic.startswith(LETTERS)


def is_of_orders(topic: str) -> bool:
    """Tell whether the topic's events are for who gave, got or watches over an order."""
    return topic.startswith(ORDERS)


def person_key(name: str) -> str:
    """Return the key by which somebody hears of what is for them as a person."""
    return f"person:{name}"


def is_whole(topic: str, scope: Scope) -> bool:
    """Tell whether an account of this scope sees all of the topic's events, as they are."""
    checked = scope.desk or not topic.startswith((INCIDENTS, WARNED, *ROOM))
    named = topic in (*UNTOLD, TOLD) or is_of_letters(topic) or is_of_orders(topic)
    return not scope.area and checked and not named


def _is_for_all(topic: str, data: dict[str, Any]) -> bool:
    """Tell whether others than operators may hear of it: somebody vouches for it."""
    if topic.startswith(INCIDENTS):
        return bool(data.get("checked"))
    return topic != WARNED or bool(data["open"])


def _for_readers(topic: str, data: dict[str, Any], scope: Scope) -> dict[str, Any] | None:
    """Return what is for some readers alone, or for one person, without who they are."""
    if topic == TOLD:
        return data if person_key(data["person"]) in scope.readers else None
    told = {name: value for name, value in data.items() if name != "readers"}
    watches = is_of_orders(topic) and scope.desk and data["area"].startswith(scope.area)
    return told if watches or not scope.readers.isdisjoint(data["readers"]) else None


def narrowed(topic: str, data: dict[str, Any], scope: Scope) -> dict[str, Any] | None:
    """Return the data as an account of this scope may see it; None for not at all."""
    if topic in UNTOLD or (topic.startswith(ROOM) and not scope.desk):
        return None
    if topic == TOLD or is_of_letters(topic) or is_of_orders(topic):
        return _for_readers(topic, data, scope)
    if not (scope.desk or _is_for_all(topic, data)):
        return None
    if not scope.area or topic in EVERYBODY or (topic == FIGURES and scope.above):
        return data
    if topic == "elections.tally_changed":
        rows = [row for row in data["areas"] if row["area"].startswith(scope.area)]
        return {**data, "areas": rows} if rows else None
    place = next((data[name] for name in PLACES if name in data), None)
    return data if isinstance(place, str) and scope.holds(place) else None
