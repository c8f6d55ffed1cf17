"""What is published: elections, tallies, polling stations, files."""

from __future__ import annotations

from services.gateway.shapes.elections import TALLY_ROW
from services.gateway.shapes.parts import (
    COUNT,
    SLUG,
    STATION,
    TEXT,
    TIME,
    Schema,
    listed,
    opened,
    optional,
)

HOLDERS: Schema = {
    "type": "array",
    "items": opened({"code": TEXT, "name": TEXT, "level": TEXT}),
    "description": "the areas of the contest that hold this one, the largest first",
}
PLACED: dict[str, Schema] = {
    "tps": STATION,
    "number": COUNT,
    "name": optional(TEXT),
    "district": TEXT,
    "village": TEXT,
    "dpt": optional(COUNT),
    "status": {"enum": ["counted", "held", "out"]},
    "final": {"type": "boolean"},
    "version": COUNT,
    "received_at": optional(TIME),
    "form": {"type": "object", "description": "the C.Hasil form, empty unless counted"},
}
ROW = {name: schema for name, schema in TALLY_ROW.items() if name != "findings"}

SCHEMAS: dict[str, Schema] = {
    "PublicTally": {
        **opened(
            {
                "election": SLUG,
                "contest": SLUG,
                **ROW,
                "tps_held": COUNT,
                "votes_held": COUNT,
                "tps_out": COUNT,
                "holders": HOLDERS,
                "version": COUNT,
                "as_of": optional(TIME),
            }
        ),
        "description": "Only consolidated and final results outside quarantine are counted "
        "(`tps_in`). `tps_held` have their votes in and wait to be confirmed, with `votes_held` "
        "votes; `tps_out` have handed in nothing that can be counted.",
    },
    "PublicElection": opened(
        {
            "id": SLUG,
            "name": TEXT,
            "date": TEXT,
            "area": TEXT,
            "test_data": {"type": "boolean", "description": "its figures are made, as a demo's"},
            "contests": {
                "type": "array",
                "items": opened(
                    {
                        "id": SLUG,
                        "name": TEXT,
                        "tally": {"$ref": "#/components/schemas/PublicTally"},
                    }
                ),
            },
        }
    ),
    "PublicElections": listed({"$ref": "#/components/schemas/PublicElection"}),
    "PublicStation": opened(
        {
            "election": SLUG,
            "contest": SLUG,
            **PLACED,
            "photos": {
                "type": "array",
                "items": opened({"id": TEXT, "page": COUNT, "sha256": TEXT, "href": TEXT}),
                "description": "of a counted form, stripped of place and time",
            },
            "candidates": {"type": "array"},
            "holders": HOLDERS,
            "as_of": TIME,
        }
    ),
    "PublicStations": opened(
        {
            "election": SLUG,
            "contest": SLUG,
            "area": TEXT,
            "issuer": TEXT,
            "made_at": TIME,
            "version": COUNT,
            "tps_expected": COUNT,
            "tps_in": COUNT,
            "candidates": {"type": "array"},
            "items": {"type": "array", "items": opened(PLACED)},
        }
    ),
    "PublicDocument": opened(
        {
            "state": {"enum": ["queued", "running"]},
            "done": COUNT,
            "total": optional(COUNT),
        }
    ),
}
