"""Who may act as what on which day, and what is said to those who may not."""

from datetime import date

import pytest

from libs.kit.errors import Invalid
from services.eoffice.organisation.acting import (
    NotYourPosition,
    acting,
    acting_if_any,
    chain,
    positions_of,
)
from tests import offices

TODAY = date(2026, 11, 22)


@pytest.fixture
def tx(eoffice):
    with eoffice.db.begin() as tx:
        offices.found(tx)
        yield tx


def _may_not(tx, name, position):
    with pytest.raises(NotYourPosition) as caught:
        acting(tx, offices.person(name), position, TODAY)
    return caught.value.detail


def test_the_only_position_of_a_person_is_what_they_act_as(tx):
    found = acting(tx, offices.person("lurah"), None, TODAY)
    assert (found.person, found.position, found.title) == ("lurah", "LURAH", "Lurah Air Itam")
    assert (found.unit, found.area, found.capacity) == ("1971.AI", "1971011004", "definitive")
    assert not found.records
    assert acting(tx, offices.person("arsip-bi"), None, TODAY).records


def test_who_holds_several_positions_says_as_which(tx):
    offices.hold(tx, "ASISTEN", "kadis", "plt", TODAY, date(2027, 1, 1))
    kadis = offices.person("kadis")
    with pytest.raises(Invalid) as caught:
        acting(tx, kadis, None, TODAY)
    [error] = caught.value.errors
    assert (error.field, error.message) == ("as", "needs one of your positions: ASISTEN, KADIS")
    assert acting(tx, kadis, "ASISTEN", TODAY).capacity == "plt"
    assert acting_if_any(tx, kadis, None, TODAY) is None


def test_a_position_of_somebody_else_is_refused(tx):
    assert _may_not(tx, "lurah", "CAMAT") == "CAMAT was never yours"
    assert _may_not(tx, "lurah", "NOWHERE") == "NOWHERE was never yours"


def test_nobody_without_a_position_acts(tx):
    assert _may_not(tx, "visitor", None) == "this account holds no position on 2026-11-22"


def test_a_position_that_ended_yesterday_gives_no_authority_today(tx):
    offices.hold(tx, "KADIS", "camat", "plt", date(2026, 1, 1), date(2026, 11, 21))
    camat = offices.person("camat")
    assert _may_not(tx, "camat", "KADIS") == "KADIS was yours until 2026-11-21"
    assert acting(tx, camat, "KADIS", date(2026, 11, 21)).capacity == "plt"


def test_a_position_gives_authority_from_its_first_day(tx):
    offices.hold(tx, "KADIS", "camat", "plt", date(2026, 11, 23), date(2026, 12, 1))
    assert _may_not(tx, "camat", "KADIS") == "KADIS is yours from 2026-11-23"
    assert acting(tx, offices.person("camat"), "KADIS", date(2026, 11, 23))


def test_what_was_revoked_before_it_began_was_never_held(tx):
    offices.hold(tx, "KADIS", "camat", "plt", date(2026, 11, 22), date(2026, 11, 21))
    assert _may_not(tx, "camat", "KADIS") == "KADIS was never yours"


def test_a_delegate_acts_for_a_position_while_the_delegation_lasts(tx):
    offices.delegate(tx, "SEKDA", "ASISTEN", TODAY, date(2026, 11, 30))
    asisten = offices.person("asisten")
    found = acting(tx, asisten, "SEKDA", TODAY)
    assert (found.capacity, found.via, found.via_capacity) == ("delegate", "ASISTEN", "definitive")
    assert acting(tx, asisten, None, TODAY).position == "ASISTEN"
    assert [one.position for one in positions_of(tx, asisten, TODAY)] == ["ASISTEN", "SEKDA"]
    with pytest.raises(NotYourPosition) as caught:
        acting(tx, asisten, "SEKDA", date(2026, 12, 1))
    assert caught.value.detail == "SEKDA was yours until 2026-11-30"


def test_what_is_delegated_is_not_passed_on(tx):
    offices.delegate(tx, "WALI", "SEKDA", TODAY, TODAY)
    offices.delegate(tx, "SEKDA", "ASISTEN", TODAY, TODAY)
    assert _may_not(tx, "asisten", "WALI") == "WALI was never yours"


def test_who_holds_a_position_needs_no_delegation_of_it(tx):
    offices.hold(tx, "SEKDA", "asisten", "plh", TODAY, TODAY)
    offices.delegate(tx, "SEKDA", "ASISTEN", TODAY, TODAY)
    assert acting(tx, offices.person("asisten"), "SEKDA", TODAY).capacity == "plh"


def test_the_chain_leads_upwards_from_the_nearest(tx):
    assert chain(tx, "LURAH") == ["CAMAT", "SEKDA", "WALI"]
    assert chain(tx, "WALI") == []
    assert chain(tx, "NOWHERE") == []
