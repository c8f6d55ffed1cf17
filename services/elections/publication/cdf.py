"""Results in the Common Data Format for election results: NIST SP 1500-100r2 (version 2.0), JSON.

An ElectionReport has the reporting units (areas and polling stations), then ballots cast in each,
then each candidate's votes in each. So the tally's lines are gone through once for the units, once
for the ballots and once for each candidate; a document of any size is made page by page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from services.elections.domain import Ballot, Candidate
from services.elections.tally import Line, Tally
from services.elections.tally_messages import area_out

Node = dict[str, Any]
Children = Mapping[str, Sequence[str]]
# Indonesia's levels by the words of the enumeration ReportingUnitType.
TYPES = {2: "state", 4: "county", 6: "town", 10: "village", 13: "polling-place"}


def of(kind: str, **fields: Any) -> Node:
    """Return an object of the format, without what is None."""
    said = {name: value for name, value in fields.items() if value is not None}
    return {"@type": f"ElectionResults.{kind}", **said}


def text(value: str) -> Node:
    """Return an InternationalizedText in Indonesian."""
    return of("InternationalizedText", Text=[of("LanguageString", Content=value, Language="id")])


def head(own: Line, now: datetime, issuer: str, *, test: bool) -> str:
    """Return the report's beginning, up to the list of units; `test`: the figures are made."""
    tally = own.tally
    done = tally.expected > 0 and tally.stations_in == tally.expected
    report = of(
        "ElectionReport",
        Format="precinct-level",
        GeneratedDate=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        Issuer=issuer,
        IssuerAbbreviation="KENDALI",
        IsTest=test,
        Notes=f"{tally.expected - tally.stations_in} polling stations are not counted yet.",
        SequenceStart=1,
        SequenceEnd=1,
        Status="unofficial-complete" if done else "unofficial-partial",
        VendorApplicationId="Kendali",
    )
    return orjson.dumps(report).decode()[:-1] + ',"GpUnit":['


def election_head(ballot: Ballot, area: str) -> str:
    """Return what stands between the units and the ballots cast."""
    election = ballot.election
    node = of(
        "Election",
        ElectionScopeId=unit_id(area),
        Name=text(election.name),
        StartDate=election.date.isoformat(),
        EndDate=election.date.isoformat(),
        Type="general",
        Candidate=[_candidate(one) for one in ballot.contest.candidates],
    )
    return '],"Election":[' + orjson.dumps(node).decode()[:-1] + ',"BallotCounts":['


def contest_head(ballot: Ballot, own: Line) -> str:
    """Return what stands between the ballots cast and the candidates' votes."""
    contest, tally = ballot.contest, own.tally
    identity = {"@id": f"contest-{contest.id}"}
    node = identity | of(
        "CandidateContest",
        Name=contest.name,
        ElectionDistrictId=unit_id(own.area),
        VotesAllowed=1,
        NumberElected=1,
        VoteVariation="plurality",
        SubUnitsReported=tally.stations_in,
        TotalSubUnits=tally.expected,
        CountStatus=[_status(tally)],
    )
    return '],"Contest":[' + orjson.dumps(node).decode()[:-1] + ',"ContestSelection":['


def selection_head(one: Candidate) -> str:
    """Return the beginning of a candidate's votes."""
    identity = {"@id": f"selection-{one.number}"}
    node = identity | of(
        "CandidateSelection",
        CandidateIds=[candidate_id(one)],
        SequenceOrder=one.number,
    )
    return orjson.dumps(node).decode()[:-1] + ',"VoteCounts":['


SELECTION_TAIL = "]}"
TAIL = "]}]}]}"  # of the selections, the contest, the election and the report


def unit(line: Line, children: Children) -> Node:
    """Return a ReportingUnit: an area or a polling station."""
    tally, code = line.tally, line.area
    composing = [unit_id(one) for one in children.get(code, ())]
    return {"@id": unit_id(code)} | of(
        "ReportingUnit",
        Type=TYPES[len(code)],
        Name=text(area_out(code, line.name)["name"]),
        ExternalIdentifier=[
            of("ExternalIdentifier", Type="other", OtherType="kemendagri", Value=code)
        ],
        ComposingGpUnitIds=composing or None,
        VotersRegistered=tally.dpt,
        VotersParticipated=tally.users,
        SubUnitsReported=tally.stations_in,
        TotalSubUnits=tally.expected,
        CountStatus=[_status(tally)],
    )


def ballots(line: Line) -> Node:
    tally = line.tally
    return of(
        "BallotCounts",
        GpUnitId=unit_id(line.area),
        Type="total",
        BallotsCast=tally.valid + tally.invalid,
        BallotsRejected=tally.invalid,
    )


def votes_of(place: int) -> Callable[[Line], Node]:
    """Return what makes a VoteCounts of a line, of the candidate at this place of the ballot."""

    def votes(line: Line) -> Node:
        count = line.tally.votes[place] if line.tally.votes else 0
        return of("VoteCounts", GpUnitId=unit_id(line.area), Type="total", Count=count)

    return votes


def unit_id(code: str) -> str:
    """Return the id of a unit; an XML id may not begin with a digit."""
    return f"area-{code}"


def candidate_id(one: Candidate) -> str:
    return f"candidate-{one.number}"


def _candidate(one: Candidate) -> Node:
    known = one.sirekap_id
    identifiers = [of("ExternalIdentifier", Type="other", OtherType="sirekap", Value=known)]
    return {"@id": candidate_id(one)} | of(
        "Candidate",
        BallotName=text(one.name),
        ExternalIdentifier=identifiers if known else None,
    )


def _status(tally: Tally) -> Node:
    said = "in-process"
    if tally.stations_in == tally.expected:
        said = "completed"
    elif tally.stations_in == 0:
        said = "not-processed"
    return of("CountStatus", Type="total", Status=said)
