"""BSrE's API, as its client meets it: well, ill, slow, and answering nonsense."""

import pytest

from services.eoffice.signing.authority import WrongPassphrase
from services.eoffice.signing.bsre import BsreDown, BsreRefused, BsreSigner
from services.eoffice.signing.inspection import inspect
from services.eoffice.signing.keys import BSRE, SigningKey
from services.eoffice.signing.rendering import render
from services.eoffice.signing.terms import Signing
from tests.bsre_server import EMAIL, SECRET, bsre
from tests.signing import PASSPHRASE, terms
from tests.unit.eoffice.test_rendering import SIGNED

SIGNING = Signing("Menandatangani surat", "Pangkalpinang", "Pejabat")


@pytest.fixture(scope="module")
def pdf():
    return render(SIGNED)


@pytest.fixture
def server():
    with bsre() as found:
        yield found


def signer(url, passphrase=PASSPHRASE, email=EMAIL, secret=SECRET, seconds=20):
    key = SigningKey(BSRE, "Pejabat", place=url, reference=email, secret=secret)
    return BsreSigner(key, passphrase, seconds)


def test_it_signs_for_an_account_that_may(server, pdf):
    url, _ = server
    signer(url).require_able()
    made = signer(url).sign(pdf, SIGNING)
    assert inspect(made, terms()).good
    assert signer(url).verify(made) == {"conclusion": "VALID"}


def test_a_wrong_passphrase_is_told_apart(server, pdf):
    with pytest.raises(WrongPassphrase) as caught:
        signer(server[0], "bukan yang benar").sign(pdf, SIGNING)
    assert "bukan" not in str(caught.value)


def test_an_account_without_a_certificate_is_refused(server):
    with pytest.raises(BsreRefused, match="NOT_REGISTERED"):
        signer(server[0], email="lain@kota.example").require_able()


def test_a_client_that_it_does_not_know_is_refused(server, pdf):
    with pytest.raises(BsreRefused, match="Unauthorized"):
        signer(server[0], secret="kendali:salah").sign(pdf, SIGNING)


@pytest.mark.parametrize(
    ("mood", "said"), [("ill", "503"), ("nonsense", "promises"), ("empty", "no file")]
)
def test_what_is_wrong_with_it_is_told(server, pdf, mood, said):
    url, state = server
    state.mood = mood
    with pytest.raises(BsreDown, match=said):
        signer(url).sign(pdf, SIGNING)


def test_a_slow_one_is_not_waited_for_for_ever(server, pdf):
    url, state = server
    state.mood = "slow"
    with pytest.raises(BsreDown, match="TimeoutError"):
        signer(url, seconds=0.3).sign(pdf, SIGNING)


def test_one_that_is_not_there_is_told(pdf):
    with pytest.raises(BsreDown):
        signer("http://127.0.0.1:9").sign(pdf, SIGNING)
