from dataclasses import replace
from datetime import UTC, datetime

import pytest
from joserfc.jwk import ECKey, OKPKey

from services.elections.audit import messages, signing
from services.elections.audit.domain import Root
from tests.environ import SIGNING_KEY

AT = datetime(2024, 11, 27, 12, 5, tzinfo=UTC)
ROOT = Root(3, bytes(32), bytes(32), 2, AT, "hour")
OTHER = OKPKey.generate_key("Ed25519").as_pem(private=True).decode()


def test_a_signed_root_is_known_by_the_public_key_alone():
    root = signing.sign(ROOT, SIGNING_KEY)
    public = signing.public(SIGNING_KEY)
    assert "PRIVATE" not in public["pem"]
    assert root.key == public["id"]
    assert signing.is_signed(root, public["pem"])


@pytest.mark.parametrize(
    "change", [{"size": 4}, {"root": b"\x01" * 32}, {"previous": 1}, {"reason": "final"}]
)
def test_a_root_that_was_changed_is_not_signed(change):
    assert not signing.is_signed(replace(signing.sign(ROOT, SIGNING_KEY), **change), SIGNING_KEY)


def test_a_root_of_another_key_is_not_signed():
    root = signing.sign(ROOT, OTHER)
    assert not signing.is_signed(root, SIGNING_KEY)
    assert not signing.is_signed(replace(root, key=signing.public(SIGNING_KEY)["id"]), SIGNING_KEY)
    assert not signing.is_signed(replace(root, signature="no hex"), SIGNING_KEY)


def test_a_root_reads_as_it_was_written():
    root = signing.sign(ROOT, SIGNING_KEY)
    assert messages.root_in(messages.root_out(root)) == root


@pytest.mark.parametrize(
    "pem",
    ["", "no key", OKPKey.generate_key("X25519").as_pem(), ECKey.generate_key("P-256").as_pem()],
    ids=["empty", "text", "x25519", "p-256"],
)
def test_what_is_no_ed25519_key_is_refused(pem):
    with pytest.raises(signing.NoKey):
        signing.read(pem)
