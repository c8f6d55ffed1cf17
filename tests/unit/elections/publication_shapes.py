"""The part of NIST SP 1500-100r2 that our exports use: what each class must have and may have.

Written from the specification's JSON schema (version 2.0); the whole schema is NIST's to publish.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

REQUIRED: dict[str, set[str]] = {
    "ElectionReport": {
        "Format", "GeneratedDate", "Issuer", "IssuerAbbreviation", "SequenceEnd", "SequenceStart",
        "Status", "VendorApplicationId",
    },
    "Election": {"ElectionScopeId", "EndDate", "Name", "StartDate", "Type"},
    "Candidate": {"@id", "BallotName"},
    "CandidateContest": {"@id", "ElectionDistrictId", "Name", "VotesAllowed"},
    "CandidateSelection": {"@id"},
    "ReportingUnit": {"@id", "Type"},
    "BallotCounts": {"GpUnitId", "Type"},
    "VoteCounts": {"Count", "GpUnitId", "Type"},
    "CountStatus": {"Status", "Type"},
    "ExternalIdentifier": {"Type", "Value"},
    "InternationalizedText": {"Text"},
    "LanguageString": {"Content", "Language"},
}  # fmt: skip
OPTIONAL: dict[str, set[str]] = {
    "ElectionReport": {"Election", "ExternalIdentifier", "GpUnit", "IsTest", "Notes"},
    "Election": {"BallotCounts", "Candidate", "Contest", "CountStatus", "ExternalIdentifier"},
    "Candidate": {"ExternalIdentifier", "PartyId"},
    "CandidateContest": {
        "ContestSelection", "CountStatus", "NumberElected", "OtherCounts", "SubUnitsReported",
        "TotalSubUnits", "VoteVariation",
    },
    "CandidateSelection": {"CandidateIds", "SequenceOrder", "VoteCounts"},
    "ReportingUnit": {
        "ComposingGpUnitIds", "CountStatus", "ExternalIdentifier", "Name", "Number",
        "SubUnitsReported", "TotalSubUnits", "VotersParticipated", "VotersRegistered",
    },
    "BallotCounts": {"BallotsCast", "BallotsOutstanding", "BallotsRejected"},
    "ExternalIdentifier": {"Label", "OtherType"},
}  # fmt: skip
ENUMERATED: dict[tuple[str, str], set[str]] = {
    ("ElectionReport", "Format"): {"precinct-level", "summary-contest"},
    ("ElectionReport", "Status"): {
        "certified", "correction", "pre-election", "recount", "unofficial-complete",
        "unofficial-partial",
    },
    ("Election", "Type"): {"general", "other", "primary", "runoff", "special"},
    ("ReportingUnit", "Type"): {"state", "county", "town", "village", "polling-place", "other"},
    ("CountStatus", "Status"): {"completed", "in-process", "not-processed", "unknown"},
    ("CountStatus", "Type"): {"total", "election-day", "other"},
    ("VoteCounts", "Type"): {"total", "election-day", "other"},
    ("BallotCounts", "Type"): {"total", "election-day", "other"},
    ("CandidateContest", "VoteVariation"): {"plurality", "majority", "n-of-m", "other"},
    ("ExternalIdentifier", "Type"): {"fips", "local-level", "national-level", "ocd-id", "other"},
}  # fmt: skip
REFERENCES = ("GpUnitId", "ElectionDistrictId", "ElectionScopeId")


def trouble(document: dict[str, Any]) -> list[str]:
    """Name what of the document is not as the standard has it, references to nothing included."""
    nodes = list(_nodes(document))
    known = {node["@id"] for node in nodes if "@id" in node}
    found = [text for node in nodes for text in (*_shape(node), *_references(node, known))]
    root = document.get("@type")
    return found if root == "ElectionResults.ElectionReport" else [f"root is {root}", *found]


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | list):
            yield from _nodes(part)


def _shape(node: dict[str, Any]) -> Iterator[str]:
    kind = str(node.get("@type", "")).removeprefix("ElectionResults.")
    if kind not in REQUIRED:
        yield f"{kind or 'nothing'} is no class that is used"
        return
    names = node.keys() - {"@type"}
    for name in sorted(REQUIRED[kind] - names):
        yield f"{kind} lacks {name}"
    for name in sorted(names - REQUIRED[kind] - OPTIONAL.get(kind, set())):
        yield f"{kind} has no {name}"
    for name in sorted(names):
        values = ENUMERATED.get((kind, name))
        if values is not None and node[name] not in values:
            yield f"{kind}.{name} may not be {node[name]}"


def _references(node: dict[str, Any], known: set[str]) -> Iterator[str]:
    named = [node[name] for name in REFERENCES if name in node]
    named += [*node.get("ComposingGpUnitIds", ()), *node.get("CandidateIds", ())]
    for one in named:
        if one not in known:
            yield f"{one} is nobody's id"
