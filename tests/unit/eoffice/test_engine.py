"""The process that renders and signs beside a service."""

import os
import signal
import threading
from pathlib import Path

import pytest

from services.eoffice.signing.authority import WrongPassphrase
from services.eoffice.signing.engine import Engine, EngineDied
from services.eoffice.signing.inspection import BrokenPdf
from services.eoffice.signing.keys import LOCAL, SigningKey
from services.eoffice.signing.rendering import render
from services.eoffice.signing.terms import Signing
from tests.signing import PASSPHRASE, official, terms
from tests.unit.eoffice.test_rendering import SHEET, SIGNED

SIGNING = Signing("Menandatangani surat", "Pangkalpinang", "Pejabat")


def key():
    kept = official()
    return SigningKey(LOCAL, "Pejabat", kept.certificate, kept.keys)


@pytest.fixture(scope="module")
def engine():
    with Engine() as made:
        yield made


def test_it_renders_as_this_process_would(engine):
    assert engine.render(SHEET) == render(SHEET)


def test_it_signs_and_judges(engine):
    engine.check(key(), PASSPHRASE)
    made = engine.sign(SIGNED, key(), PASSPHRASE, terms(), SIGNING)
    report = engine.inspect(made, terms())
    assert report.good
    assert len(report.signatures[0].digest) == 64


def test_what_goes_wrong_there_is_raised_here(engine):
    with pytest.raises(WrongPassphrase):
        engine.check(key(), "bukan yang benar")
    with pytest.raises(BrokenPdf) as caught:
        engine.inspect(b"no PDF", terms())
    assert caught.value.errors[0].field == "file"


def test_a_passphrase_stands_in_no_list_of_processes(engine):
    engine.check(key(), PASSPHRASE)
    pid = engine.pid
    place = Path(f"/proc/{pid}")
    assert PASSPHRASE not in (place / "cmdline").read_text() + (place / "environ").read_text()


def test_one_that_is_killed_at_work_is_said_and_the_next_call_starts_another():
    with Engine() as engine:
        engine.render(SHEET)
        os.kill(engine.pid, signal.SIGSTOP)  # so that it is at work when it dies
        threading.Timer(0.2, os.kill, (engine.pid, signal.SIGKILL)).start()
        with pytest.raises(EngineDied):
            engine.render(SHEET)
        assert engine.render(SHEET).startswith(b"%PDF-")


def test_one_that_was_killed_while_nobody_asked_is_not_missed():
    with Engine() as engine:
        engine.render(SHEET)
        os.kill(engine.pid, signal.SIGKILL)
        engine._process.wait()
        assert engine.render(SHEET).startswith(b"%PDF-")


def test_its_process_is_renewed_before_it_grows(monkeypatch):
    monkeypatch.setattr("services.eoffice.signing.engine.RENEWED", 2)
    with Engine() as engine:
        pids = []
        for _ in range(4):
            engine.check(key(), PASSPHRASE)
            pids.append(engine.pid)
    assert pids[0] == pids[1]
    assert pids[2] == pids[3] != pids[0]
