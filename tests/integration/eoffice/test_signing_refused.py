"""What is not signed, and why: each mistake is told, and leaves letters as signers need them."""

import dataclasses
from datetime import timedelta

import pytest

from libs.kit.jobs import Progress
from services.eoffice.signing.engine import Engine
from services.eoffice.signing.errors import TooManyTries
from services.eoffice.signing.keys import BSRE, LOCAL, SigningKey
from services.eoffice.signing.repository import Keys, NoSigningKey
from tests import offices
from tests.bsre_server import EMAIL, SECRET, bsre
from tests.integration.eoffice.lettering import ask
from tests.integration.eoffice.signatories import found, sign
from tests.integration.eoffice.test_signing import begun, signatures, state
from tests.signing import official


@pytest.fixture
def office(city):
    found(city.service.db)
    return city


@pytest.fixture
def remote(city):
    """An office whose mayor signs by an account of BSrE; gives it and how BSrE behaves."""
    with bsre() as (url, server):
        settings = {"bsre_url": url, "bsre_client": SECRET, "signing_wait": 0}
        city.service.settings = dataclasses.replace(city.service.settings, **settings)
        found(city.service.db, key=SigningKey(BSRE, "Pejabat", reference=EMAIL))
        yield city, server


def results(city, ended):
    return [(one["state"], one["number"], one["reason"]) for one in ended["letters"]]


def test_a_passphrase_that_bsre_refuses_leaves_all_letters_ready_to_be_signed_at_once(remote):
    city, server = remote
    letters = [city.ready(), city.ready()]
    ended = sign(city.service, *letters, passphrase="bukan yang benar")
    assert ended["state"] == "failed"
    [first, second] = results(city, ended)
    number = state(city, letters[0])["number"]
    assert first == ("ready_to_sign", number, "wrong-passphrase")
    assert second == ("ready_to_sign", None, "wrong-passphrase")
    assert sum(path.endswith("/sign/pdf") for path in server.asked) == 1
    again = sign(city.service, *(state(city, one) for one in letters))
    assert again["message"] == "2 signed"
    assert [one[:1] + one[2:] for one in results(city, again)] == [("signed", None)] * 2
    assert state(city, letters[0])["number"] == number


def test_a_number_kept_after_a_wrong_passphrase_is_void_when_the_letter_goes_back(remote, database):
    city, _ = remote
    letter = city.ready()
    sign(city.service, letter, passphrase="bukan yang benar")
    ready = state(city, letter)
    back = city.step("walikota", "send_back_letter", ready, note="tanggalnya salah")
    assert (back["state"], back["number"]) == ("revision", None)
    kept = "SELECT state, reason FROM eoffice.numbers"
    assert database.execute(kept) == [("void", "tanggalnya salah")]


def test_who_gives_too_many_wrong_passphrases_waits(office, database):
    letter = office.ready()
    for _ in range(5):
        sign(office.service, letter, passphrase="bukan yang benar")
    with pytest.raises(TooManyTries, match="5 in 15 minutes"):
        sign(office.service, letter)
    database.execute("UPDATE eoffice.jobs SET created_at = created_at - interval '16 min'")
    assert sign(office.service, letter)["message"] == "1 signed"


def test_why_a_letter_was_left_behind_is_told(office):
    changed, letter = office.ready() | {"version": 99}, office.ready()
    ended = sign(office.service, changed, letter)
    assert [one["reason"] for one in ended["letters"]] == ["letter-changed", None]
    other = office.service.get_signing(ask({"id": ended["id"]}, "walikota"))
    assert other["letters"] == ended["letters"]


def test_one_is_told_by_what_one_signs(office):
    told = office.see("walikota", "my_signing_key")
    assert (told["kind"], told["name"]) == ("local", "Pejabat Penanda Tangan")
    assert told["expires"] > "2026"
    with pytest.raises(NoSigningKey):
        office.see("camat", "my_signing_key")


def test_a_certificate_that_has_expired_takes_no_number(city, database):
    kept = official(days_ago=40, term=timedelta(days=30))
    key = SigningKey(LOCAL, "Pejabat", kept.certificate, kept.keys)
    found(city.service.db, key=key)
    letter = city.ready()
    ended = sign(city.service, letter)
    assert ended["message"].startswith("it is valid from")
    assert results(city, ended) == [("ready_to_sign", None, "certificate-expired")]
    assert database.execute("SELECT count(*) FROM eoffice.numbers") == [(0,)]


def test_a_position_that_ended_yesterday_signs_nothing(office, database):
    letter = office.ready()
    today = office.office.today()
    database.execute(
        f"UPDATE eoffice.holdings SET ends = '{today - timedelta(days=1)}' WHERE position = 'WALI'"
    )
    ended = sign(office.service, letter)
    assert [one["reason"] for one in ended["letters"]] == ["not-your-position"]
    [[left]] = database.execute("SELECT state FROM eoffice.letters")
    assert left == "ready_to_sign"


def test_of_two_who_sign_the_same_letter_one_signs_it(office, database):
    with office.service.db.begin() as tx:
        offices.hold(tx, "WALI", "pelaksana", "plh")
        Keys(tx).put("pelaksana", Keys(tx).get("walikota"))
    letter = office.ready()
    late = begun(office, letter)

    class Slower(Engine):
        def check(self, *given):
            super().check(*given)
            assert sign(office.service, letter, name="pelaksana")["message"] == "1 signed"

    with Slower() as engine:
        told = signatures(office, late, engine).run(Progress(office.service.db, late.id))
    assert told == "0 signed, 1 left behind"
    left = office.service.get_signing(ask({"id": late.id}, "walikota"))["letters"]
    assert [one["reason"] for one in left] == [None]
    why = f"SELECT reason FROM eoffice.signing_refusals WHERE job = '{late.id}'"
    assert database.execute(why) == [("letter-changed",)]
    assert database.execute("SELECT count(*) FROM eoffice.signed_documents") == [(1,)]
