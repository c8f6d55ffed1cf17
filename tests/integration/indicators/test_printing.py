"""A page of the nine on paper: what stands on it, in both languages, with a map and without."""

import subprocess

import pytest

from libs.kit.errors import Invalid
from services.indicators.domain import UnknownIndicator
from tests.integration.indicators.asking import VIEWER, call, cell, fold, furnish, push

SQUARE = [[111.4, -7.2], [111.5, -7.2], [111.5, -7.1], [111.4, -7.1], [111.4, -7.2]]


@pytest.fixture
def figures(indicators):
    furnish(indicators)
    for year, more in ((2023, 0), (2024, 6)):
        for month in range(1, 11):
            period = f"{year}-{month:02d}"
            for place, area in enumerate(("331601", "331602", "331603")):
                push(indicators, "kemantapan-jalan", cell(area, period, 60 + more + month + place))
                push(indicators, "panjang-jalan", cell(area, period, 100))
    fold(indicators)
    return indicators


def shapes():
    for place, code in enumerate(("331601", "331602", "331603")):
        ring = [[x + place / 10, y] for x, y in SQUARE]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        yield {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def printed(house, **asked):
    body = call(house, "print_item", VIEWER, item="infrastructure", area="3316", **asked)
    assert body.startswith(b"%PDF-")
    words = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(words, input=body, capture_output=True, check=True).stdout.decode()
    assert text.count("\f") == 1  # one page
    return text


def test_a_page_says_how_it_stands_and_whence(figures):
    text = printed(figures, year=2024, shapes=list(shapes()))
    for said in ("Kemantapan jalan", "77,0 %", "naik 6,0 poin dari Okt 2023", "target 82,0 %"):
        assert said in text
    for said in ("kurang 5,0 poin dari target", "Kradenan", "CC-BY-4.0", "3316.PUPR", "2020"):
        assert said in text
    assert "Survei kondisi jalan" in text
    assert "Peta tidak ada" not in text


def test_it_speaks_english_and_shows_an_earlier_year(figures):
    text = printed(figures, language="en", year=2023)
    assert "Sound roads" in text
    assert "71.0" in text
    assert "No map:" in text  # nobody gave shapes


def test_an_item_without_indicators_says_so(figures):
    body = call(figures, "print_item", VIEWER, item="health", area="3316")
    assert body.startswith(b"%PDF-")


def test_what_is_asked_wrongly_is_named(figures):
    with pytest.raises(Invalid) as refused:
        call(figures, "print_item", VIEWER, item="infrastructure", language="fr", shapes=5)
    assert {one.field for one in refused.value.errors} == {"language", "shapes"}
    with pytest.raises(UnknownIndicator):
        call(figures, "print_item", VIEWER, item="health", area="3316", indicator="penduduk")
