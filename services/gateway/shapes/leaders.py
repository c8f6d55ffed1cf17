"""The leaders' page."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    COUNT,
    SHARE,
    SLUG,
    STATION,
    TEXT,
    TIME,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

PLACE = opened({"code": TEXT, "name": TEXT, "level": TEXT})
SIGNAL: Schema = {"type": "string", "enum": ["none", "weak", "covered"]}
SIGNAL_TOLD: Schema = {"type": "string", "description": "none, weak, covered; null: not known"}
PLAN: Schema = {**TEXT, "description": "how the result is sent: see docs/gis/signal.md"}
DAY: Schema = {"type": "string", "format": "date"}
LATE: Schema = {
    "type": "array",
    "items": opened(
        {"area": PLACE, "tps_out": COUNT, "tps_expected": COUNT, "last_received_at": optional(TIME)}
    ),
    "description": "areas that wait for stations: the most first, then the longest silent",
}
FOUND: dict[str, Schema] = {"tps": STATION, "signal": SIGNAL, "checked_on": DAY}
SITUATED: dict[str, Schema] = {"village": TEXT, "district": TEXT}

SCHEMAS: dict[str, Schema] = {
    "Overview": opened(
        {
            "election": SLUG,
            "contest": SLUG,
            "area": PLACE,
            "tps_in": COUNT,
            "tps_held": COUNT,
            "votes_held": COUNT,
            "tps_out": COUNT,
            "tps_expected": COUNT,
            "users": COUNT,
            "dpt": COUNT,
            "dpt_in": COUNT,
            "turnout": SHARE,
            "last_received_at": optional(TIME),
            "late": opened({"district": LATE, "village": LATE}),
            "signal": opened(
                {
                    "none": COUNT,
                    "weak": COUNT,
                    "silent": {**COUNT, "description": "of both, those nothing came from yet"},
                    "checked": COUNT,
                    "items": {
                        "type": "array",
                        "items": opened(
                            {
                                **FOUND,
                                **SITUATED,
                                "name": optional(TEXT),
                                "heard": {"type": "boolean"},
                                "plan": optional(PLAN),
                                "reason": optional(TEXT),
                            }
                        ),
                    },
                }
            ),
            "contested": opened(
                {
                    "conflicted": COUNT,
                    "quarantined": COUNT,
                    "findings": opened({"error": COUNT, "warning": COUNT}),
                    "margin": COUNT,
                    "could_change": {"type": "boolean"},
                    "items": {
                        "type": "array",
                        "items": opened(
                            {
                                "tps": STATION,
                                **SITUATED,
                                "state": TEXT,
                                "quarantine": TEXT,
                                "errors": COUNT,
                                "received_at": optional(TIME),
                            }
                        ),
                    },
                }
            ),
            "version": COUNT,
            "as_of": TIME,
        }
    ),
    "LateStations": listed(
        opened(
            {
                "tps": STATION,
                "name": optional(TEXT),
                **SITUATED,
                "signal": optional(SIGNAL_TOLD),
                "plan": optional(PLAN),
                "state": optional(TEXT),
                "reason": optional(TEXT),
            }
        )
    ),
    "SignalsIn": strict(
        {
            "items": {
                "type": "array",
                "minItems": 1,
                "maxItems": 1000,
                "items": strict(FOUND, list(FOUND)),
            }
        },
        ["items"],
    ),
    "Signals": listed(opened(FOUND)),
}
