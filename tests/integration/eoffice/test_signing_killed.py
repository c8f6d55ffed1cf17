"""kill -9 at each step of a signing: the letter is signed once, or to be signed with its number."""

import signal

import pytest

from tests.integration.eoffice.signatories import found, sign
from tests.integration.eoffice.test_signing import abandon, state
from tests.processes import Process

DIES = -signal.SIGKILL
AFTER = {
    "reserving": (DIES, "ready_to_sign"),
    "reserved": (DIES, "signing_failed"),
    "engine": (0, "signed"),
    "signed": (DIES, "signing_failed"),
    "storing": (DIES, "signing_failed"),
    "committed": (DIES, "signed"),
    "answering": (DIES, "signed"),
}


def run(database, folder, step, letter):
    """Have a process sign the letter until the step; returns how it ended."""
    environ = {
        "KENDALI_DATABASE_URL": database.url("eoffice"),
        "KENDALI_AMQP_URL": "amqp://",
        "KENDALI_OFFICE_KEY": "6f" * 32,
    }
    words = ("tests.integration.eoffice.killed_signing", step, letter["id"])
    process = Process(folder / "log", environ, *words, str(letter["version"]))
    ended = process.wait(120)
    assert ended in {0, DIES}, process.text()
    return ended


@pytest.mark.parametrize("step", AFTER)
def test_it_is_signed_once_or_ready_with_its_number(city, database, tmp_path, step):
    found(city.service.db)
    letter = city.ready()
    ended = run(database, tmp_path, step, letter)
    abandon(city, database)
    left = state(city, letter)
    assert (ended, left["state"]) == AFTER[step]
    if left["state"] != "signed":
        assert sign(city.service, left)["message"] == "1 signed"
    after = state(city, letter)
    assert after["number"] == (left["number"] or after["number"])
    assert database.execute("SELECT n, state, text FROM eoffice.numbers") == [
        (1, "used", after["number"])
    ]
    [[kept]] = database.execute("SELECT hash FROM eoffice.signed_documents")
    assert kept == after["document"]
