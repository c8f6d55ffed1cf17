"""Settings of the environment in which `kendali up` runs reach the processes that read them."""

from __future__ import annotations

import pytest

from deploy.native.stack import Stack
from libs.kit.settings import load
from services.elections.settings import Settings

# Given by URL, so that no server has to run.
SERVERS = {
    "KENDALI_DATABASE_URL": "postgresql://admin@127.0.0.1:1/kendali",
    "KENDALI_AMQP_URL": "amqp://kendali@127.0.0.1:1/kendali",
}
PROCESSES = ("elections-rpc", "elections-events", "elections-relay")


@pytest.fixture
def outside(tmp_path) -> dict[str, str]:
    """What elections asks outside, with its secrets in files."""
    (tmp_path / "access").write_text("kunci\n")
    (tmp_path / "secret").write_text("rahasia\n")
    return {
        "KENDALI_PHOTOS_S3_URL": "https://s3.example.go.id/formulir",
        "KENDALI_PHOTOS_S3_ACCESS_KEY_FILE": str(tmp_path / "access"),
        "KENDALI_PHOTOS_S3_SECRET_KEY_FILE": str(tmp_path / "secret"),
        "KENDALI_SIPOL_URL": "https://sipol.example.go.id/cari",
    }


def prepare(stack: Stack) -> None:
    stack.places.prepare()
    stack.parts.prepare()


def settings_of(stack: Stack, process: str) -> Settings:
    prepare(stack)
    return load(Settings, stack.parts.program(process).environment)


@pytest.mark.parametrize("process", PROCESSES)
def test_what_elections_asks_outside_reaches_its_processes(tmp_path, outside, process):
    stack = Stack(tmp_path / "home", 28000, environ=SERVERS | outside)
    settings = settings_of(stack, process)
    assert settings.photos_s3_url == "https://s3.example.go.id/formulir"
    assert (settings.photos_s3_access_key, settings.photos_s3_secret_key) == ("kunci", "rahasia")
    assert settings.sipol_url == "https://sipol.example.go.id/cari"


def test_secrets_that_are_given_as_files_stand_in_no_start_script(tmp_path, outside):
    stack = Stack(tmp_path / "home", 28000, environ=SERVERS | outside)
    prepare(stack)
    assert not [one.name for one in stack.parts.programs() if "rahasia" in one.script()]


def test_without_them_photos_stay_in_the_stacks_own_folder(tmp_path):
    stack = Stack(tmp_path / "home", 28000, environ=SERVERS)
    settings = settings_of(stack, "elections-rpc")
    assert (settings.photos_s3_url, settings.sipol_url) == ("", "")
    assert settings.photos_dir == tmp_path / "home" / "photos"
