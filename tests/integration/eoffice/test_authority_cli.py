"""`kendali eoffice ca …` on a database."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from cryptography import x509

from libs.kit.db import Database
from services.eoffice.cli import cli
from services.eoffice.signing import authority, demo
from services.eoffice.signing.repository import Authorities, Keys
from services.gateway.demo import ACCOUNTS
from tests.signing import PASSPHRASE

ENVIRON = {"KENDALI_CA_PASSPHRASE": PASSPHRASE, "KENDALI_OFFICIAL_PASSPHRASE": "frasa pejabat"}


@pytest.fixture
def run(database, tmp_path):
    places = {"KENDALI_DATABASE_URL": database.url("eoffice"), "KENDALI_AMQP_URL": "amqp://"}

    def run(*words, **environ):
        return CliRunner().invoke(cli, ["ca", *words], env=ENVIRON | places | environ)

    return run


def test_an_authority_is_made_once_and_gives_an_official_a_key(run, database, tmp_path):
    made = run("init", "Kota Contoh", "--root-key", str(tmp_path / "root.p12"))
    assert made.exit_code == 0, made.output
    assert (tmp_path / "root.p12").stat().st_mode & 0o777 == 0o600
    again = run("init", "Kota Contoh", "--root-key", str(tmp_path / "other.p12"))
    assert (again.exit_code, (tmp_path / "other.p12").exists()) == (1, False)
    issued = run("issue", "walikota", "Pejabat", "--title", "Wali Kota", "--days", "30")
    assert issued.exit_code == 0, issued.output
    assert "frasa" not in issued.output
    db = Database(database.url("eoffice"), 1)
    with db.begin() as tx:
        key, kept = Keys(tx).get("walikota"), Authorities(tx).all()
    db.close()
    certificate = x509.load_der_x509_certificate(key.certificate)
    certificate.verify_directly_issued_by(kept["issuing"].parsed)
    kept["issuing"].parsed.verify_directly_issued_by(kept["root"].parsed)
    authority.opened(authority.Keystore(key.certificate, key.keys), "frasa pejabat")
    assert run("root").output.startswith("-----BEGIN CERTIFICATE-----")


def test_without_an_authority_there_is_no_key(run):
    told = run("issue", "walikota", "Pejabat")
    assert told.exit_code == 1
    assert "no certificate authority yet" in told.output


def test_a_wrong_or_a_short_passphrase_is_refused(run, tmp_path):
    run("init", "Kota Contoh", "--root-key", str(tmp_path / "root.p12"))
    wrong = run("issue", "walikota", "Pejabat", KENDALI_CA_PASSPHRASE="bukan yang benar")
    assert "does not open" in wrong.output
    short = run("issue", "walikota", "Pejabat", KENDALI_OFFICIAL_PASSPHRASE="pendek")
    assert "passphrase: needs 8 characters" in short.output


def test_the_demo_has_keys_that_are_made_once(database):
    db = Database(database.url("eoffice"), 1)
    now, some = datetime.now(UTC), {one: demo.OFFICIALS[one] for one in ("sekda", "walikota")}
    with db.begin() as tx:
        assert demo.put(tx, now, some) == 2
    with db.begin() as tx:
        assert demo.put(tx, now, some) == 0
        key = Keys(tx).get("sekda")
    db.close()
    authority.opened(authority.Keystore(key.certificate, key.keys), demo.PASSPHRASE)
    assert set(demo.OFFICIALS) <= set(ACCOUNTS)


def test_an_authority_that_is_no_demos_is_left_alone(run, database, tmp_path):
    run("init", "Kota Contoh", "--root-key", str(tmp_path / "root.p12"))
    db = Database(database.url("eoffice"), 1)
    with db.begin() as tx:
        assert demo.put(tx, datetime.now(UTC)) == 0
    db.close()
