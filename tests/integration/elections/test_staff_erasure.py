import csv
import io
from datetime import timedelta

import pytest

from libs.kit.errors import Forbidden, Invalid
from libs.kit.principal import Principal
from services.elections.staff import sheet
from services.elections.staff.domain import RoundErased, TermNotOver
from tests.integration.elections.staffing import (
    OTHER,
    TPS,
    add,
    asked,
    decide,
    nik,
    opened,
    register,
    today,
)

ELSEWHERE = Principal("o", "o", frozenset({"admin"}), "197102")
ABSENT = nik(9999)


@pytest.fixture
def desk(call):
    call.stations(TPS, OTHER)
    register(call, ABSENT)
    return call


def erase(call, one):
    return call("erase_staff_person", election="pilkada", applicant=one["id"])["answer"]


def get(call, one):
    return asked(call, "get_applicant", applicant=one["id"])


def rows_with(call, name):
    with call.service.db.begin() as tx:
        text = "SELECT id FROM staff_applicants WHERE name = %(name)s OR nik_hash IS NOT NULL"
        return tx.exec_driver_sql(text, {"name": name}).all()


def noted(call, what):
    with call.service.db.begin() as tx:
        text = "SELECT subject, after::text FROM audit_entries WHERE what = %(what)s ORDER BY id"
        return tx.exec_driver_sql(text, {"what": what}).all()


def test_a_person_is_erased_from_all_applications_and_each_that_was_open_ends(desk):
    first = add(desk, opened(desk))
    second = add(desk, opened(desk, "pps"), 1, TPS[:10])
    decide(desk, first, "reserve")
    assert erase(desk, second) == {"id": second["id"], "erased": 2}
    for one in (first, second):
        found = get(desk, one)
        assert (found["name"], found["nik_tail"], found["birth_date"]) == (None, None, None)
        assert (found["state"], found["requirements"]) == ("refused", {})
    assert rows_with(desk, "Pelamar") == []
    [(subject, after)] = noted(desk, "staff_person_erased")
    assert subject == f"pilkada/{second['id']}"
    assert "Pelamar" not in after
    with pytest.raises(RoundErased):
        erase(desk, second)


def test_what_somebody_objected_goes_with_him_and_the_partys_register_stays(desk):
    register(desk, nik(1))
    one = add(desk, opened(desk))
    where = {"election": "pilkada", "applicant": one["id"]}
    desk("file_party_objection", **where, note="bukan anggota")
    erase(desk, one)
    assert get(desk, one)["objections"] == []
    assert asked(desk, "check_party", nik=nik(1))["party"] == "registered"


def test_who_serves_is_erased_when_his_term_is_over(desk):
    over = (today() - timedelta(days=1)).isoformat()
    one = add(desk, opened(desk))
    decide(desk, one)
    with pytest.raises(TermNotOver):
        erase(desk, one)
    assert get(desk, one)["name"] == "Pelamar"
    with desk.service.db.begin() as tx:
        text = "UPDATE staff_rounds SET opens = %(o)s, closes = %(o)s, term_ends = %(o)s"
        tx.exec_driver_sql(text, {"o": over})
    erase(desk, one)
    found = get(desk, one)
    assert (found["name"], found["state"]) == (None, "accepted")


def test_nobody_erases_people_of_another_area(desk):
    one = add(desk, opened(desk))
    with pytest.raises(Forbidden):
        erase(desk.by(ELSEWHERE), one)
    assert get(desk, one)["name"] == "Pelamar"


def test_bodies_tell_who_serves_and_what_lacks(desk):
    desk("put_options", election="pilkada", version=0, staff_kpps=1)
    names = [{"code": TPS[:10], "name": "Semabung Lama"}]
    desk("register_areas", election="pilkada", items=names)
    one = add(desk, opened(desk))
    decide(desk, one)
    page = asked(desk, "list_staff_bodies", body="kpps", limit=1)
    [full] = page["items"]
    assert full["name"] == "Semabung Lama"
    assert (full["area"], full["missing"], full["members"][0]["name"]) == (TPS, 0, "Pelamar")
    rest = asked(desk, "list_staff_bodies", body="kpps", limit=1, after=page["next"])
    assert [(row["area"], row["members"]) for row in rest["items"]] == [(OTHER, [])]
    lacking = asked(desk, "list_staff_bodies", body="kpps", lacking=True)
    assert [row["area"] for row in lacking["items"]] == [OTHER]
    assert lacking["sums"]["kpps"] == {"places": 2, "full": 1, "missing": 1}
    with pytest.raises(Invalid):
        asked(desk, "list_staff_bodies")


def lines(call, **more):
    data = call("get_staff_sheet", election="pilkada", body="kpps", **more)
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_a_roster_is_a_file_with_a_line_for_each_seat(desk, monkeypatch):
    decide(desk, add(desk, opened(desk)))
    found = lines(desk, area=TPS)
    assert [(one["nomor"], one["nama"]) for one in found][:2] == [("1", "Pelamar"), ("2", "")]
    assert len(found) == 7
    assert len(lines(desk)) == 14
    assert noted(desk, "staff_roster_exported")[0][0] == "pilkada"
    with pytest.raises(Forbidden):
        lines(desk.by(ELSEWHERE), area=TPS)
    monkeypatch.setattr(sheet, "MOST", 1)
    with pytest.raises(sheet.SheetTooLong):
        lines(desk)
