"""A vector tile read by two decoders that nobody here wrote; they must agree."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import mapbox_vector_tile

from tests.conventions import ROOT

SCRIPT = """
import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
const parts = [];
for await (const part of process.stdin) parts.push(part);
const tile = new VectorTile(new PbfReader(Buffer.concat(parts)));
const told = {};
for (const [name, layer] of Object.entries(tile.layers)) {
  told[name] = Array.from({ length: layer.length }, (_, n) => {
    const one = layer.feature(n);
    const rings = one.loadGeometry().map((ring) => ring.map((p) => [p.x, p.y]));
    return { id: one.id ?? null, type: one.type, properties: one.properties, rings };
  });
}
console.log(JSON.stringify(told));
"""


def decode(body: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the features of each layer, `{"id", "type", "properties", "rings"}`, y down."""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", SCRIPT],
        input=body,
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    assert _of_python(body) == {
        name: [(one["id"], one["properties"]) for one in features]
        for name, features in told.items()
    }
    return told


def _of_python(body: bytes) -> dict[str, list[Any]]:
    found = mapbox_vector_tile.decode(body) if body else {}
    return {
        name: [(one.get("id") or None, one["properties"]) for one in layer["features"]]
        for name, layer in found.items()
    }


def names(body: bytes, layer: str, name: str = "name") -> list[Any]:
    """Return a property of the layer's features, sorted; quick, by one decoder."""
    found = mapbox_vector_tile.decode(body).get(layer, {"features": []}) if body else None
    return sorted(one["properties"].get(name) for one in found["features"]) if found else []
