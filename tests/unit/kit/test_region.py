"""The region's file: what it says, what it is refused for, and what it is the default of."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from libs.kit.region import LOGO_BYTES, PNG, Region, read
from libs.kit.settings import SettingsError
from tests.unit.gateway.conftest import settings

WHOLE = """
name = "Kabupaten Contoh"
area = "9901"
zone = "Asia/Makassar"
languages = ["en", "id"]
logo = "logo.png"

[targets]
turnout = 71
kemantapan-jalan = 75.5
"""


@pytest.fixture
def write(tmp_path: Path):
    def put(text: str, logo: bytes = PNG + b"...") -> str:
        (tmp_path / "logo.png").write_bytes(logo)
        path = tmp_path / "region.toml"
        path.write_text(text)
        return str(path)

    return put


def test_a_file_says_which_region_it_is(write):
    found = read(write(WHOLE))
    assert (found.name, found.area, found.zone.key) == ("Kabupaten Contoh", "9901", "Asia/Makassar")
    assert found.title == "Kendali Kabupaten Contoh"
    assert found.room == "Ruang kendali Kabupaten Contoh"
    assert (found.language, found.turnout) == ("en", 71)
    assert found.targets["kemantapan-jalan"] == 75.5
    assert found.logo is not None
    assert found.logo.type == "image/png"


def test_without_a_file_it_is_no_region_in_particular():
    assert read("") == Region()
    assert (Region().title, Region().area, Region().turnout) == ("Kendali", "", 83)


def test_every_fault_is_named_at_once(write):
    bad = """
area = "12345"
zone = "Asia/Atlantis"
languages = ["id", "nl"]
logo = "logo.png"
lgoo = "x"
[targets]
turnout = 130
Foo = 1
"""
    with pytest.raises(ValueError, match="name ") as caught:
        read(write(bad, logo=b"<svg onload='x'>"))
    for name in ("area", "zone", "languages", "logo", "lgoo", "targets.turnout", "targets.Foo"):
        assert f"{name} " in str(caught.value)


@pytest.mark.parametrize("text", ["name = ", "= 1", 'name = "\\ud800"'])
def test_what_is_no_toml_is_said(write, text):
    with pytest.raises(ValueError, match=r"region\.toml is no TOML"):
        read(write(text))


@pytest.mark.parametrize(
    ("logo", "name"),
    [(PNG + b"x" * LOGO_BYTES, "logo.png"), (b"GIF89a", "logo.png"), (PNG, "missing.png")],
)
def test_a_logo_is_a_small_picture_that_is_there(write, logo, name):
    with pytest.raises(ValueError, match="logo "):
        read(write(WHOLE.replace("logo.png", name), logo=logo))


def test_a_bad_file_keeps_a_process_from_starting(write, tmp_path):
    with pytest.raises(SettingsError) as caught:
        settings(KENDALI_REGION=write("name = 7"), KENDALI_HTTP_PORT="0")
    (port,) = (one for one in caught.value.problems if "KENDALI_HTTP_PORT" in one)
    (region,) = (one for one in caught.value.problems if one != port)
    assert region.startswith("KENDALI_REGION: region.toml: ")
    assert "area " in region
    with pytest.raises(SettingsError, match="KENDALI_REGION"):
        settings(KENDALI_REGION=str(tmp_path / "nowhere.toml"))


def test_the_file_is_the_default_and_a_variable_goes_before_it(write):
    path = write(WHOLE)
    here = settings(KENDALI_REGION=path)
    assert (here.timezone, here.language, here.turnout_target) == (
        ZoneInfo("Asia/Makassar"),
        "en",
        71,
    )
    assert here.region.name == "Kabupaten Contoh"
    other = settings(
        KENDALI_REGION=path, KENDALI_TIMEZONE="Asia/Jayapura", KENDALI_TURNOUT_TARGET="60"
    )
    assert (other.timezone.key, other.turnout_target) == ("Asia/Jayapura", 60)
    assert settings(KENDALI_REGION=path, KENDALI_TIMEZONE="").timezone.key == "Asia/Makassar"
