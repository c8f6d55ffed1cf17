"""The English of every word, and the compiled catalogue that is kept beside it."""

from __future__ import annotations

import io
import re
from gettext import GNUTranslations

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from services.gateway.web.pages import FOLDER

CATALOGUE = FOLDER / "translations/en/LC_MESSAGES/messages.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
PLACES = re.compile(r"\{\w+\}")


@pytest.fixture(scope="module")
def catalogue():
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def _forms(message) -> list[tuple[str, str]]:
    ids = message.id if message.pluralizable else (message.id,)
    strings = message.string if message.pluralizable else (message.string,)
    return list(zip(ids, strings, strict=True))


def _words(translations: GNUTranslations) -> dict:
    return {key: text for key, text in vars(translations)["_catalog"].items() if key}


def _first(message) -> str:
    return message[0] if isinstance(message, tuple) else message


def _used() -> list:
    """Return what the code asks for: a text, or a pair where it is asked for by a number."""
    options = {"**.html": {"trimmed": "true"}}
    found = extract_from_dir(FOLDER, METHODS, options_map=options, callback=None)
    return [message for _, _, message, _, _ in found]


def test_every_word_has_its_english_and_none_is_left_over(catalogue):
    used = {_first(message) for message in _used()}
    known = {_first(message.id) for message in catalogue if message.id}
    assert used == known


def test_what_the_english_counts_is_asked_for_by_its_number(catalogue):
    """Asked for without one, gettext gives the form of one: "5 hour"."""
    counts = {
        _first(message.id)
        for message in catalogue
        if message.pluralizable and len(set(message.string)) > 1
    }
    asked = {message for message in _used() if isinstance(message, str)}
    assert counts
    assert not counts & asked


def test_no_english_is_missing_or_unsure(catalogue):
    for message in catalogue:
        if message.id:
            assert not message.fuzzy
            assert all(string for _, string in _forms(message)), message.id


def test_the_english_has_no_place_that_the_indonesian_lacks(catalogue):
    for message in catalogue:
        for indonesian, english in _forms(message) if message.id else []:
            assert set(PLACES.findall(english)) <= set(PLACES.findall(indonesian)), message.id


def test_the_compiled_catalogue_is_that_of_the_words(catalogue):
    """Not byte by byte: a compiler writes its day into the head."""
    fresh = io.BytesIO()
    write_mo(fresh, catalogue)
    fresh.seek(0)
    with CATALOGUE.with_suffix(".mo").open("rb") as kept:
        assert _words(GNUTranslations(kept)) == _words(GNUTranslations(fresh))
