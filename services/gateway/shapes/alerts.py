"""Alerts: what is open and who has it in hand; rules, chains, silences."""

from __future__ import annotations

from services.gateway.shapes.incidents import SEVERITY
from services.gateway.shapes.parts import (
    COUNT,
    SLUG,
    TEXT,
    TIME,
    UUID,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

STATES = ["firing", "acknowledged", "resolved", "cancelled", "expired"]
TOPIC: Schema = {
    "type": "string",
    "pattern": r"^[a-z0-9_]+(\.[a-z0-9_]+)*$",
    "maxLength": 120,
    "description": "dotted, the widest first; what lies below it is meant too",
}
PREFIX: Schema = {"type": "string", "pattern": "^[0-9]{0,13}$"}
NOTE: Schema = {"type": "string", "maxLength": 500}
FLAG: Schema = {"type": "boolean"}
VERSION: Schema = {
    "type": "integer",
    "minimum": 0,
    "description": "the version that was seen; 412 says who changed it since",
}
TARGET = strict(
    {
        "kind": {"type": "string", "enum": ["person", "position", "on_call", "group"]},
        "code": {"type": "string", "maxLength": 200},
    },
    ["kind"],
)
_TARGETS: Schema = {"type": "array", "items": TARGET, "maxItems": 50}
_CHANNELS: Schema = {"type": "array", "items": TEXT, "maxItems": 12}
MATCH = strict(
    {
        "topic": TOPIC,
        "severity": {**SEVERITY, "description": "this one and worse"},
        "most": {**SEVERITY, "description": "this one and less"},
        "area": PREFIX,
        "source": {"type": "string", "maxLength": 80},
        "key": {"type": "string", "maxLength": 300},
        "exercise": FLAG,
        "hours": {
            "type": "array",
            "items": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
            "minItems": 2,
            "maxItems": 2,
            "description": "from and until, in the region's zone; over midnight where it is later",
        },
        "weekdays": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 7},
            "description": "1 is Monday",
        },
    },
    [],
)
_RULE: dict[str, Schema] = {
    "code": SLUG,
    "name": {"type": "string", "minLength": 1, "maxLength": 120},
    "order": {"type": "integer", "minimum": 0, "maximum": 10_000},
    "match": MATCH,
    "targets": _TARGETS,
    "channels": _CHANNELS,
    "group": strict(
        {
            "by": {"type": "array", "items": TEXT, "maxItems": 5},
            "wait_seconds": {"type": "integer", "minimum": 0, "maximum": 86_400},
        },
        ["wait_seconds"],
    ),
    "chain": {"type": "string", "maxLength": 80},
    "pass_to": {"type": "array", "items": TEXT, "maxItems": 20},
    "entry": {**FLAG, "description": "false: only asked where another rule passes on to it"},
    "wall": FLAG,
    "public": FLAG,
    "stop": FLAG,
}
_STEP = strict(
    {
        "wait_minutes": {"type": "integer", "minimum": 0, "maximum": 10_080},
        "targets": {**_TARGETS, "minItems": 1},
        "channels": _CHANNELS,
        "repeat": {"type": "integer", "minimum": 0, "maximum": 20},
    },
    ["wait_minutes", "targets"],
)
_CHAIN: dict[str, Schema] = {
    "code": SLUG,
    "name": {"type": "string", "minLength": 1, "maxLength": 120},
    "steps": {"type": "array", "items": _STEP, "minItems": 1, "maxItems": 20},
    "expires_minutes": {"type": ["integer", "null"], "minimum": 1, "maximum": 43_200},
}
_SET: dict[str, Schema] = {"version": COUNT, "set_by": optional(TEXT)}
_SILENCE: dict[str, Schema] = {
    "match": MATCH,
    "starts": TIME,
    "ends": TIME,
    "why": {"type": "string", "minLength": 1, "maxLength": 500},
}
_ALERT: dict[str, Schema] = {
    "id": UUID,
    "key": TEXT,
    "topic": TEXT,
    "severity": SEVERITY,
    "area": TEXT,
    "headline": TEXT,
    "text": TEXT,
    "link": TEXT,
    "source": TEXT,
    "exercise": FLAG,
    "state": {"type": "string", "enum": STATES},
    "count": COUNT,
    "round": COUNT,
    "version": COUNT,
    "held": {**TEXT, "description": "silence/… or alert/… that keeps it from being told"},
    "about": {"type": ["object", "null"], "description": '{"kind", "id"} of what it hangs on'},
    "routed": {**FLAG, "description": "false: the rules are still to be asked"},
    "raised_by": TEXT,
    "acknowledged_by": optional(TEXT),
    "note": optional(TEXT),
    "ended_by": optional(TEXT),
    **dict.fromkeys(("raised_at", "last_at", "changed_at"), TIME),
    **dict.fromkeys(("acknowledged_at", "ended_at", "again_at", "expires_at"), optional(TIME)),
}
_OBJECTS: Schema = {"type": "array", "items": {"type": "object"}}
_ALERT_OUT, _RULE_OUT = opened(_ALERT), opened({"code": SLUG, "name": TEXT, **_SET})
_SILENCE_OUT = opened({"id": UUID, **_SILENCE, "who": TEXT, "version": COUNT, "made_at": TIME})
_BY_SEVERITY = opened(dict.fromkeys(SEVERITY["enum"], COUNT))

