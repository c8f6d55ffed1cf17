"""Positions, holdings and delegations: changed by who may, noted, and told of."""

import uuid
from datetime import date, timedelta

import psycopg2
import pytest

from libs.kit import paging
from libs.kit.errors import Forbidden, Invalid
from libs.kit.principal import OutsideArea
from libs.kit.request import Request
from services.eoffice.organisation import blocks
from services.eoffice.organisation.acting import acting
from services.eoffice.organisation.domain import (
    OwnPosition,
    PositionHeld,
    UnknownDelegation,
    UnknownHolding,
    UnknownPosition,
    WrongSuperior,
)
from tests import offices
from tests.asking import at_once

STARTS = "2026-11-01"
AUTHORITY = "authority_changed"


@pytest.fixture
def office(eoffice):
    with eoffice.db.begin() as tx:
        offices.found(tx)
    return eoffice


def ask(data, name="kepegawaian", area="1971", role="officer"):
    return Request(data, offices.person(name, area, role), str(uuid.uuid4()), "r-1", "", "10.0.0.9")


def do(call, data, **who):
    return call(ask(data, **who))["answer"]


def new(**changes):
    """Return a position without a holder."""
    given = {"code": "KABAG", "unit": "1971.SETDA", "title": "Kepala Bagian", "above": "ASISTEN"}
    return given | {"level": "administrator"} | changes


def plt(**changes):
    given = {"position": "KABAG", "person": "kadis", "capacity": "plt", "starts": STARTS}
    return given | {"ends": "2027-03-31", "decree": "821.2/17/BKPSDM"} | changes


def find(office, code, **who):
    items = office.list_positions(ask({}, **who))["items"]
    return next((one for one in items if one["code"] == code), None)


def test_a_position_is_added_changed_and_listed(office):
    made = do(office.put_position, new())
    assert made == new(records=False)
    do(office.put_position, new(title="Kepala Bagian Umum"))
    found = find(office, "KABAG")
    assert (found["title"], found["unit_name"], found["area"]) == (
        "Kepala Bagian Umum",
        "Sekretariat Daerah",
        "1971",
    )
    assert (found["holders"], found["vacant"]) == ([], True)


def test_a_position_stands_below_another_of_a_unit_that_is_there(office):
    with pytest.raises(WrongSuperior):
        do(office.put_position, new(code="SEKDA", above="LURAH"))
    with pytest.raises(Invalid) as caught:
        do(office.put_position, new(unit="1971.X"))
    assert [one.field for one in caught.value.errors] == ["unit"]


def test_a_vacant_position_is_filled_by_a_plt_and_vacated(office, database):
    do(office.put_position, new())
    today = office.today()
    given = plt(starts=today.isoformat(), ends=(today + timedelta(days=30)).isoformat())
    made = do(office.appoint, given)
    assert find(office, "KABAG")["holders"] == [made]
    assert not find(office, "KABAG")["vacant"]
    ended = do(office.end_holding, {"id": made["id"], "ends": today.isoformat()})
    assert ended == made | {"ends": today.isoformat()}
    events = [one[0] for one in database.execute("SELECT event FROM eoffice.outbox ORDER BY id")]
    assert [one for one in events if one != AUTHORITY] == [
        "position_changed",
        "position_filled",
        "position_vacated",
    ]
    envelopes = "SELECT DISTINCT event FROM eoffice.outbox WHERE envelope LIKE '%kadis%'"
    assert database.execute(envelopes) == [(AUTHORITY,)]  # no event on a stream says who


def authority(database):
    query = "SELECT envelope::json->'data' FROM eoffice.outbox WHERE event = %s ORDER BY id"
    return [one[0] for one in database.execute(query, AUTHORITY)]


def test_services_are_told_who_holds_a_position_at_each_change(office, database):
    do(office.put_position, new())
    assert authority(database)[-1]["holders"] == []
    today = office.today().isoformat()
    made = do(office.appoint, plt(starts=today, ends=today))
    [held] = authority(database)[-1]["holders"]
    assert held == {name: made[name] for name in ("person", "capacity", "starts", "ends")}
    do(
        office.delegate,
        {"from": "SEKDA", "to": "KABAG", "matters": "semua", "starts": today, "ends": today},
        name="sekda",
    )
    told = authority(database)[-1]
    assert (told["position"], told["unit_name"]) == ("SEKDA", "Sekretariat Daerah")
    assert [one["position"] for one in told["delegates"]] == ["KABAG"]


