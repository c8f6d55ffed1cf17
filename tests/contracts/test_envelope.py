from datetime import UTC, datetime

import orjson
import pytest

from libs.kit import contracts, envelope
from libs.kit.envelope import Event, Incoming
from tests import conventions

AT = datetime(2024, 11, 27, 12, 5, 0, 123456, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
EVENT_ID = "01932e6a-7c00-7000-8000-000000000001"
EXAMPLE = contracts.get("gis", "layer_changed", 1).example()


def _envelope(**change):
    event = Event("layer_changed", "villages/1971", EXAMPLE)
    head = envelope.head("gis", event, EVENT_ID, AT, traceparent=TRACE, kendalirequestid="r")
    return head | {"sequence": "7"} | change


@pytest.mark.parametrize("contract", conventions.contracts(), ids=lambda c: c.name)
def test_an_event_comes_back_as_it_was_sent(contract):
    event = Event(contract.event, "subject", contract.example(), contract.version)
    head = envelope.head(
        contract.source, event, EVENT_ID, AT, traceparent=TRACE, kendalirequestid="r"
    )
    assert envelope.parse(orjson.dumps(head | {"sequence": "7"})) == Incoming(
        id=EVENT_ID,
        source=contract.source,
        type=contract.event,
        version=contract.version,
        subject="subject",
        time=AT,
        sequence=7,
        data=contract.example(),
        traceparent=TRACE,
        request_id="r",
    )


@pytest.mark.parametrize("field", envelope.FIELDS)
def test_an_envelope_that_lacks_a_field_is_refused_by_its_name(field):
    broken = {name: value for name, value in _envelope().items() if name != field}
    with pytest.raises(contracts.BrokenContract) as caught:
        envelope.parse(orjson.dumps(broken))
    assert [error.field for error in caught.value.errors] == [field]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not JSON",
        b"[]",
        b"null",
        orjson.dumps(_envelope(sequence="first")),
        orjson.dumps(_envelope(sequence=None)),
        orjson.dumps(_envelope(time="yesterday")),
        orjson.dumps(_envelope(time="2024-11-27T12:05:00")),
        orjson.dumps(_envelope(type="layer_changed")),
        orjson.dumps(_envelope(type="kendali.gis.layer_changed.vX")),
        orjson.dumps(_envelope(data="text")),
        orjson.dumps(_envelope(data={"layer": "roads"})),
    ],
)
def test_a_message_that_is_no_event_of_ours_is_refused(body):
    with pytest.raises(contracts.BrokenContract):
        envelope.parse(body)


@pytest.mark.parametrize("name", ["kendali.gis.layer_changed.v99", "kendali.gis.nothing.v1"])
def test_an_event_of_an_unknown_type_or_version_is_told_apart(name):
    with pytest.raises(contracts.UnknownContract):
        envelope.parse(orjson.dumps(_envelope(type=name)))
