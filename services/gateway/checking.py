"""Bodies and queries against the schema of their route; every field that is wrong is named."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

import fastjsonschema
import orjson
from fastjsonschema import JsonSchemaValueException, JsonSchemaValuesException
from flask import Request

from libs.kit.errors import BadRequest, FieldError, Invalid, TooLarge
from services.gateway.errors import UnsupportedMediaType
from services.gateway.routing import Operation, Schema
from services.gateway.schemas import COMPONENTS, PREFIX

MOST_ERRORS = 50
LONGEST_NUMBER = 18  # digits
DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


class Checker:
    """Compiled schemas of one operation: one that stops at the first error, one that names all."""

    def __init__(self, schema: Schema) -> None:
        self._quick = _compile(schema, fast_fail=True)
        self._all: Callable[[Any], Any] = functools.cache(
            lambda: _compile(schema, fast_fail=False)
        )  # made when somebody first errs

    def check(self, value: Any) -> None:
        """Raise Invalid that names each field."""
        try:
            self._quick(value)
        except JsonSchemaValueException as first:
            raise Invalid("fields are wrong", _errors(self._every(value, first))) from None

    def _every(self, value: Any, first: JsonSchemaValueException) -> list[Any]:
        try:
            self._all()(value)  # type: ignore[call-arg]
        except JsonSchemaValuesException as many:
            return list(many.errors)
        return [first]


def _compile(schema: Schema, *, fast_fail: bool) -> Callable[[Any], Any]:
    used = _referenced(schema, {})
    whole = {**schema, "components": {"schemas": used}} if used else schema
    return _compiled(orjson.dumps(whole), fast_fail)


@functools.lru_cache(maxsize=1000)
def _compiled(schema: bytes, fast_fail: bool) -> Callable[[Any], Any]:
    check: Callable[[Any], Any] = fastjsonschema.compile(
        orjson.loads(schema), use_default=False, fast_fail=fast_fail
    )
    return check


def _referenced(schema: Any, found: dict[str, Schema]) -> dict[str, Schema]:
    """Return the components that the schema refers to: each is written into every check."""
    parts = schema.values() if isinstance(schema, dict) else schema
    name = schema.get("$ref", "").removeprefix(PREFIX) if isinstance(schema, dict) else ""
    if name and name not in found:
        found[name] = COMPONENTS[name]
        _referenced(COMPONENTS[name], found)
    for part in parts if isinstance(schema, dict | list) else ():
        _referenced(part, found)
    return found


def body_checker(operation: Operation) -> Checker | None:
    """Return the checker of the operation's body."""
    body = operation.body
    return None if body is None else Checker(COMPONENTS[body] if isinstance(body, str) else body)


def read_body(request: Request) -> bytes:
    """Return the whole body; raises TooLarge.

    Werkzeug refuses a body whose length is told and too large, and cuts one whose length is not.
    """
    body = request.get_data(cache=False)
    most = request.max_content_length
    if request.content_length is None and most is not None and len(body) >= most:
        raise TooLarge(f"at most {most} bytes")
    return body


def read_json(request: Request, types: tuple[str, ...] = ("application/json",)) -> Any:
    """Return the JSON body, an empty object for none; raises UnsupportedMediaType or BadRequest."""
    if not request.mimetype and not request.content_length:
        return {}
    if request.mimetype not in types:
        raise UnsupportedMediaType(f"send {' or '.join(types)}")
    try:
        return orjson.loads(read_body(request))
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"the body is not JSON: {error}") from None


class Query:
    """Reads the query parameters of one operation, each by its schema.

    Unknown parameters are refused: a misspelt filter must not answer with everything.
    """

    def __init__(self, schemas: dict[str, Schema]) -> None:
        self._schemas = schemas
        self._checks = {name: _compile(s, fast_fail=True) for name, s in schemas.items()}

    def read(self, request: Request) -> dict[str, Any]:
        """Return the parameters with their types; raises Invalid naming each that is wrong."""
        found: dict[str, Any] = {}
        errors = []
        for name, text in request.args.items():
            try:
                found[name] = self._one(name, text)
            except ValueError as error:
                errors.append(FieldError(name, str(error)))
        if errors:
            raise Invalid("the query is wrong", tuple(errors))
        return found

    def _one(self, name: str, text: str) -> Any:
        if name not in self._schemas:
            raise ValueError("is not known here")
        value = _typed(text, self._schemas[name])
        try:
            self._checks[name](value)
        except JsonSchemaValueException as error:
            raise ValueError(error.message.removeprefix("data ")) from None
        return value


def _typed(text: str, schema: Schema) -> Any:
    """Return the text as the schema's type, or as it is where it does not read like one."""
    match schema["type"]:
        case "integer" if text.lstrip("-").isdigit() and len(text) < LONGEST_NUMBER:
            return int(text)
        case "number" if DECIMAL.fullmatch(text) and len(text) < LONGEST_NUMBER:
            return float(text)
        case "boolean":
            return {"true": True, "false": False}.get(text, text)
        case "array":
            return [_typed(part, schema["items"]) for part in text.split(",")]
    return text


def _errors(found: list[Any]) -> tuple[FieldError, ...]:
    named = dict.fromkeys(item for error in found for item in _named(error))
    return tuple(named)[:MOST_ERRORS]


def _named(error: Any) -> list[FieldError]:
    """Return the fields that an error is about: the missing, the unknown, or the one it names."""
    place = [str(part) for part in error.path[1:]]
    if error.rule == "required":
        missing = [name for name in error.rule_definition if name not in error.value]
        return [FieldError(".".join([*place, name]), "is missing") for name in missing]
    if error.rule == "additionalProperties" and error.rule_definition is False:
        known = error.definition.get("properties", {})
        patterns = error.definition.get("patternProperties", {})
        unknown = [
            name
            for name in error.value
            if name not in known and not any(re.search(pattern, name) for pattern in patterns)
        ]
        if unknown:
            return [FieldError(".".join([*place, name]), "is not known here") for name in unknown]
    message = error.message.removeprefix(str(error.name)).strip()
    return [FieldError(".".join(place) or "body", message)]