def test_all_authority_is_told_anew_as_often_as_asked(office, database):
    with pytest.raises(Forbidden):
        do(office.resend_authority, {}, name="operator", role="operator")
    for times in (1, 2):
        assert do(office.resend_authority, {}, role="admin", area="") == {"positions": 7}
        assert len(authority(database)) == 7 * times
    held = {one["position"]: one["holders"][0]["person"] for one in authority(database)}
    assert held["CAMAT"] == "camat"


def test_a_plh_reports_to_the_definitive_holder(office):
    today = office.today().isoformat()
    given = plt(position="SEKDA", person="asisten", capacity="plh", starts=today, ends=today)
    do(office.appoint, given)
    definitive, plh = find(office, "SEKDA")["holders"]
    assert (definitive["person"], plh["person"], plh["reports_to"]) == ("sekda", "asisten", "sekda")


def test_what_is_changed_is_noted_with_who_as_whom_from_where_before_and_after(office, database):
    do(office.put_position, new(), name="sekda")
    query = "SELECT person, position, capacity, origin, what, subject, before, after FROM acts"
    [row] = database.execute(query, service="eoffice")
    assert row[:6] == (
        "sekda",
        "SEKDA",
        "definitive",
        "10.0.0.9",
        "position_changed",
        "position/KABAG",
    )
    assert row[6:] == (None, new(records=False))
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        database.execute("DELETE FROM acts", service="eoffice")


def test_the_same_again_changes_nothing(office, database):
    for _ in range(2):
        do(office.put_position, new())
    assert database.execute("SELECT count(*) FROM eoffice.acts") == [(1,)]


def test_of_many_appointed_at_once_one_holds_the_position(office, database):
    do(office.put_position, new())
    calls = [lambda n=n: do(office.appoint, plt(person=f"calon-{n}")) for n in range(8)]
    answers = at_once(calls)
    assert sum(isinstance(one, PositionHeld) for one in answers) == 7
    held = "SELECT count(*) FROM eoffice.holdings WHERE position = 'KABAG'"
    assert database.execute(held) == [(1,)]


def test_an_officer_changes_nothing_outside_their_area(office):
    camat = {"name": "camat", "area": "197101"}
    do(office.put_position, new(code="SEKCAM", unit="1971.BI", above="CAMAT"), **camat)
    do(office.appoint, plt(position="SEKCAM", capacity="definitive", person="baru"), **camat)
    [sekda] = office.list_holdings(ask({"position": "SEKDA"}))["items"]
    over = [
        (office.put_position, new()),
        (office.put_position, new(code="SEKDA", unit="1971.BI")),
        (office.appoint, plt(position="SEKDA")),
        (office.end_holding, {"id": sekda["id"], "ends": STARTS}),
        (office.delegate, delegation()),
        (office.import_organisation, {"text": "code,name,kind,area\nX,X,agency,1971\n"}),
    ]
    for call, data in over:
        with pytest.raises((OutsideArea, Invalid)) as caught:
            do(call, data, **camat)
        assert "outside" in f"{caught.value.detail} {caught.value.errors}"


def test_nobody_appoints_themselves_but_an_administrator(office):
    do(office.put_position, new())
    with pytest.raises(OwnPosition):
        do(office.appoint, plt(), name="kadis")
    do(office.appoint, plt(), name="kadis", role="admin")


def test_another_regency_is_neither_listed_nor_searched(office):
    foreign = {"area": "3316", "name": "blora"}
    for call in (office.list_positions, office.list_holdings, office.list_delegations):
        assert call(ask({}, **foreign)) == {"items": [], "next": None}
        with pytest.raises(OutsideArea):
            call(ask({"area": "1971"}, **foreign))
    assert office.list_positions(ask({"q": "camat"}, **foreign))["items"] == []


def test_a_district_sees_its_whole_regency(office):
    assert find(office, "SEKDA", area="197101", name="camat")


def test_positions_are_searched_by_title_code_and_unit(office):
    def codes(**query):
        return [one["code"] for one in office.list_positions(ask(query))["items"]]

    assert codes(q="air itam") == ["LURAH"]
    assert codes(q="arsip") == ["ARSIP-BI"]
    assert codes(q="%") == []
    assert codes(unit="1971.SETDA") == ["ASISTEN", "SEKDA"]
    assert codes(area="197101") == ["ARSIP-BI", "CAMAT", "LURAH"]


