"""A start with a bad setting names it; a secret never stands in the message."""

import pytest

from libs.kit.settings import SettingsError
from tests.unit.gateway.conftest import settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KENDALI_WALL_NETWORKS", "10.0.0.1/8"),
        ("KENDALI_WALL_NETWORKS", "everywhere"),
        ("KENDALI_RATE_PRINCIPAL", "600"),
        ("KENDALI_RATE_PRINCIPAL", "0/minute"),
        ("KENDALI_RATE_ADDRESS", "10/fortnight"),
        ("KENDALI_HTTP_PORT", "0"),
        ("KENDALI_PUBLIC_URL", "ftp://x"),
        ("KENDALI_LANGUAGE", "nl"),
    ],
)
def test_a_bad_value_is_named(name, value):
    with pytest.raises(SettingsError, match=name):
        settings(**{name: value})


def test_no_wall_is_open_unless_somebody_says_so():
    assert settings().wall_networks == ()


def test_tls_needs_certificate_and_key():
    assert not settings(KENDALI_TLS_CERT_FILE="cert.pem").tls
    both = settings(KENDALI_TLS_CERT_FILE="cert.pem", KENDALI_TLS_KEY_FILE="key.pem")
    assert both.tls
    assert both.secure
