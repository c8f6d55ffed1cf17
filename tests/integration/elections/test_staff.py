import uuid
from datetime import timedelta

import orjson
import pytest

from libs.kit.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from libs.kit.principal import Principal
from services.elections.staff.domain import (
    AlreadyApplied,
    BodyFull,
    RequirementsNotMet,
    RoundNotOpen,
    TermNotOver,
)
from tests.integration.elections.staffing import (
    BORN,
    OTHER,
    TPS,
    add,
    application,
    asked,
    decide,
    load,
    nik,
    opened,
    register,
    today,
)

ELSEWHERE = Principal("o", "o", frozenset({"operator"}), "197102")
ABSENT = nik(9999)


@pytest.fixture
def desk(call):
    call.stations(TPS, OTHER)
    register(call, ABSENT)
    return call


def gaps(call, body="kpps", **more):
    return asked(call, "list_staff_gaps", body=body, **more)


def people(call, **more):
    return asked(call, "list_applicants", **more)["items"]


def kept(call):
    """Return everything that the schema holds, as text."""
    with call.service.db.begin() as tx:
        names = tx.exec_driver_sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'elections'"
        ).scalars()
        rows = [tx.exec_driver_sql(f"SELECT t::text FROM {name} t").scalars() for name in names]
        return "\n".join(text for found in rows for text in found)


def test_an_applicant_who_meets_all_is_accepted_and_fills_a_gap(desk):
    assert gaps(desk)["items"][0]["missing"] == 7
    one = add(desk, opened(desk))
    assert set(one["requirements"].values()) == {"met"}
    assert (one["nik_tail"], one["state"], one["party"]) == ("0001", "applied", "not-registered")
    decide(desk, one)
    assert [row["missing"] for row in gaps(desk)["items"]] == [6, 7]
    assert gaps(desk)["sums"]["kpps"] == {"places": 2, "full": 0, "missing": 13}
    roster = asked(desk, "list_staff_roster", area=TPS)["items"]
    [found] = asked(desk, "list_staff_rounds")["items"]
    assert found["applicants"] == {"applied": 0, "accepted": 1, "reserve": 0, "refused": 0}
    assert [(row["id"], row["body"], row["name"]) for row in roster] == [
        (one["id"], "kpps", "Pelamar")
    ]


def test_the_nik_is_in_no_table_whatever_is_done(desk):
    digits = nik(7)
    one = add(desk, opened(desk), 7)
    desk("check_party", election="pilkada", nik=digits)
    with pytest.raises(Invalid) as caught:
        decide(desk, one, "refused", f"NIK {digits} salah")
    assert digits not in str(caught.value.errors)
    decide(desk, one, "refused", "berkas tidak lengkap")
    text = kept(desk)
    assert digits not in text
    assert one["id"] in text
    assert "Pelamar" not in str(
        desk.service.db.engine.connect().exec_driver_sql("SELECT answer FROM commands").all()
    )


def test_a_repeated_application_is_one(desk):
    data, key = application(opened(desk)), str(uuid.uuid4())
    first = desk("add_applicant", key, **data)
    again = desk("add_applicant", key, **data)
    assert again == {"answer": first["answer"], "repeated": True}
    with pytest.raises(AlreadyApplied):
        desk("add_applicant", **data)


def test_each_field_that_is_wrong_is_named_and_no_nik_is(desk):
    data = application(opened(desk), nik="1971019905900001", name="R2D2", birth_date="17-5-1990")
    with pytest.raises(Invalid) as caught:
        desk("add_applicant", **data)
    assert {one.field for one in caught.value.errors} == {"nik", "name", "birth_date"}
    assert "1971019905900001" not in str(caught.value.errors)


@pytest.mark.parametrize(
    ("more", "failing"),
    [
        ({"birth_date": "1990-05-18"}, "birth_date"),
        ({"no_party": False}, "statement"),
        ({"nik": nik(3, BORN.replace(year=2007, month=12)), "birth_date": "2007-12-17"}, "age"),
        ({"nik": ABSENT}, "party"),
    ],
)
def test_who_does_not_meet_what_is_asked_is_not_accepted(desk, more, failing):
    one = add(desk, opened(desk), **more)
    assert one["requirements"][failing] == "failed"
    for decision in ("accepted", "reserve"):
        with pytest.raises(RequirementsNotMet) as caught:
            decide(desk, one, decision)
        assert failing in caught.value.detail
    decide(desk, one, "refused", "tidak memenuhi syarat")
    assert people(desk, state="refused")[0]["reason"] == "tidak memenuhi syarat"


def test_one_person_is_in_one_body_only(desk):
    decide(desk, add(desk, opened(desk)))
    again = add(desk, opened(desk, "pps"), 1, TPS[:10])
    assert again["requirements"]["one_body"] == "failed"
    with pytest.raises(RequirementsNotMet):
        decide(desk, again)


def test_a_body_takes_as_many_as_its_size(desk):
    desk("put_options", election="pilkada", version=0, staff_kpps=1)
    round_id = opened(desk)
    first, second = add(desk, round_id, 1), add(desk, round_id, 2)
    decide(desk, first)
    with pytest.raises(BodyFull):
        decide(desk, second)
    decide(desk, second, "reserve")
    assert [row["area"] for row in gaps(desk)["items"]] == [OTHER]


