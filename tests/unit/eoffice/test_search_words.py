"""What somebody looks for, as words; where they stand in a text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.eoffice.search.words import Marker, clean, fold, sought, tsqueries, tsquery

STEMS = {"perbaikan": "baik", "genangan": "genang"}


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Perbaikan jalan", "('baik') & ('jalan')"),
        ("jalan perbaikan", "('jalan') & ('baik')"),
        ("600.1", "('600.1' | ('600' & '1'))"),
        ("600.1/18", "('600.1/18':* | ('600' & '1' & '18'))"),
        ("kec.mlo", "('kec.mlo':* | ('kec' & 'mlo'))"),
        ("É' | b:*", "('e') & ('b')"),
        ("!? <->", ""),
    ],
)
def test_words_become_a_query(text, query):
    assert tsquery(sought(text), STEMS) == query


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("jalan", ["('jalan')"]),
        ("600.1/18", ["('600.1/18':*)", "('600.1/18':* | ('600' & '1' & '18'))"]),
        (
            "surat 600.1",
            ["('surat') & ('600.1')", "('surat') & ('600.1' | ('600' & '1'))"],
        ),
    ],
)
def test_a_number_is_looked_for_as_it_begins_before_its_parts_are(text, queries):
    assert tsqueries(sought(text), STEMS) == queries


def test_the_last_word_is_taken_for_those_that_begin_so():
    wanted = sought("jalan perba")
    assert wanted.beginning == "perba"
    assert tsquery(wanted, {}, ["perbaikan"]) == "('jalan') & (('perba' | 'perbaikan'))"
    assert [sought(text).beginning for text in ("pe", "2026", "")] == ["", "", ""]


def test_no_more_words_are_taken_than_a_query_bears():
    assert len(sought("kata " * 100).words) == 16
    assert max(map(len, sought("x" * 500).words)) == 60


def test_folding_leaves_small_letters_without_accents():
    assert fold("ÀÉÎ Õü ﬁ") == "aei ou fi"


def test_marks_stand_on_words_stems_and_beginnings():
    marker = Marker(sought("genangan perba"), STEMS)
    parts = marker.marked("Tergenang: Perbaikan, 'baik' <b>Génangan</b>")
    assert [text for text, hit in parts if hit] == ["Tergenang", "Perbaikan", "Génangan"]
    assert "".join(text for text, _ in parts) == "Tergenang: Perbaikan, 'baik' <b>Génangan</b>"


def test_an_excerpt_is_cut_around_the_first_hit_between_words():
    marker = Marker(sought("pompa"), {})
    text = "kata " * 60 + "<p>pompa&nbsp;air</p> " + "lain " * 60
    parts = marker.excerpt(["", "tanpa itu", text])
    assert [one for one, hit in parts if hit] == ["pompa"]
    whole = "".join(one for one, _ in parts)
    assert whole.startswith("… kata")
    assert whole.endswith("lain …")
    assert len(whole) <= 250
    assert marker.excerpt(["tanpa itu"]) == [("tanpa itu", False)]
    assert marker.excerpt([]) == []


PIECES = st.sampled_from(["genang", "GENANGAN", "an", "Perb", "1", "600", "é", "_", " ", "-", "."])


@given(st.lists(PIECES).map("".join), st.sampled_from(["genangan", "600 perb", "600.1", "gena 1"]))
def test_a_word_is_marked_whatever_stands_around_it(text, asked):
    marker, alone = Marker(sought(asked), STEMS), Marker(sought(asked), STEMS)
    words = [(one.span(), one.group()) for one in re.finditer(r"[^\W_]+", text)]
    assert list(marker.places(text)) == [at for at, word in words if list(alone.places(word))]


def test_html_is_read_as_a_line():
    assert clean("<p>Dengan&nbsp;<b>hormat</b></p>\n<ul><li>satu</li></ul>") == "Dengan hormat satu"
