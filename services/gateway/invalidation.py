"""Which cached answers an event makes old."""

from __future__ import annotations

from typing import Any


def tally(election: str, contest: str) -> str:
    return f"tally/{election}/{contest}"


def election(election: str) -> str:
    return f"election/{election}"


def progress(election: str) -> str:
    return f"progress/{election}"


def layer(name: str) -> str:
    return f"layer/{name}"


ELECTIONS = "elections"


def tags_of(topic: str, data: dict[str, Any]) -> tuple[str, ...]:
    """Return the tags that an event drops; none for events that no cached answer knows of."""
    match topic:
        case "elections.tally_changed":
            return (tally(data["election"], data["contest"]), progress(data["election"]))
        case "elections.result_submitted":
            return (progress(data["election"]),)
        case "elections.station_registered":
            return (election(data["election"]), layer("tps"))
        case "elections.election_registered":
            return (ELECTIONS, election(data["id"]))
        case "gis.layer_changed":
            return (layer(data["layer"]),)
        case _:
            return ()
