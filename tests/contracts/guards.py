"""What every contract must keep to: each guard returns what is wrong, a line each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastjsonschema

DIALECT = "http://json-schema.org/draft-07/schema#"  # what fastjsonschema checks by


def problems(root: Path, services: set[str]) -> list[str]:
    """Look at all contracts below the folder."""
    schemas = sorted(p for p in root.glob("*/*.json") if not p.name.endswith(".example.json"))
    found = [line for path in schemas for line in _of(path, services)]
    return found + list(_lone_examples(root, set(schemas)))


def _of(path: Path, services: set[str]) -> Iterator[str]:
    name = f"{path.parent.name}/{path.name}"
    schema = json.loads(path.read_text(encoding="utf-8"))
    for line in (
        *_head(path, schema),
        *_ends(path, schema, services),
        *_undescribed(schema, ""),
        *_example(path, schema),
    ):
        yield f"{name}: {line}"


def _head(path: Path, schema: dict[str, Any]) -> Iterator[str]:
    event, _, version = path.name.removesuffix(".json").rpartition(".v")
    if not event.isidentifier() or not version.isdigit():
        yield "is not named <event>.v<number>.json"
    if schema.get("$schema") != DIALECT:
        yield f"does not say that it is written in {DIALECT}"
    if schema.get("type") != "object" or not schema.get("required"):
        yield "is not an object with required properties"
    if not schema.get("description"):
        yield "is not described"


def _ends(path: Path, schema: dict[str, Any], services: set[str]) -> Iterator[str]:
    if schema.get("x-producer") != path.parent.name:
        yield "its producer is not its folder"
    if schema.get("x-producer") not in services:
        yield f"its producer {schema.get('x-producer')} is no service"
    consumers = schema.get("x-consumers")
    if not isinstance(consumers, list):
        yield "does not name its consumers"
        return
    for consumer in consumers:
        if consumer not in services:
            yield f"its consumer {consumer} is no service"


def _undescribed(schema: dict[str, Any], place: str) -> Iterator[str]:
    for name, part in schema.get("properties", {}).items():
        here = f"{place}{name}"
        if not part.get("description"):
            yield f"{here} is not described"
        yield from _undescribed(part, f"{here}.")
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield from _undescribed(schema[name], f"{place}{name}.")


def _example(path: Path, schema: dict[str, Any]) -> Iterator[str]:
    beside = path.with_name(path.name.replace(".json", ".example.json"))
    if not beside.exists():
        yield "has no example beside it"
        return
    example = json.loads(beside.read_text(encoding="utf-8"))
    try:
        fastjsonschema.compile(schema)(example)
    except fastjsonschema.JsonSchemaValueException as error:
        yield f"its example does not fit: {error.message}"
    for name in schema.get("properties", {}):
        if name not in example:
            yield f"its example does not show {name}"


def _lone_examples(root: Path, schemas: set[Path]) -> Iterator[str]:
    for example in sorted(root.glob("*/*.example.json")):
        if example.with_name(example.name.replace(".example.json", ".json")) not in schemas:
            yield f"{example.parent.name}/{example.name}: an example of nothing"
