"""Dict ↔ domain for the C.Hasil form, submissions and results, both ways. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from libs.kit import areas, clock
from libs.kit.envelope import Event
from libs.kit.errors import FieldError
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from services.elections.domain import (
    CHANNELS,
    LARGEST_FIGURE,
    NOTHING_SAID,
    SEXES,
    Ballot,
    Contest,
    Record,
    Submission,
)
from services.elections.findings import Finding

# The form as a client sends it; None stands for a figure.
_SEXED = dict.fromkeys(SEXES)
_FORM: dict[str, Any] = {
    "dpt": _SEXED,
    "users": {"dpt": _SEXED, "dptb": _SEXED, "dpk": _SEXED, "total": _SEXED},
    "ballots": dict.fromkeys(("received", "used", "returned", "unused")),
    "disabled": _SEXED,
    "valid": None,
    "invalid": None,
    "total": None,
}
OWN_CHANNELS = ("crew", "observer")  # the others are of those who take in what others say
HANDLING = frozenset({"operator", "admin"})
_ABOUT = frozenset({"election", "contest", "tps", "channel", "recorded_at"})


def submission(
    data: dict[str, Any], ballot: Ballot, command_id: str, who: Principal, now: datetime
) -> Submission:
    """Read a C.Hasil form or a part of one; raises Invalid that names each field."""
    reader = Reader(data)
    tps, channel = reader.code("tps", 13), reader.one_of("channel", CHANNELS, "crew")
    if channel not in OWN_CHANNELS and not who.roles & HANDLING:
        # Else one person could pass for two independent readers.
        reader.wrong("channel", f"this account hands in by {' or '.join(OWN_CHANNELS)}")
    recorded_at = reader.moment("recorded_at")
    figures = form_in(data, ballot.contest, reader.errors)
    cleared = tuple(_cleared(data, _shape(ballot.contest)))
    if not figures and not cleared and not reader.errors:
        reader.wrong("votes", NOTHING_SAID)
    reader.end()
    return Submission(command_id, tps, channel, who.id, now, recorded_at, figures, cleared=cleared)


def form_in(data: dict[str, Any], contest: Contest, errors: list[FieldError]) -> dict[str, int]:
    """Flatten the form's figures; what is wrong goes to `errors`."""
    form = {name: value for name, value in data.items() if name not in _ABOUT}
    figures: dict[str, int] = {}
    _flatten(form, _shape(contest), "", figures, errors)
    return figures


def _shape(contest: Contest) -> dict[str, Any]:
    votes: dict[str, Any] = {str(number): None for number in contest.numbers}
    return _FORM | {"votes": votes}


def _cleared(data: dict[str, Any], shape: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield the figures that are null: not those of a group that is null or absent."""
    for name in shape.keys() & data.keys():
        inner, value = shape[name], data[name]
        if inner is None and value is None:
            yield path + name
        elif isinstance(inner, dict) and isinstance(value, dict):
            yield from _cleared(value, inner, f"{path}{name}.")


def _flatten(
    data: dict[str, Any],
    shape: dict[str, Any],
    path: str,
    into: dict[str, int],
    errors: list[FieldError],
) -> None:
    for name, value in data.items():
        if name not in shape:
            known = "candidate of this contest" if path == "votes." else "field of the form"
            errors.append(FieldError(f"{path}{name}", f"is no {known}"))
        elif value is None:
            continue
        elif (inner := shape[name]) is None:
            if type(value) is int and 0 <= value <= LARGEST_FIGURE:
                into[path + name] = value
            else:
                text = f"needs a whole number from 0 to {LARGEST_FIGURE}"
                errors.append(FieldError(path + name, text))
        elif isinstance(value, dict):
            _flatten(value, inner, f"{path}{name}.", into, errors)
        else:
            errors.append(FieldError(path + name, "needs an object"))


def form_out(figures: Mapping[str, int | None]) -> dict[str, Any]:
    """Nest the figures as a client sends them; what was not entered is absent."""
    form: dict[str, Any] = {}
    for path, figure in figures.items():
        *parents, name = path.split(".")
        place = form
        for parent in parents:
            place = place.setdefault(parent, {})
        place[name] = figure
    return form


def finding_out(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "fields": list(finding.fields),
        "message": finding.message,
        "difference": finding.difference,
        "source": finding.source,
        "state": finding.state,
        "note": finding.note,
    }


def result_out(ballot: Ballot, record: Record, newest: Submission) -> dict[str, Any]:
    """Return the record as the answer to the submission that made it what it is."""
    return {
        "id": newest.id,
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "tps": record.tps,
        "version": record.version,
        **standing_out(record),
        "channel": newest.channel,
        "received_at": clock.to_text(newest.received_at),
        "form": form_out(record.figures),
        "findings": [finding_out(finding) for finding in record.findings],
    }


def standing_out(record: Record) -> dict[str, Any]:
    """Return how far the record is, and whether it counts."""
    return {
        "state": record.state,
        "complete": record.complete,
        "counted": record.counted,
        "quarantine": record.quarantine,
    }


def entries_out(record: Record) -> dict[str, Any]:
    """Return what each reader says, those first that came first, and what keeps them apart."""
    entries = sorted(record.entries.values(), key=lambda entry: entry.version)
    return {
        "entries": [
            {
                "source": entry.source,
                "channel": entry.channel,
                "who": entry.who,
                "received_at": clock.to_text(entry.at),
                "version": entry.version,
                "form": form_out(entry.figures),
            }
            for entry in entries
        ],
        "conflicts": list(record.conflicts),
    }


def submission_out(one: Submission, version: int) -> dict[str, Any]:
    return {
        "id": one.id,
        "version": version,
        "channel": one.channel,
        "who": one.who,
        "received_at": clock.to_text(one.received_at),
        "recorded_at": clock.to_text(one.recorded_at) if one.recorded_at else None,
        "form": form_out(one.brought),
        "reason": one.reason,
    }


def result_submitted(
    ballot: Ballot, record: Record, newest: Submission, names: Mapping[str, str]
) -> Event:
    """Return the fact that a station's record changed; `names` are of the areas that hold it."""
    data = result_head(ballot, record, newest, names)
    subject = f"{ballot.election.id}/{ballot.contest.id}/{record.tps}"
    return Event("result_submitted", subject, data)


def result_head(
    ballot: Ballot, record: Record, newest: Submission, names: Mapping[str, str]
) -> dict[str, Any]:
    """Return what a ticker shows of a result."""
    votes = ((number, record.figures.get(f"votes.{number}")) for number in ballot.contest.numbers)
    return {
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "rehearsal": ballot.election.rehearsal,
        "tps": record.tps,
        "version": record.version,
        **standing_out(record),
        "channel": newest.channel,
        "received_at": clock.to_text(newest.received_at),
        "candidates": list(ballot.contest.numbers),
        "votes": {str(number): count for number, count in votes if count is not None},
        "findings": {"error": record.count("error"), "warning": record.count("warning")},
        "areas": areas_out(record.tps[:10], names),
    }


def areas_out(code: str, names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the area and its district, named where the names are known, the larger one first."""
    holders = (code[:length] for length in (6, 10) if length <= len(code))
    return [
        {"code": one, "name": names.get(one, one), "level": areas.level(one)} for one in holders
    ]
