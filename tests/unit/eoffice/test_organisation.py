"""Who may hold a position beside whom, for how long, and what stands above a signature."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.errors import Invalid
from services.eoffice.organisation import blocks, domain, files
from services.eoffice.organisation.domain import (
    HasEnded,
    Holding,
    NobodyToStandInFor,
    Period,
    Position,
    PositionHeld,
    StoodInFor,
    WrongSuperior,
)

DAY = timedelta(days=1)
FIRST = date(2026, 1, 1)


def held(capacity="definitive", starts=FIRST, ends=None, person="sekda", key="a"):
    return Holding(key, "SEKDA", person, capacity, Period(starts, ends))


def wrong(call):
    with pytest.raises(Invalid) as caught:
        call()
    return [(one.field, one.message) for one in caught.value.errors]


@pytest.mark.parametrize("capacity", ["definitive", "pj", "plt"])
@pytest.mark.parametrize("other", ["definitive", "pj", "plt"])
def test_one_person_at_a_time_holds_a_position(capacity, other):
    ends = date(2026, 6, 30)
    before = held(other, ends=ends)
    with pytest.raises(PositionHeld):
        domain.check_holding(held(capacity, ends, date(2026, 9, 1), key="b"), [before])
    domain.check_holding(held(capacity, ends + DAY, date(2026, 9, 1), key="b"), [before])


def test_a_plt_lasts_a_year_at_most_and_has_an_end():
    domain.check_holding(held("plt", FIRST, date(2026, 12, 31)), [])
    told = [("ends", "a Plt lasts 12 months at most, here to 2026-12-31")]
    assert wrong(lambda: domain.check_holding(held("plt", FIRST, date(2027, 1, 1)), [])) == told
    assert wrong(lambda: domain.check_holding(held("plt"), [])) == told


def test_a_plh_lasts_three_months_at_most():
    beside = [held()]
    domain.check_holding(held("plh", date(2026, 1, 31), date(2026, 4, 29), "asisten", "b"), beside)
    late = held("plh", date(2026, 1, 31), date(2026, 4, 30), "asisten", "b")
    told = wrong(lambda: domain.check_holding(late, beside))
    assert told == [("ends", "a Plh lasts 3 months at most, here to 2026-04-29")]


def test_a_plh_stands_in_for_a_definitive_holder_all_the_while():
    plh = held("plh", FIRST, date(2026, 2, 1), "asisten", "b")
    domain.check_holding(plh, [held()])
    leaving = held(ends=date(2026, 1, 15))
    for others in ([], [held("pj", ends=date(2026, 6, 1))], [leaving]):
        with pytest.raises(NobodyToStandInFor):
            domain.check_holding(plh, others)
    with pytest.raises(PositionHeld):
        domain.check_holding(plh, [held(), held("plh", FIRST, FIRST, "kadis", "c")])


def test_nobody_stands_in_for_themselves():
    plh = held("plh", FIRST, FIRST, "sekda", "b")
    assert wrong(lambda: domain.check_holding(plh, [held()])) == [
        ("person", "is the holder who is absent")
    ]


def test_what_was_revoked_before_it_began_is_in_nobodys_way():
    revoked = held().ended(FIRST - DAY)
    assert revoked.period.empty
    domain.check_holding(held(key="b"), [revoked])


def test_a_holding_ends_once_and_not_before_its_start():
    ended = held().ended(date(2026, 3, 1))
    assert ended.ended(date(2026, 2, 1)).period.ends == date(2026, 2, 1)
    with pytest.raises(HasEnded):
        ended.ended(date(2026, 3, 2))
    assert wrong(lambda: held().ended(date(2025, 12, 30)))[0][0] == "ends"


def test_who_is_stood_in_for_stays_until_the_plh_ends():
    plh = held("plh", date(2026, 2, 1), date(2026, 2, 28), "asisten", "b")
    with pytest.raises(StoodInFor):
        domain.check_end(held(), held().ended(date(2026, 2, 27)), [held(), plh])
    domain.check_end(held(), held().ended(date(2026, 2, 28)), [held(), plh])
    domain.check_end(held(), held().ended(date(2026, 1, 1)), [plh.ended(date(2026, 1, 31))])


days = st.dates(date(2024, 1, 1), date(2026, 1, 1))
periods = st.builds(
    lambda first, length: Period(first, None if length is None else first + length * DAY),
    days,
    st.none() | st.integers(-1, 400),
)


@given(periods, periods, st.lists(days, min_size=20, max_size=20))
def test_periods_meet_and_hold_as_their_days_do(one, other, some):
    probes = [*some, one.starts, other.starts]
    probes += [period.ends for period in (one, other) if period.ends is not None]
    assert one.meets(other) == any(one.covers(day) and other.covers(day) for day in probes)
    if one.holds(other) and not other.empty:
        assert all(one.covers(day) for day in probes if other.covers(day))


def test_a_position_stands_below_one_that_is_there_and_in_no_circle():
    top = Position("TOP", "U", "Bupati", "leader")
    low = Position("LOW", "U", "Camat", "administrator", "TOP")
    known = {one.code: one for one in (top, low)}
    domain.check_superior(known, low)
    moved = Position("TOP", "U", "Bupati", "leader", "LOW")
    lost = Position("X", "U", "Lurah", "supervisor", "NOWHERE")
    for bad, why in (
        (moved, "TOP would stand below itself"),
        (lost, "there is no position NOWHERE"),
    ):
        with pytest.raises(WrongSuperior) as caught:
            domain.check_superior(known, bad)
        assert [(one.field, one.message) for one in caught.value.errors] == [("above", why)]


def test_a_signature_block_says_on_whose_behalf_and_in_which_capacity():
    three = ["Asisten Pemerintahan", "Sekretaris Daerah", "Bupati"]
    assert blocks.lines(three[2:], "pj") == ["Pj. BUPATI"]
    assert blocks.lines(three[1:], "definitive") == ["a.n. BUPATI", "SEKRETARIS DAERAH"]
    assert blocks.lines(three, "plt") == [
        "a.n. BUPATI",
        "SEKRETARIS DAERAH",
        "u.b.",
        "Plt. ASISTEN PEMERINTAHAN",
    ]
    with pytest.raises(blocks.TooFarAbove):
        blocks.lines(["Kepala Bagian", *three], "definitive")


def test_a_file_says_by_its_columns_what_its_lines_are():
    lines, refused = files.read("kode;nama;jenis;wilayah\n1971;Kota;leadership;1971\n")
    assert refused == []
    assert [(one.number, one.kind, one.cells) for one in lines] == [
        (2, "unit", {"code": "1971", "name": "Kota", "kind": "leadership", "area": "1971"})
    ]


def test_a_file_of_all_says_it_in_a_column_and_takes_indonesian_days():
    text = (
        "baris,kode,kode_unit,jabatan,arsiparis,kode_jabatan,akun,mulai\n"
        "jabatan,SEKDA,1971,Sekda,ya,,,\n"
        "pejabat,,,,,SEKDA,sekda,1/2/2026\n"
        "pejabat,SEKDA,,,,SEKDA,sekda,1/2/2026\n"
        "surat,,,,,,,\n"
    )
    lines, refused = files.read(text)
    assert [one.cells for one in lines] == [
        {"code": "SEKDA", "unit": "1971", "title": "Sekda", "records": True},
        {"position": "SEKDA", "person": "sekda", "starts": "2026-02-01"},
    ]
    assert [(one.line, one.column, one.reason) for one in refused] == [
        (4, "kode", "is no column of a holding"),
        (5, "baris", "needs one of unit, position, holding"),
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "is empty"),
        ("code,name\n1,2\n", "lacks a column"),
        ("kode,nama,jenis,warna\n", "'warna'"),
        ("kode,kode,jenis\n", "there twice"),
        ("code,kind\n", "no line below"),
        ('code,kind\n"a,b\n', "is no CSV"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(text, word):
    [(field, message)] = wrong(lambda: files.read(text))
    assert field == "file"
    assert word in message
