"""Which base maps are taken, and where browsers may then connect to."""

import pytest

from libs.kit.settings import SettingsError
from services.gateway.basemap import FILE_ADDRESS, base_map
from services.gateway.edge import CSP, security
from tests.unit.gateway.conftest import settings


def policy(**changes: str) -> str:
    return dict(security(settings(**changes)))["Content-Security-Policy"]


def test_without_one_browsers_connect_to_nobody_else():
    assert policy() == CSP
    assert "connect-src 'self';" in CSP


def test_tiles_by_address_open_one_origin_for_connections_alone():
    found = policy(KENDALI_MAP_BASE="https://peta.uji.id:8443/{z}/{x}/{y}.png?kunci=a;b")
    assert found == CSP.replace(
        "connect-src 'self';", "connect-src 'self' https://peta.uji.id:8443;"
    )


def test_an_archive_is_somewhere_or_here(tmp_path):
    far = base_map("https://peta.uji.id/wilayah.pmtiles?v=2")
    assert (far.kind, far.origin) == ("pmtiles", "https://peta.uji.id")
    path = tmp_path / "wilayah.pmtiles"
    path.write_bytes(b"PMTiles")
    near = base_map(str(path))
    assert (near.url, near.origin, near.file) == (FILE_ADDRESS, "", path)
    assert policy(KENDALI_MAP_BASE=str(path)) == CSP


@pytest.mark.parametrize(
    "wrong",
    [
        "https://peta.uji.id/{z}/{x}.png",
        "https://peta.uji.id/{z}/{x}/{y}/{y}.png",
        "https://{s}.uji.id/{z}/{x}/{y}.png",
        "https://siapa:sandi@peta.uji.id/{z}/{x}/{y}.png",
        "https://peta.uji.id'; script-src *;/{z}/{x}/{y}.png",
        "https://peta.uji.id /{z}/{x}/{y}.png",
        "ftp://peta.uji.id/{z}/{x}/{y}.png",
        "/tidak/ada.pmtiles",
        "wilayah.pmtiles",
    ],
)
def test_anything_else_is_refused_at_the_start(wrong):
    with pytest.raises(SettingsError) as caught:
        settings(KENDALI_MAP_BASE=wrong)
    assert "KENDALI_MAP_BASE" in str(caught.value)
    assert "sandi" not in str(caught.value)