@pytest.mark.parametrize("name", ["list_positions", "list_holdings"])
def test_pages_bring_each_once(office, name):
    call, found, after = getattr(office, name), [], None
    while True:
        page = call(ask({"limit": 3, "after": after}))
        found += page["items"]
        after = page["next"]
        if after is None:
            break
    assert found == call(ask({"limit": paging.MOST}))["items"]
    assert len(found) == len(offices.POSITIONS)


def test_bad_fields_are_all_named(office):
    with pytest.raises(Invalid) as caught:
        do(office.appoint, {"position": "", "capacity": "raja", "starts": "besok", "umur": 3})
    named = {one.field for one in caught.value.errors}
    assert named == {"position", "person", "capacity", "starts", "umur"}
    with pytest.raises(UnknownHolding):
        do(office.end_holding, {"id": str(uuid.uuid4()), "ends": STARTS})
    with pytest.raises(UnknownDelegation):
        do(office.end_delegation, {"id": str(uuid.uuid4()), "ends": STARTS})


def delegation(**changes):
    given = {"from": "SEKDA", "to": "ASISTEN", "matters": "Undangan rapat", "starts": STARTS}
    return given | {"ends": "2026-12-31"} | changes


def test_what_was_done_with_a_position_is_told_in_order(office):
    do(office.put_position, new())
    holding = do(office.appoint, plt())
    do(office.end_holding, {"id": holding["id"], "ends": "2026-12-31"})
    given = do(office.delegate, delegation(to="KABAG"))
    do(office.end_delegation, {"id": given["id"], "ends": STARTS})
    asked = {"position": "KABAG", "limit": 3}
    first = office.position_history(ask(asked))
    rest = office.position_history(ask(asked | {"after": first["next"]}))
    done = [(one["what"], one["person"], one["origin"]) for one in first["items"] + rest["items"]]
    facts = ("position_changed", "position_filled", "position_vacated", "delegation_given")
    assert done == [(one, "kepegawaian", "10.0.0.9") for one in (*facts, "delegation_ended")]
    assert rest["items"][-1]["after"]["ends"] == STARTS
    with pytest.raises(UnknownPosition):
        office.position_history(ask(asked, area="3316"))


def test_a_holder_delegates_to_a_position_below_and_takes_it_back(office):
    made = do(office.delegate, delegation(), name="sekda", area="3316")
    assert office.list_delegations(ask({"position": "ASISTEN"}))["items"] == [made]
    asisten = offices.person("asisten")
    with office.db.begin() as tx:
        who = acting(tx, asisten, "SEKDA", date(2026, 11, 22))
        assert blocks.block(tx, who) == ["a.n. SEKRETARIS DAERAH", "ASISTEN PEMERINTAHAN"]
    ended = do(office.end_delegation, {"id": made["id"], "ends": "2026-11-21"}, name="sekda")
    assert ended["ends"] == "2026-11-21"
    with pytest.raises(Invalid) as caught:
        do(office.delegate, delegation(to="WALI"), name="sekda")
    assert [one.field for one in caught.value.errors] == ["to"]


def test_nobody_delegates_anothers_position_to_themselves(office):
    with pytest.raises(OwnPosition):
        do(office.delegate, delegation(), name="asisten")


def test_a_block_reaches_two_levels_up_the_chain_and_no_further(office):
    with office.db.begin() as tx:
        camat, lurah, asisten = (
            acting(tx, offices.person(name), None, date(2026, 11, 22))
            for name in ("camat", "lurah", "asisten")
        )
        assert blocks.block(tx, camat) == ["CAMAT BUKIT INTAN"]
        assert blocks.block(tx, asisten, "WALI") == [
            "a.n. WALI KOTA CONTOH",
            "SEKRETARIS DAERAH",
            "u.b.",
            "ASISTEN PEMERINTAHAN",
        ]
        for signer, behalf in ((lurah, "WALI"), (camat, "KADIS"), (camat, "LURAH")):
            with pytest.raises(blocks.TooFarAbove):
                blocks.block(tx, signer, behalf)


def test_who_asks_is_told_what_they_may_act_as(office):
    found = office.office_me(ask({}, name="lurah", role="viewer"))
    assert found["person"] == "lurah"
    assert found["on"] == office.today().isoformat()
    [mine] = found["positions"]
    assert (mine["position"], mine["title"], mine["capacity"]) == (
        "LURAH",
        "Lurah Air Itam",
        "definitive",
    )
    assert office.office_me(ask({}, name="tamu", role="viewer"))["positions"] == []
