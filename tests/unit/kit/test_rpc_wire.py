"""Answers as they cross the bus."""

from __future__ import annotations

import orjson
import pytest

from libs.kit import wire
from libs.kit.errors import Conflict, NotFound
from libs.kit.principal import SYSTEM
from libs.kit.request import Request
from libs.kit.rpc import _encode, _failure
from libs.kit.rpc_client import _read


def test_json_comes_back_as_it_was() -> None:
    assert _read(_encode({"a": [1, None]})) == {"a": [1, None]}


def test_bytes_come_back_as_bytes() -> None:
    assert _read(_encode(b"\x00\xff")) == b"\x00\xff"


def test_a_request_comes_as_it_was_sent() -> None:
    sent = Request({"a": 1}, SYSTEM, "id", "request", "trace", "203.0.113.7")
    assert Request.from_wire(orjson.loads(orjson.dumps(sent.to_wire()))) == sent


def test_a_request_that_names_no_origin_has_none() -> None:
    wired = Request({}, SYSTEM).to_wire()
    del wired["origin"]
    assert Request.from_wire(wired).origin == ""


def test_an_error_is_raised_again() -> None:
    with pytest.raises(NotFound, match="no TPS 1"):
        _read(_failure(NotFound("no TPS 1")))


def test_an_error_whose_extras_are_no_json_becomes_an_internal_one() -> None:
    content_type, body = _failure(Conflict("secret", thing={1, 2}))
    assert content_type == wire.JSON
    assert orjson.loads(body)["error"]["slug"] == "internal"
    assert b"secret" not in body


def test_an_answer_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="more than the bus carries"):
        _encode(b"x" * (wire.MAX_ANSWER_BYTES + 1))