SCHEMAS: dict[str, Schema] = {
    "AlertIn": strict(
        {
            "headline": {"type": "string", "minLength": 1, "maxLength": 120},
            "severity": SEVERITY,
            "topic": TOPIC,
            "text": {"type": "string", "maxLength": 4000},
            "area": PREFIX,
            "exercise": FLAG,
            "key": {"type": "string", "maxLength": 200},
        },
        ["headline", "severity"],
    ),
    "Alert": _ALERT_OUT,
    "AlertTold": opened({**_ALERT, "log": _OBJECTS, "told": _OBJECTS, "chains": _OBJECTS}),
    "Alerts": listed(_ALERT_OUT),
    "AlertCounts": opened(
        {
            "firing": _BY_SEVERITY,
            "acknowledged": _BY_SEVERITY,
            "nobody_on_duty": {"type": "boolean", "description": "for operators alone"},
        },
        ["firing", "acknowledged"],
    ),
    "AlertNote": strict({"note": NOTE}, []),
    "SilenceIn": strict(_SILENCE, ["match", "ends", "why"]),
    "SilenceChange": strict({**_SILENCE, "version": VERSION}, ["match", "ends", "why", "version"]),
    "Silence": _SILENCE_OUT,
    "Silences": listed(_SILENCE_OUT),
    "RoutingRuleIn": strict(_RULE, ["code", "name", "order"]),
    "RoutingRuleChange": strict(
        {**{name: one for name, one in _RULE.items() if name != "code"}, "version": VERSION},
        ["name", "order", "version"],
    ),
    "RoutingRule": _RULE_OUT,
    "RoutingRules": listed(_RULE_OUT),
    "RoutingPreviewIn": strict(
        {
            "topic": TOPIC,
            "severity": SEVERITY,
            "area": PREFIX,
            "source": {"type": "string", "maxLength": 80},
            "exercise": FLAG,
            "at": TIME,
            "rule": {"type": "object"},
        },
        ["topic", "severity"],
    ),
    "RoutingPreview": opened(
        {
            "held": optional(TEXT),
            "rules": _OBJECTS,
            "missed": _OBJECTS,
            "wall": FLAG,
            "public": FLAG,
        }
    ),
    "EscalationChainIn": strict(_CHAIN, ["code", "name", "steps"]),
    "EscalationChainChange": strict(
        {**{name: one for name, one in _CHAIN.items() if name != "code"}, "version": VERSION},
        ["name", "steps", "version"],
    ),
    "EscalationChain": _RULE_OUT,
    "EscalationChains": listed(_RULE_OUT),
    "AlertSettingGone": opened({"code": TEXT, "version": COUNT}),
}
