"""Bodies and queries against the schema of their route; every field that is wrong is named."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import fastjsonschema
import orjson
from fastjsonschema import JsonSchemaValueException, JsonSchemaValuesException
from flask import Request

from libs.kit.errors import BadRequest, FieldError, Invalid
from services.gateway.errors import UnsupportedMediaType
from services.gateway.routing import Operation, Schema
from services.gateway.schemas import COMPONENTS, reference

MOST_ERRORS = 50


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
    whole = {**schema, "components": {"schemas": COMPONENTS}}
    check: Callable[[Any], Any] = fastjsonschema.compile(
        whole, use_default=False, fast_fail=fast_fail
    )
    return check


def body_checker(operation: Operation) -> Checker | None:
    """Return the checker of the operation's body."""
    return None if operation.body is None else Checker(reference(operation.body))


def read_json(request: Request) -> Any:
    """Return the JSON body, an empty object for none; raises UnsupportedMediaType or BadRequest."""
    if not request.mimetype and not request.content_length:
        return {}
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("send application/json")
    try:
        return orjson.loads(request.get_data(cache=False))
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"the body is not JSON: {error}") from None


def read_query(request: Request, schemas: dict[str, Schema]) -> dict[str, Any]:
    """Return the known query parameters with their types; raises Invalid naming each that is wrong.

    Unknown parameters are refused: a misspelt filter must not answer with everything.
    """
    found: dict[str, Any] = {}
    errors = []
    for name, text in request.args.items():
        schema = schemas.get(name)
        if schema is None:
            errors.append(FieldError(name, "is not known here"))
            continue
        try:
            found[name] = _value(text, schema)
        except ValueError as error:
            errors.append(FieldError(name, str(error)))
    if errors:
        raise Invalid("the query is wrong", tuple(errors))
    return found


def _value(text: str, schema: Schema) -> Any:
    value: Any = text
    if schema["type"] == "integer":
        value = int(text) if text.lstrip("-").isdigit() and len(text) < 20 else text
    if schema["type"] == "boolean":
        value = {"true": True, "false": False}.get(text, text)
    if schema["type"] == "array":
        value = [_value(part, schema["items"]) for part in text.split(",")]
    try:
        _query_check(orjson.dumps(schema))(value)
    except JsonSchemaValueException as error:
        raise ValueError(error.message.removeprefix("data ")) from None
    return value


@functools.lru_cache(maxsize=200)
def _query_check(schema: bytes) -> Callable[[Any], Any]:
    return _compile(orjson.loads(schema), fast_fail=True)


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
        unknown = [name for name in error.value if name not in known and not patterns]
        if unknown:
            return [FieldError(".".join([*place, name]), "is not known here") for name in unknown]
    message = error.message.removeprefix(str(error.name)).strip()
    return [FieldError(".".join(place) or "body", message)]
