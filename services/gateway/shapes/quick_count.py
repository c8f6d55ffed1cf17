"""Samples, quick counts, the outlook. Shares and margins are fractions."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.parts import (
    AREA,
    COUNT,
    POINT,
    SHARE,
    SLUG,
    STATION,
    TEXT,
    TIME,
    UUID,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

STRATA: Schema = {
    "type": "string",
    "enum": ["none", "regency", "district", "village", "kind"],
    "description": "what stations are grouped by; `kind` is kelurahan (urban) or desa (rural)",
}
BASELINE: Schema = {
    "type": "string",
    "pattern": "^[a-z0-9-]{1,80}/[a-z0-9-]{1,80}$",
    "description": "an earlier contest in the system, election/contest",
}
FRACTION: Schema = {"type": "number", "minimum": 0, "maximum": 1}
NUMBER: Schema = {"type": ["number", "null"]}
# What a design may say; in a plan's query as in the body of a draw.
DESIGN: dict[str, Schema] = {
    "area": AREA,
    "strata": STRATA,
    "allocation": {"type": "string", "enum": ["proportional", "neyman"]},
    "size": {"type": "integer", "minimum": 1, "maximum": 10_000},
    "margin": {**FRACTION, "description": "half the interval that is wanted, 0.02 = 2 points"},
    "basis": {
        "type": "string",
        "enum": ["stations", "voters"],
        "description": "the formula that sizes by margin",
    },
    "confidence": {"type": "number", "minimum": 0.5, "maximum": 0.999},
    "spread": {**FRACTION, "description": "deviation of shares between TPS of a stratum"},
    "design_effect": {"type": "number", "minimum": 0.01, "maximum": 10_000},
    "baseline": BASELINE,
    "least": {"type": "integer", "minimum": 2, "maximum": 100},
}
STRATUM: dict[str, Any] = {
    "code": TEXT,
    "name": {"type": ["string", "null"]},
    "population": COUNT,
    "size": COUNT,
}
STRATA_OUT: Schema = {"type": "array", "items": opened(STRATUM)}
ESTIMATED: dict[str, Any] = {"share": SHARE, "low": SHARE, "high": SHARE, "error": SHARE}
CANDIDATES: Schema = {
    "type": ["array", "null"],
    "items": opened({"number": COUNT, "name": TEXT, **ESTIMATED}),
    "description": "in the ballot's order; null while the estimate is held",
}

SCHEMAS: dict[str, Schema] = {
    "SampleIn": strict(
        {
            **{name: one if "enum" in one else optional(one) for name, one in DESIGN.items()},
            "name": {"type": ["string", "null"], "minLength": 1, "maxLength": 200},
            "seed": {"type": ["string", "null"], "minLength": 1, "maxLength": 100},
            "minimum": {
                "type": ["object", "null"],
                "properties": {
                    "stations": {"type": "integer", "minimum": 0, "maximum": 1000},
                    "percent": {"type": "number", "minimum": 0, "maximum": 100},
                },
                "additionalProperties": False,
                "description": "what each stratum needs before anything is shown",
            },
            "published": {"type": "boolean"},
        },
        [],
    ),
    "SamplePlan": opened(
        {
            "size": COUNT,
            "population": COUNT,
            "margin": FRACTION,
            "by_stations": NUMBER,
            "by_voters": NUMBER,
            "spread": FRACTION,
            "design_effect": NUMBER,
            "strata": STRATA_OUT,
        }
    ),
    "Sample": opened(
        {
            "id": UUID,
            "election": SLUG,
            "contest": SLUG,
            "name": TEXT,
            "area": AREA,
            "size": COUNT,
            "population": COUNT,
            "published": {"type": "boolean"},
            "created_at": TIME,
            "seed": TEXT,
            "strata_by": STRATA,
            "strata": STRATA_OUT,
        }
    ),
    "Samples": listed({"$ref": "#/components/schemas/Sample"}),
    "SamplePublication": strict({"published": {"type": "boolean"}}, ["published"]),
    "SampleStations": listed(
        opened({"tps": STATION, "stratum": TEXT, "point": POINT, "arrived": {"type": "boolean"}})
    ),
    "Estimate": opened(
        {
            "sample": UUID,
            "state": {"enum": ["held", "shown"]},
            "as_of": TIME,
            "confidence": FRACTION,
            "arrived": COUNT,
            "size": COUNT,
            "lacking": opened({"strata": COUNT, "stations": COUNT}),
            "collapsed": {"type": "array", "items": {"type": "array", "items": TEXT}},
            "strata": {
                "type": "array",
                "items": opened({**STRATUM, "arrived": COUNT, "needed": COUNT, "lacking": COUNT}),
            },
            "candidates": CANDIDATES,
            "turnout": {"type": ["object", "null"]},
            "lead": {"type": ["object", "null"]},
            "valid": {"type": ["object", "null"]},
        }
    ),
    "Estimates": listed(
        opened(
            {"at": TIME, "arrived": COUNT, "size": COUNT, "figures": {"type": ["object", "null"]}}
        )
    ),
    "Outlook": {
        **opened(
            {
                "election": SLUG,
                "contest": SLUG,
                "area": AREA,
                "baseline": {"type": ["string", "null"]},
                "state": {"enum": ["with_interval", "no_baseline", "too_little"]},
                "as_of": TIME,
                "stations_out": COUNT,
                "dpt_out": COUNT,
                "most_out": COUNT,
                "candidates": {"type": "array", "items": {"type": "object"}},
                "leader": {"type": ["object", "null"]},
                "areas": {"type": "array", "items": {"type": "object"}},
            }
        ),
        "description": "What is out, what it may bring by an earlier election, and whether the "
        "leader can still lose: `leader.verdict` is certain (he can't, by arithmetic), unlikely, "
        "open or likely.",
    },
}
