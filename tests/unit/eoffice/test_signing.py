"""Signatures by keys here and on a token, judged by us and by pdfsig, which shares no code."""

import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from libs.kit.errors import Invalid
from services.eoffice.signing import authority
from services.eoffice.signing.authority import WrongPassphrase
from services.eoffice.signing.inspection import BrokenPdf, EncryptedPdf, inspect
from services.eoffice.signing.rendering import render
from services.eoffice.signing.signers import (
    CertificateExpired,
    LocalSigner,
    NoTimeStamp,
    Pkcs11Signer,
    TokenUnusable,
)
from services.eoffice.signing.terms import Signing, Terms
from tests.signing import (
    ORGANISATION,
    PASSPHRASE,
    issuing,
    official,
    root,
    soft_token,
    terms,
    time_stamps,
)
from tests.unit.eoffice.test_rendering import SIGNED

SIGNING = Signing("Menandatangani surat", "Pangkalpinang", "Pejabat Penanda Tangan")
PIN = "12345678"


@pytest.fixture(scope="module")
def pdf():
    return render(SIGNED)


@pytest.fixture(scope="module")
def signed(pdf):
    return LocalSigner(official(), PASSPHRASE, terms()).sign(pdf, SIGNING)


def changed(signed):
    """Add something behind the signature, as an editor would."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = generic.NumberObject(90)
    writer.mark_update(page.container_ref)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_signature_is_whole_intact_and_trusted(signed):
    report = inspect(signed, terms())
    [found] = report.signatures
    assert report.good
    assert (found.signer, found.organisation) == ("Pejabat Penanda Tangan", ORGANISATION)
    assert (found.level, found.changes, found.stamped) == ("B-B", "none", False)


def test_pdfsig_calls_it_valid(signed, tmp_path):
    (tmp_path / "a.pdf").write_bytes(signed)
    said = subprocess.run(["pdfsig", tmp_path / "a.pdf"], capture_output=True, check=True)
    text = said.stdout.decode()
    assert "Signature Validation: Signature is Valid." in text
    assert "Total document signed" in text
    assert "ETSI.CAdES.detached" in text


def test_what_is_changed_behind_a_signature_is_seen(signed):
    [found] = inspect(changed(signed), terms()).signatures
    assert (found.intact, found.whole, found.changes) == (True, False, "other")


def test_what_is_changed_under_a_signature_is_seen(signed):
    place = signed.index(b"/MediaBox")
    broken = signed[:place] + signed[place:].replace(b"595", b"596", 1)
    assert broken != signed
    [found] = inspect(broken, terms()).signatures
    assert not found.intact


def test_a_signature_by_somebody_else_is_not_trusted(signed):
    [found] = inspect(signed, Terms()).signatures
    assert (found.intact, found.trusted) == (True, False)


def test_a_signature_by_a_revoked_certificate_is_not_trusted(signed):
    serial = official().parsed.serial_number

    crl = authority.revoke(issuing(), PASSPHRASE, [serial], datetime.now(UTC))
    revoked = Terms(
        roots=(root().certificate,), chain=(issuing().certificate,), crls=(root().crl, crl)
    )
    assert not inspect(signed, revoked).good


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_time_stamps_and_proofs_go_into_the_document(pdf, level, tmp_path):
    with time_stamps() as url:
        made = LocalSigner(official(), PASSPHRASE, terms(level, url)).sign(pdf, SIGNING)
    report = inspect(made, terms())
    [found] = report.signatures
    assert report.good
    assert (found.level, found.stamped) == (level, True)
    (tmp_path / "a.pdf").write_bytes(made)
    said = subprocess.run(["pdfsig", tmp_path / "a.pdf"], capture_output=True, check=True)
    assert b"Signature Validation: Signature is Valid." in said.stdout


def test_no_answer_from_the_time_stamp_authority_is_said(pdf):
    nobody = terms("B-T", "http://127.0.0.1:9")
    with pytest.raises(NoTimeStamp):
        LocalSigner(official(), PASSPHRASE, nobody).sign(pdf, SIGNING)


def test_a_wrong_passphrase_signs_nothing(pdf):
    with pytest.raises(WrongPassphrase) as caught:
        LocalSigner(official(), "bukan yang benar", terms()).sign(pdf, SIGNING)
    assert "bukan" not in str(caught.value)


def test_a_short_passphrase_protects_no_key():
    with pytest.raises(Invalid) as caught:
        authority.make_root(ORGANISATION, "pendek", official().parsed.not_valid_before_utc)
    assert caught.value.errors[0].field == "passphrase"


def test_an_expired_certificate_signs_nothing(pdf):
    old = official(days_ago=10, term=timedelta(days=9))
    with pytest.raises(CertificateExpired):
        LocalSigner(old, PASSPHRASE, terms()).sign(pdf, SIGNING)


@pytest.mark.parametrize("cut", [20, 500, 5000])
def test_half_a_pdf_is_called_broken(signed, cut):
    with pytest.raises(BrokenPdf) as caught:
        inspect(signed[:cut], terms())
    assert caught.value.errors[0].field == "file"


def test_what_is_no_pdf_is_called_so():
    with pytest.raises(BrokenPdf):
        inspect(b"PK\x03\x04 a document of another kind", terms())


def test_an_encrypted_pdf_is_called_so(pdf):
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf)))
    writer.encrypt("owner", "user")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(EncryptedPdf):
        inspect(out.getvalue(), terms())


def test_a_pdf_that_nobody_signed_has_no_signatures(pdf):
    assert inspect(pdf, terms()).signatures == ()


def test_two_may_sign_the_same_pdf(signed):
    second = Signing("Mengetahui", "Pangkalpinang", "Pejabat", field="Tanda tangan 2")
    twice = LocalSigner(official(), PASSPHRASE, terms()).sign(signed, second)
    report = inspect(twice, terms())
    assert [one.field for one in report.signatures] == ["Tanda tangan", "Tanda tangan 2"]
    assert all(one.intact for one in report.signatures)


# ---- a token


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """A soft token with a key and a certificate of our authority for it."""
    place = tmp_path_factory.mktemp("token")
    config = place / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {place}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(config))  # the module reads it once, when it is loaded
        yield soft_token(PIN)


def test_a_token_signs_and_keeps_its_key(pdf, token):
    made = Pkcs11Signer(token, PIN, terms()).sign(pdf, SIGNING)
    assert inspect(made, terms()).good


def test_a_wrong_pin_signs_nothing(pdf, token):
    with pytest.raises(WrongPassphrase):
        Pkcs11Signer(token, "87654321", terms()).sign(pdf, SIGNING)


def test_a_pin_is_tried_before_anything_is_laid_out(token):
    Pkcs11Signer(token, PIN, Terms()).require_able()
    with pytest.raises(WrongPassphrase):
        Pkcs11Signer(token, "87654321", Terms()).require_able()


def test_a_token_that_is_not_there_is_said(pdf, token):
    gone = replace(token, label="another")
    with pytest.raises(TokenUnusable, match="another"):
        Pkcs11Signer(gone, PIN, terms()).sign(pdf, SIGNING)
