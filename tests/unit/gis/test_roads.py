"""The condition of roads: indexes, classes, surveys, shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gis import rule_tables
from services.gis.roads import domain
from services.gis.roads.domain import Distress, Stretch

RULES = domain.rules_in(rule_tables.shipped("roads"))


@pytest.mark.parametrize(
    ("iri", "condition"),
    [
        (0.0, "good"),
        (4.0, "good"),
        (4.01, "fair"),
        (8.0, "fair"),
        (8.01, "light"),
        (12.0, "light"),
        (12.01, "heavy"),
    ],
)
def test_roughness_alone_gives_a_class(iri, condition):
    assert domain.judged(Stretch(0, 100, iri=iri), RULES) == condition


@pytest.mark.parametrize(
    ("sdi", "condition"),
    [(49.9, "good"), (50, "fair"), (99.9, "fair"), (100, "light"), (150, "light"), (151, "heavy")],
)
def test_distress_alone_gives_a_class(sdi, condition):
    assert domain.judged(Stretch(0, 100, sdi=sdi), RULES) == condition


def test_both_indexes_give_the_class_of_the_matrix_on_a_paved_surface_only():
    smooth_but_broken = {"iri": 3.0, "sdi": 160.0}
    assert domain.judged(Stretch(0, 100, **smooth_but_broken), RULES) == "light"
    paved = Stretch(0, 100, **smooth_but_broken, surface="asphalt")
    assert domain.judged(paved, RULES) == "light"
    unpaved = Stretch(0, 100, **smooth_but_broken, surface="gravel")
    assert domain.judged(unpaved, RULES) == "heavy"


def test_a_class_that_is_given_stands_and_nothing_measured_is_unknown():
    assert domain.judged(Stretch(0, 100, iri=2.0, condition="heavy"), RULES) == "heavy"
    assert domain.judged(Stretch(0, 100), RULES) == "unknown"


@pytest.mark.parametrize(
    ("found", "sdi"),
    [
        (Distress(0, 0, 0, 0), 0),
        (Distress(5, 1, 0, 0), 5),
        (Distress(20, 4, 0, 0), 40),  # wide cracks count twice
        (Distress(40, 4, 5, 0), 95),
        (Distress(40, 1, 30, 2), 125),
        (Distress(40, 4, 60, 5), 325),
    ],
)
def test_the_distress_index_adds_up(found, sdi):
    assert domain.index_of(found, RULES) == sdi


@given(*[st.floats(0, limit) for limit in (100, 10, 100, 10)], st.integers(0, 3), st.floats(0, 5))
def test_more_distress_is_never_a_better_road(cracks, width, potholes, ruts, which, more):
    before = [cracks, width, potholes, ruts]
    after = [value + more * (place == which) for place, value in enumerate(before)]
    worse, better = (domain.index_of(Distress(*values), RULES) for values in (after, before))
    assert worse >= better


def test_a_survey_that_does_not_fit_is_refused_by_place():
    stretches = [
        Stretch(0, 100, iri=3.0),
        Stretch(90, 200, iri=float("nan")),
        Stretch(300, 300, surface="ice"),
        Stretch(400, 1026, condition="baik"),
    ]
    places = [error.field for error in domain.faults(stretches, 1000)]
    assert places == [
        "items.1.iri",
        "items.2.to",
        "items.2.surface",
        "items.3.to",
        "items.3.condition",
        "items.1.from",
    ]
    (overlap,) = (one for one in domain.faults(stretches, 1000) if one.field == "items.1.from")
    assert "0+090" in overlap.message
    assert "items.0 ends at 0+100" in overlap.message


def test_an_odometer_may_run_a_little_beyond_the_line():
    assert domain.faults([Stretch(0, 1025)], 1000) == []
    assert domain.faults([Stretch(0, 1025.1)], 1000) != []


def test_what_no_survey_tells_of_is_not_in_good_order():
    metres = domain.mix([("good", 300), ("fair", 200), ("light", 100), ("unknown", 50)], 1000)
    assert metres == {"good": 300, "fair": 200, "light": 100, "heavy": 0, "unknown": 400}
    assert domain.soundness(metres) == 50
    assert domain.soundness(domain.mix([], 0)) is None


@pytest.mark.parametrize(("metre", "text"), [(0, "0+000"), (7300, "7+300"), (14366.4, "14+366")])
def test_metres_read_as_stations(metre, text):
    assert domain.station(metre) == text
