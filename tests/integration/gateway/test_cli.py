"""`kendali gateway …`, as somebody at the machine types it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from services.gateway import cli
from services.gateway.sessions import KeyInvalid, LoginFailed
from tests.unit.gateway.conftest import KEY

PASSWORD = "sebuah kata sandi"


@pytest.fixture
def run(database):
    """Run a command; returns what it printed."""
    environ = {
        "KENDALI_DATABASE_URL": database.url("gateway"),
        "KENDALI_AMQP_URL": "amqp://nobody:nothing@127.0.0.1:1/nowhere",
        "KENDALI_JWT_KEY": KEY,
        "KENDALI_PASSWORD": PASSWORD,
    }

    def make(*words: str, code: int = 0, **changes: str) -> str:
        result = CliRunner().invoke(cli.cli, words, env=environ | changes)
        assert result.exit_code == code, result.output
        return result.output

    return make


def test_an_account_is_made_listed_and_disabled(run, parts):
    run("account", "add", "Camat", "--role", "operator", "--role", "viewer", "--area", "197101")
    assert run("account", "list").split("\t")[:3] == ["camat", "operator,viewer", "197101"]
    issued = parts.sessions.login("camat", PASSWORD, "10.0.0.1")
    assert issued.principal.roles == {"operator", "viewer"}
    run("account", "disable", "camat")
    assert "disabled" in run("account", "list")
    with pytest.raises(LoginFailed):
        parts.sessions.login("camat", PASSWORD, "10.0.0.1")


def test_a_password_is_changed(run, parts):
    run("account", "add", "camat", "--role", "viewer")
    run("account", "password", "camat", KENDALI_PASSWORD="another password")
    assert parts.sessions.login("camat", "another password", "10.0.0.1")


@pytest.mark.parametrize(
    ("words", "password", "said"),
    [
        (("--role", "viewer"), "short", "characters at least"),
        (("--role", "king"), PASSWORD, "king"),
        (("--role", "viewer", "--area", "19x"), PASSWORD, "area code"),
        ((), PASSWORD, "--role"),
    ],
)
def test_what_makes_no_account_is_told(run, words, password, said):
    answer = run("account", "add", "camat", *words, code=2, KENDALI_PASSWORD=password)
    assert said in answer
    assert run("account", "list") == ""


def test_a_key_is_printed_once_listed_without_its_text_and_revoked(run, parts):
    key_id, text = run("api-key", "add", "qgis", "--role", "gis_editor").split()
    assert parts.sessions.of_key(text).principal.name == "qgis"
    assert text not in run("api-key", "list")
    run("api-key", "revoke", key_id)
    parts.sessions._keys.clear()
    with pytest.raises(KeyInvalid):
        parts.sessions.of_key(text)


def test_a_token_is_printed_for_scripts(run, parts):
    run("account", "add", "camat", "--role", "viewer")
    text = run("token", "camat").strip()
    assert parts.tokens.verify(text).principal.name == "camat"


def test_accounts_and_keys_are_of_the_region_unless_said(run, tmp_path):
    file = tmp_path / "region.toml"
    file.write_text('name = "Kabupaten Contoh"\narea = "9901"\n')
    here = {"KENDALI_REGION": str(file)}
    run("account", "add", "petugas", "--role", "operator", **here)
    run("account", "add", "tamu", "--role", "viewer", "--area", "", **here)
    run("account", "add", "admin", "--role", "admin", **here)
    run("account", "add", "dulu", "--role", "operator")
    run("api-key", "add", "sensor", "--role", "operator", **here)
    listed = [line.split("\t") for line in run("account", "list").splitlines()]
    areas = {one[0]: one[2] for one in listed}
    assert areas == {"petugas": "9901", "tamu": "*", "admin": "*", "dulu": "*"}
    assert run("api-key", "list").split("\t")[2] == "9901"
