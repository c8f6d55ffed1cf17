from click.testing import CliRunner

from libs.kit import asyncapi, topology
from tests import conventions


def test_the_generated_file_is_up_to_date():
    written = asyncapi.PATH.read_text(encoding="utf-8")
    assert written == asyncapi.text(), "run `kendali contracts asyncapi`"


def test_the_command_writes_the_same_each_time(tmp_path):
    for name in ("one.yaml", "two.yaml"):
        CliRunner().invoke(
            asyncapi.cli, ["asyncapi", "--to", str(tmp_path / name)], catch_exceptions=False
        )
    assert (tmp_path / "one.yaml").read_bytes() == (tmp_path / "two.yaml").read_bytes()


def test_every_reference_leads_somewhere():
    document = asyncapi.document()

    def references(part):
        if isinstance(part, dict):
            yield from (v for k, v in part.items() if k == "$ref")
            yield from (ref for value in part.values() for ref in references(value))
        if isinstance(part, list):
            yield from (ref for value in part for ref in references(value))

    for reference in set(references(document)):
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_every_exchange_and_every_consumers_queue_is_a_channel():
    channels = asyncapi.document()["channels"]
    for contract in conventions.contracts():
        exchange = channels[f"{contract.source}.{contract.event}"]["bindings"]["amqp"]["exchange"]
        assert exchange["name"] == topology.events_exchange(contract.source)
        for consumer in contract.consumers:
            queue = topology.queue_name(consumer, contract.source, contract.event)
            assert channels[queue]["bindings"]["amqp"]["queue"]["name"] == queue
