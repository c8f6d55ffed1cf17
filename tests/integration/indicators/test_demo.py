"""The demo's nine items: filled, labelled as made, the same again, quick, and exact."""

import time
from datetime import date

from services.indicators import domain, folding
from services.indicators.demo import making, putting
from tests.integration.indicators.asking import ADMIN, call

TODAY = date(2024, 11, 27)
VILLAGES, AGES_AND_SEXES = 42, 32
A_MONTH = 25 * 7 + VILLAGES + 7 * AGES_AND_SEXES


def test_nine_items_are_filled_with_figures_that_say_they_are_made(indicators, database):
    begun = time.process_time()
    assert putting.put(indicators.db, TODAY) == {"indicators": 27, "observations": A_MONTH * 60}
    assert time.process_time() - begun < 10  # this process's own share of it
    assert putting.put(indicators.db, TODAY)["observations"] == 0
    assert putting.put(indicators.db, date(2024, 12, 27))["observations"] == A_MONTH
    for item in domain.ITEMS:
        page = call(indicators, "get_item", ADMIN, item=item, area="1971")
        assert len(page["headlines"]) == 3
        for head in page["headlines"]:
            assert head["made"]
            assert "bukan data nyata" in head["source"]
            assert head["value"] is not None
        assert len(page["ranking"]) == 7
        assert [len(one["areas"]) for one in page["maps"]] == [7, 7, 7, 7, 7]
    assert folding.check(indicators.db) == []
    told = database.execute("SELECT DISTINCT origin FROM indicators.batches")
    assert told == [("made",)]


def test_figures_are_the_same_for_the_same_month():
    [(this, how), *_] = making.indicators()
    one = {(o.area, o.period): o.value for o in making.observations(this, how, TODAY)}
    other = {(o.area, o.period): o.value for o in making.observations(this, how, date(2025, 1, 9))}
    shared = one.keys() & other.keys()
    assert len(shared) == 7 * 58
    assert all(one[cell] == other[cell] for cell in shared)
    for this, how in making.indicators():
        for one in making.observations(this, how, TODAY):
            assert domain.within_bounds(this.unit, one.value)
