"""Access tokens: good for one principal, one use, one key, and not for long."""

import base64
import hashlib
import hmac
import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from libs.kit.principal import Principal
from services.gateway import tokens
from services.gateway.tokens import ALGORITHM, TokenExpired, TokenInvalid, Tokens
from tests.unit.gateway.conftest import KEY

WHO = Principal("7", "camat", frozenset({"operator", "viewer"}), "197101")


@pytest.fixture
def made() -> Tokens:
    return Tokens(KEY)


def claims(**changes):
    now = int(time.time())
    plain = {"iss": "kendali", "aud": "kendali", "sub": "7", "name": "camat", "roles": ["admin"]}
    return plain | {"area": "", "use": "access", "iat": now, "exp": now + 60} | changes


def signed(content, key=None):
    key = key or OKPKey.import_key(KEY)
    return jwt.encode({"alg": ALGORITHM}, content, key, algorithms=[ALGORITHM])


def test_a_token_brings_its_principal_back(made):
    session = made.verify(made.issue(WHO, 60))
    assert session.principal == WHO
    assert 55 < session.expires - time.time() <= 60


def test_while_keys_change_the_one_before_is_trusted_and_signs_no_more(made):
    other = OKPKey.generate_key("Ed25519").as_pem(private=True).decode()
    changed = Tokens(other, KEY)
    assert changed.verify(made.issue(WHO, 60)).principal == WHO
    assert changed.verify(changed.issue(WHO, 60)).principal == WHO
    with pytest.raises(TokenInvalid):
        made.verify(changed.issue(WHO, 60))
    with pytest.raises(TokenInvalid):
        changed.verify(signed(claims(), OKPKey.generate_key("Ed25519")))


def test_a_token_ends(made):
    with pytest.raises(TokenExpired):
        made.verify(made.issue(WHO, 0))


def test_a_remembered_token_ends_too(made):
    text = made.issue(WHO, 60)
    made.verify(text)
    known = made._verified[text]
    made._verified[text] = tokens.Session(known.principal, time.time() - 1)
    with pytest.raises(TokenExpired):
        made.verify(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "other"},
        {"aud": "other"},
        {"iat": int(time.time()) + 3600},
        {"roles": None},
        {"exp": "soon"},
        {"sub": None, "name": None, "exp": None},
    ],
)
def test_a_token_of_another_shape_proves_nothing(made, changes):
    with pytest.raises(TokenInvalid):
        made.verify(signed(claims(**changes)))


def test_a_token_of_another_key_proves_nothing(made):
    with pytest.raises(TokenInvalid):
        made.verify(signed(claims(), OKPKey.generate_key("Ed25519")))


def test_a_token_signed_with_the_public_key_as_a_secret_proves_nothing(made):
    public = OKPKey.import_key(KEY).as_pem(private=False)
    parts = [json.dumps({"alg": "HS256", "typ": "JWT"}), json.dumps(claims())]
    signed_part = b".".join(_base64(part.encode()) for part in parts)
    signature = hmac.digest(public, signed_part, hashlib.sha256)
    with pytest.raises(TokenInvalid):
        made.verify((signed_part + b"." + _base64(signature)).decode())


def _base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é.é.é"])
def test_what_is_no_token_proves_nothing(made, text):
    with pytest.raises(TokenInvalid):
        made.verify(text)


def test_a_changed_token_proves_nothing(made):
    head, body, signature = made.issue(WHO, 60).split(".")
    with pytest.raises(TokenInvalid):
        made.verify(f"{head}.{body[:-2]}AA.{signature}")


def test_a_wall_token_is_no_access_token(made):
    text = made.issue(WHO, 60, tokens.WALL)
    assert made.verify(text, tokens.WALL).principal == WHO
    with pytest.raises(TokenInvalid):
        made.verify(text)


def test_what_is_remembered_has_a_bound(made, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_KEPT", 3)
    for number in range(5):
        made.verify(made.issue(Principal(str(number), "x", frozenset()), 60))
    assert len(made._verified) == 3


@pytest.mark.parametrize("pem", ["", "x", OKPKey.generate_key("X25519").as_pem().decode()])
def test_a_start_without_a_good_key_fails(pem):
    with pytest.raises(ValueError):  # noqa: PT011 - the library's own words for each kind of key
        Tokens(pem)