def test_a_decision_needs_the_version_it_was_made_on_and_a_refusal_its_reason(desk):
    one = add(desk, opened(desk))
    decide(desk, one, "reserve")
    with pytest.raises(PreconditionFailed):
        decide(desk, one, "accepted")
    with pytest.raises(Invalid):
        decide(desk, one, "refused", version=2)


def test_a_round_takes_applications_between_its_days_and_of_its_area(desk):
    over = (today() - timedelta(days=2)).isoformat()
    closed = opened(desk, opens=over, closes=over)
    with pytest.raises(RoundNotOpen):
        add(desk, closed)
    for area in (TPS[:10], "1971011004099", "1972011004001"):
        with pytest.raises(Invalid) as caught:
            add(desk, opened(desk), area=area)
        assert [one.field for one in caught.value.errors] == ["area"]
    with pytest.raises(NotFound):
        add(desk, str(uuid.uuid4()))


def test_nobody_sees_or_decides_people_of_another_area(desk):
    one = add(desk, opened(desk))
    other = desk.by(ELSEWHERE)
    assert people(other) == []
    assert gaps(other)["items"] == []
    for ask in (
        lambda: other("get_applicant", election="pilkada", applicant=one["id"]),
        lambda: decide(other, one),
        lambda: add(other, one["round"], 2),
        lambda: people(other, area="197101"),
    ):
        with pytest.raises(Forbidden):
            ask()
    assert other("check_party", election="pilkada", nik=nik())["applicants"] == []


def test_lists_come_in_pages(desk):
    round_id = opened(desk)
    ids = {add(desk, round_id, serial, area)["id"] for serial, area in ((1, OTHER), (2, TPS))}
    first = desk("list_applicants", election="pilkada", limit=1)
    rest = desk("list_applicants", election="pilkada", limit=1, after=first["next"])
    assert [first["items"][0]["area"], rest["items"][0]["area"]] == [TPS, OTHER]
    assert {first["items"][0]["id"], rest["items"][0]["id"]} == ids
    assert rest["next"] is None
    page = gaps(desk, limit=1)
    assert gaps(desk, limit=1, after=page["next"])["items"][0]["area"] == OTHER


def test_a_finished_round_is_forgotten_and_its_counts_stay(desk):
    over = (today() - timedelta(days=1)).isoformat()
    round_id = opened(desk)
    decide(desk, add(desk, round_id))
    with pytest.raises(TermNotOver):
        desk("erase_staff_round", election="pilkada", round=round_id)
    with desk.service.db.begin() as tx:
        days = {"over": over, "id": round_id}
        tx.exec_driver_sql(
            "UPDATE staff_rounds SET opens = %(over)s, closes = %(over)s, term_ends = %(over)s"
            " WHERE id = %(id)s",
            days,
        )
    assert desk("erase_staff_round", election="pilkada", round=round_id)["answer"] == {
        "erased": 1,
        "applicants": {"accepted": 1},
    }
    found = people(desk)[0]
    assert (found["name"], found["nik_tail"], found["birth_date"]) == (None, None, None)
    assert "Pelamar" not in kept(desk)
    with pytest.raises(Conflict):
        decide(desk, found, "reserve")


def rows(*lines):
    return "\n".join(["NIK;nama;tanggal lahir;wilayah;bukan anggota partai", *lines])


def line(serial, area=TPS, born=BORN):
    return f"{nik(serial)};Pelamar;{born};{area};ya"


def test_a_file_with_a_wrong_row_is_refused_whole_and_says_what_is_wrong(desk):
    text = rows(line(1), f"12;Pelamar;{BORN};{TPS};ya", line(3, "1971011004099"), line(1, OTHER))
    round_id = opened(desk)
    job = load(desk, "start_applicants_import", round=round_id, text=text)
    assert job["state"] == "failed"
    assert [(one["place"], one["code"]) for one in job["errors"]] == [
        (3, "nik"),
        (4, "area"),
        (5, "nik"),
    ]
    assert people(desk) == []
    job = load(desk, "start_applicants_import", round=round_id, text=text, partial=True)
    assert (job["state"], len(people(desk))) == ("done", 1)
    again = load(desk, "start_applicants_import", round=round_id, text=rows(line(1), line(2)))
    assert (again["state"], len(people(desk))) == ("done", 2)
    assert {one["party"] for one in people(desk)} == {"not-registered"}


def test_a_file_that_waits_for_its_job_has_no_nik_in_it(desk):
    data = {"election": "pilkada", "round": opened(desk), "text": rows(line(5))}
    desk("start_applicants_import", **data)
    with desk.service.db.begin() as tx:
        payload = bytes(
            tx.exec_driver_sql("SELECT payload FROM jobs WHERE state = 'queued'").scalar_one()
        )
    assert nik(5).encode() not in payload
    assert orjson.loads(payload)["rows"][0]["nik_tail"] == "0005"


def test_a_file_without_its_columns_is_refused_at_once(desk):
    with pytest.raises(Invalid) as caught:
        desk("start_applicants_import", election="pilkada", round=opened(desk), text="a,b\n1,2")
    assert "tanggal_lahir" in caught.value.errors[0].message
