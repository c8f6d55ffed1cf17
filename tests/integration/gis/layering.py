"""An agency layer to write into, and short ways to ask for it."""

from __future__ import annotations

import uuid

import orjson

from libs.kit.principal import Principal
from libs.kit.request import Request

LAMPS = {
    "id": "lamps",
    "title": "Street lights",
    "geometry_type": "Point",
    "attributes": [
        {"name": "Nama Jalan"},
        {"name": "watts", "kind": "number", "unit": "W", "required": True},
        {"name": "placed", "kind": "date"},
        {"name": "seen", "kind": "datetime"},
        {
            "name": "state",
            "codes": [{"value": "good", "title": "Good"}, {"value": "broken", "title": "Broken"}],
        },
        {"name": "more", "kind": "json"},
    ],
    "time": "seen",
    "permissions": {"read": "signed_in", "edit": ["gis_editor"]},
}


def who(*roles, area="", name="Ani"):
    return Principal(f"id-of-{name}", name, frozenset(roles), area)


EDITOR = who("gis_editor")


def call(gis, method, principal=EDITOR, /, **data):
    """Return a method's answer as it would cross the bus."""
    request = Request(data, principal, str(uuid.uuid4()))
    answer = getattr(gis, method)(request)
    answer = orjson.loads(answer if isinstance(answer, bytes) else orjson.dumps(answer))
    return answer["answer"] if "repeated" in answer else answer


def lamp(x=106.1, y=-2.1, **properties):
    point = None if x is None else {"type": "Point", "coordinates": [x, y]}
    return {"type": "Feature", "geometry": point, "properties": {"watts": 40} | properties}


def make(gis, *features):
    """Make the layer with these features; returns their ids."""
    call(gis, "create_layer", **LAMPS)
    return [call(gis, "create_feature", layer="lamps", feature=one)["id"] for one in features]


def listed(gis, principal=EDITOR, /, layer="lamps", **query):
    return call(gis, "list_features", principal, layer=layer, **query)


def ids(page):
    return [feature["id"] for feature in page["features"]]


def told(database, event=None):
    """Return the data of events in the outbox, in their order."""
    rows = database.execute("SELECT event, envelope::json->'data' FROM gis.outbox ORDER BY id")
    return [data for name, data in rows if event in (None, name)]
