"""Answers as they cross the bus."""

from __future__ import annotations

import time
from types import SimpleNamespace

import orjson
import pytest

from libs.kit import wire
from libs.kit.commands import _digest
from libs.kit.errors import BadRequest, Conflict, NotFound, TooLarge
from libs.kit.principal import SYSTEM
from libs.kit.request import Request
from libs.kit.rpc import _encode, _failure, _parse
from libs.kit.rpc_client import RpcClient, _read


def test_json_comes_back_as_it_was() -> None:
    assert _read(_encode({"a": [1, None]})) == {"a": [1, None]}


def test_bytes_come_back_as_bytes() -> None:
    assert _read(_encode(b"\x00\xff")) == b"\x00\xff"


def test_a_request_comes_as_it_was_sent() -> None:
    sent = Request({"a": 1}, SYSTEM, "id", "request", "trace", "203.0.113.7")
    assert Request.from_wire(orjson.loads(orjson.dumps(sent.to_wire()))) == sent


def _sent(request: Request) -> SimpleNamespace:
    """Return the message as the service hears it."""
    call = RpcClient("amqp://nobody")._make("elections", "add", request, time.monotonic() + 5)
    return SimpleNamespace(
        body=call.body, properties={"application_headers": call.properties.headers}
    )


@pytest.mark.parametrize("attachment", [b"", b"\x00\xff" * 4000, b"}"])
def test_an_attachment_crosses_beside_the_json_as_it_is(attachment: bytes) -> None:
    sent = Request({"page": 1}, SYSTEM, "id", attachment=attachment)
    assert _parse(_sent(sent)) == sent


def test_an_attachment_that_the_bus_does_not_carry_is_refused_by_its_sender() -> None:
    with pytest.raises(TooLarge):
        _sent(Request({}, SYSTEM, attachment=bytes(wire.MAX_ATTACHMENT_BYTES + 1)))


@pytest.mark.parametrize("size", [0, -1, True, "9", 1 << 40])
def test_an_attachment_of_a_size_that_can_not_be_is_no_request(size: object) -> None:
    message = _sent(Request({}, SYSTEM, attachment=b"123456789"))
    message.properties["application_headers"][wire.ATTACHED] = size
    with pytest.raises(BadRequest):
        _parse(message)


def test_the_same_command_with_another_attachment_is_another_command() -> None:
    digests = {_digest(Request({"page": 1}, SYSTEM, "id", attachment=b)) for b in (b"", b"1", b"2")}
    assert len(digests) == 3


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
