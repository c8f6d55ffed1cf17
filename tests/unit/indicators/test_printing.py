"""What printed pages draw and say: charts that hold all values, maps that keep shapes, numbers."""

import re
from itertools import pairwise

import pytest
from markupsafe import Markup

from services.indicators.briefs.words import WORDS as BRIEFED
from services.indicators.printing import drawing, page, words
from services.indicators.printing.drawing import Line, Scale
from services.indicators.printing.words import WORDS


@pytest.mark.parametrize(
    ("low", "high"), [(92.5, 95), (0, 0), (77.6, 77.6), (-3, 12), (0.001, 0.002), (1e9, 1.7e9)]
)
def test_a_charts_lines_hold_all_values_and_are_few(low, high):
    found = drawing.nice(low, high)
    assert found[0] <= low <= high <= found[-1]
    assert 2 <= len(found) <= 8
    step = found[1] - found[0]
    assert {round((after - before) / step, 6) for before, after in pairwise(found)} == {1.0}


def test_names_in_a_chart_are_text():
    line = Line({0: 1.0, 1: 2.0}, {0: 1.5}, 2.5, ["<Jan>", "Feb"], ("2024", "2023", "<target>"))
    made = drawing.chart(line, lambda value: f"{value:g} <kg>")
    assert isinstance(made, Markup)
    assert "<target>" not in made
    assert "&lt;Jan&gt;" in made
    assert "2 &lt;kg&gt;" in made
    assert drawing.chart(Line({}, {}, None, ["Jan"], ("", "", "")), str) == ""


def test_a_map_lies_north_up_within_its_plane_and_keeps_holes():
    square = [(106.0, -2.0), (106.1, -2.0), (106.1, -1.9), (106.0, -1.9), (106.0, -2.0)]
    hole = [(106.04, -1.96), (106.06, -1.96), (106.06, -1.94), (106.04, -1.96)]
    paths = drawing.placed({"a": [square, hole]}, 160, 120)
    assert paths["a"].count("M") == paths["a"].count("Z") == 2
    numbers = [float(one) for one in re.findall(r"-?[0-9.]+", paths["a"])]
    assert min(numbers) >= 0
    assert max(numbers[::2]) <= 160
    assert max(numbers[1::2]) <= 120
    assert numbers[1] == 120  # the first point is a southern one
    assert drawing.placed({}, 160, 120) == {}


def test_what_is_no_area_has_no_rings():
    assert drawing.rings({"type": "Point", "coordinates": [1, 2]}) == []
    ring = [[0, 0, 9], [1, 0, 9], [0, 1, 9], [0, 0, 9]]
    told = {"type": "MultiPolygon", "coordinates": [[ring], [ring]]}
    assert [len(one) for one in drawing.rings(told)] == [4, 4]


def test_less_than_a_limit_is_as_good_as_more_than_a_target():
    assert Scale(100, 80).good(80)
    assert not Scale(100, 80).good(79)
    assert Scale(100, 80, down=True).good(79)
    assert not Scale(100, 80, down=True).good(81)
    assert Scale(0, None).good(1)
    assert 'width="0.0"' in drawing.bar(5, None, Scale(0, None))


@pytest.mark.parametrize(
    ("value", "decimals", "language", "said"),
    [
        (1234.5, 1, "id", "1.234,5"),
        (1234.5, 1, "en", "1,234.5"),
        (-0.04, 1, "id", "0,0"),
        (None, 1, "id", "-"),
    ],
)
def test_numbers_are_written_as_the_language_does(value, decimals, language, said):
    assert words.number(value, decimals, language) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024", "2024"),
        ("2024-11", "Nov 2024"),
        ("2024-Q3", "Triwulan 3 2024"),
        ("2024-S1", "Semester 1 2024"),
        ("2024-11-05", "5 Nov 2024"),
    ],
)
def test_periods_are_read_as_people_say_them(text, said):
    assert words.period(text, "id") == said


def test_a_figure_that_is_late_is_not_printed_as_a_wrong_one():
    def said(complete, consistent, as_of="2024-11-25T00:00:00Z"):
        parts = {"complete": {"score": complete}, "consistent": {"score": consistent}}
        counts = {"there": 9, "expected": 10, "held": 3, "looked": 4}
        head = {"as_of": as_of, "quality": {"score": 0, "counts": counts, **parts}}
        return page.quality(head, WORDS["id"])

    assert said(100, 100) == "isi lengkap; angka selaras"
    assert said(90, 75) == "isi 9 dari 10; 1 dari 4 angka tidak selaras"
    assert said(0, 0, None) == "belum ada angka"


def test_one_is_counted_as_one_where_the_language_tells_them_apart():
    def said(language, name, n):
        found = WORDS[language] if name == "late" else BRIEFED[language]
        return words.counted(found, name, n).format(n=n, day="20 Nov", period="2024")

    assert [said("en", "late", n) for n in (1, 2)] == [
        "late, 1 period is missing",
        "late, 2 periods are missing",
    ]
    assert said("en", "due", 1) == "due 20 Nov, 1 day over"
    assert [said("en", "left", n) for n in (1, 7)] == ["in 1 day", "in 7 days"]
    assert [said("id", "due", n) for n in (1, 2)] == [
        "batas 20 Nov, lewat 1 hari",
        "batas 20 Nov, lewat 2 hari",
    ]
