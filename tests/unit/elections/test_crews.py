"""Codes and signatures of crews, without a database."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.errors import Invalid
from services.elections.crews import domain, messages, sheets, signatures
from services.elections.crews.domain import (
    ALPHABET,
    Code,
    CodeExpired,
    CodeInvalid,
    CodeRevoked,
    CodeUsed,
    SignatureInvalid,
)
from tests.crews import Phone, text

SECRET = bytes.fromhex("5e" * 32)
NOW = datetime(2024, 11, 27, 5, 0, tzinfo=UTC)
CODE = Code("0190", "uji", "1971011004001", NOW, "admin", NOW + timedelta(hours=1))
FORM = {
    "contest": "walikota",
    "tps": "1971011004001",
    "channel": "crew",
    "recorded_at": "2024-11-27T11:52:10.000Z",
    "votes": {str(number): number for number in (1, 2, 10)},
    "valid": 13,
    "signature": {"key": "x", "value": "y"},
}
SIGNED = (
    '{"contest":"walikota","election":"uji","form":{"valid":13,'
    '"votes":{"1":1,"10":10,"2":2}},"id":"c1","recorded_at":"2024-11-27T11:52:10.000Z",'
    '"tps":"1971011004001"}'
)


def _hex(value: str) -> bytes:
    return bytes.fromhex(value)


# RFC 8032, section 7.1, tests 1 to 3.
ED25519 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
            "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
            "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
            "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]
# RFC 6979, A.2.5, P-256 with SHA-256, messages "sample" and "test".
P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": text(_hex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6")),
    "y": text(_hex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299")),
}
ECDSA = [
    (
        b"sample",
        (
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
        ),
    ),
    (
        b"test",
        (
            "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
            "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"
        ),
    ),
]


# The text that is signed


def test_the_signed_text_has_no_blanks_and_is_sorted_by_characters():
    """RFC 8785 sorts names as texts: candidate 10 stands before candidate 2."""
    data = FORM | {"election": "uji"}
    assert domain.submission_content(data, "c1").decode() == SIGNED


def test_the_way_in_is_not_signed_but_the_figures_are():
    data = FORM | {"election": "uji"}
    assert domain.submission_content(data | {"channel": None}, "c1").decode() == SIGNED
    assert domain.submission_content(data | {"valid": 14}, "c1").decode() != SIGNED


def test_a_session_and_a_result_can_not_be_taken_for_each_other():
    assert domain.session_content("k", "c") == b'{"challenge":"c","key":"k"}'


# Signatures


@pytest.mark.parametrize(("key", "message", "signature"), ED25519)
def test_ed25519_is_that_of_rfc_8032(key, message, signature):
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": text(_hex(key))}
    assert signatures.verify(jwk, _hex(message), _hex(signature))
    assert not signatures.verify(jwk, _hex(message) + b"x", _hex(signature))


@pytest.mark.parametrize(("message", "signature"), ECDSA)
def test_ecdsa_is_that_of_rfc_6979(message, signature):
    assert signatures.verify(P256, message, _hex(signature))
    assert not signatures.verify(P256, message + b"x", _hex(signature))
    assert not signatures.verify(P256, message, _hex(signature)[::-1])


@pytest.mark.parametrize("curve", ["Ed25519", "P-256"])
def test_a_phone_of_either_kind_is_believed_and_another_is_not(curve):
    phone, other = Phone(curve), Phone(curve)
    signature = signatures.decoded(phone.sign(b"hasil"))
    assert signatures.verify(signatures.public_key(phone.public_key), b"hasil", signature)
    assert not signatures.verify(other.public_key, b"hasil", signature)


@pytest.mark.parametrize("bad", ["", "a", "a" * 86 + "!", text(bytes(63)), text(bytes(65)), None])
def test_what_is_no_signature_is_told(bad):
    with pytest.raises(SignatureInvalid):
        signatures.decoded(bad)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        {},
        {"kty": "EC", "crv": "Ed25519", "x": text(bytes(32))},
        {"kty": "OKP", "crv": "Ed25519", "x": text(bytes(31))},
        {"kty": "OKP", "crv": "Ed25519", "x": "not base64url!"},
        {"kty": "EC", "crv": "P-256", "x": text(bytes(32)), "y": text(bytes(32))},
        {"kty": "EC", "crv": "P-256", "x": text(bytes(32))},
        {"kty": "oct", "crv": "P-256", "k": "x"},
    ],
)
def test_what_is_no_public_key_is_refused(bad):
    with pytest.raises(Invalid):
        signatures.public_key(bad)


def test_a_thumbprint_is_that_of_rfc_8037():
    """Appendix A.3: the key of A.2."""
    x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    made = domain.thumbprint({"crv": "Ed25519", "kty": "OKP", "x": x})
    wanted = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert base64.urlsafe_b64encode(made).rstrip(b"=").decode() == wanted


# Codes


def test_a_code_is_the_same_for_the_same_id_and_another_for_another_key():
    code = domain.code_text(SECRET, "0190")
    assert code == domain.code_text(SECRET, "0190")
    assert code not in {domain.code_text(SECRET, "0191"), domain.code_text(bytes(32), "0190")}


@given(st.uuids())
def test_a_code_is_found_however_it_is_typed(code_id):
    code = domain.code_text(SECRET, str(code_id))
    assert len(code) == 10
    assert set(code) <= set(ALPHABET)
    kept = domain.code_hash(SECRET, domain.shown(code))
    misread = code.lower().replace("0", "o").replace("1", "l")
    assert domain.code_hash(SECRET, f" {misread[:4]} {misread[4:]}-") == kept


@pytest.mark.parametrize("bad", ["", "ABCDE", "ABCDE-ABCDE-A", "UUUUU-UUUUU", "ABCDÉ-ABCDE"])
def test_what_is_no_code_is_told(bad):
    with pytest.raises(CodeInvalid):
        domain.code_hash(SECRET, bad)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"used_at": NOW}, CodeUsed),
        ({"revoked_at": NOW}, CodeRevoked),
        ({"expires_at": NOW}, CodeExpired),
    ],
)
def test_a_code_is_good_once_and_in_time(change, error):
    CODE.require_open(NOW)
    with pytest.raises(error):
        Code(**(vars(CODE) | change)).require_open(NOW)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "area"),
        ({"area": "1971", "tps": ["1971011004001"]}, "area"),
        ({"tps": []}, "tps"),
        ({"tps": ["1971011004001"] * 2}, "tps"),
        ({"tps": ["1971"]}, "tps"),
        ({"area": "1971", "hours": 0}, "hours"),
        ({"area": "1971", "days": 1}, "days"),
    ],
)
def test_a_wrong_wish_for_codes_names_its_field(data, field):
    with pytest.raises(Invalid) as caught:
        messages.asked_codes(data)
    assert [error.field for error in caught.value.errors] == [field]


# Sheets


def test_a_sheet_names_each_station_and_leads_to_the_page():
    slips = [sheets.Slip(CODE.tps, "Desa <A>", "7K4MQ-90ZDE", "30-11-2024 12.00 WIB")]
    page = sheets.page(slips, "https://kendali.example.go.id")
    assert "TPS 001 Desa &lt;A&gt;" in page
    assert page.count("<svg") == 1
    assert "7K4MQ-90ZDE" in page
    other = sheets.page(slips, "https://kendali.example.org")
    assert other.partition("<svg")[2].partition("</svg")[0] not in page
    assert sheets.table(slips).splitlines() == [
        "tps,place,code,until",
        f"{CODE.tps},Desa <A>,7K4MQ-90ZDE,30-11-2024 12.00 WIB",
    ]
