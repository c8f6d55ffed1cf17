import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.elections import identity
from services.elections.sms import domain
from services.elections.sms.domain import LETTERS, TAGS, Message, read

TPS = "1971011004001"
FIGURES = st.dictionaries(
    st.sampled_from(["A", "B", *TAGS]), st.integers(0, 999), min_size=1, max_size=8
)


def test_a_message_is_read_whole():
    found = read(f"KWK1 {TPS} A210 B198 S408 T7 @kotak suara  sudah di PPS")
    assert (found.ballot, found.tps) == (1, TPS)
    assert found.figures == {"A": 210, "B": 198, "S": 408, "T": 7}
    assert found.comment == "kotak suara sudah di PPS"
    assert (found.odd, found.problem) == ((), "")


@pytest.mark.parametrize(
    "text",
    [
        f"kwk1 {TPS} a210 b198",
        "KWKl l97lOllOO4OOl A2lO B198",
        "KWK 1, 19.71.01.1004-001; A=210; B: 198",
        f"Kwk1\n{TPS}\nA 210\nB 198\n",
        f"*KWK1*{TPS}*A210*B198",
    ],
)
def test_what_thumbs_do_is_forgiven(text):
    found = read(text)
    assert (found.ballot, found.tps, found.problem) == (1, TPS, "")
    assert found.figures == {"A": 210, "B": 198}


def test_what_is_not_understood_costs_only_itself():
    found = read(f"KWK1 {TPS} A210 Q5 foo B198 X")
    assert found.figures == {"A": 210, "B": 198}
    assert found.odd == ("Q5", "FOO", "X")


def test_a_tag_with_two_figures_has_none():
    found = read(f"KWK1 {TPS} A210 B198 A201")
    assert found.figures == {"B": 198}
    assert found.odd == ("A201/210",)
    assert read(f"KWK1 {TPS} A210 A210").figures == {"A": 210}


def test_a_lone_letter_o_is_a_zero_but_a_word_is_no_figure():
    assert read(f"KWK1 {TPS} AO B1O").figures == {"A": 0, "B": 10}
    assert read(f"KWK1 {TPS} foo bil").figures == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hasil kami 210", "Awali dengan KWK1"),
        ("KWK1 197101 A210", "KWK1: kode TPS harus 13 angka"),
        ("", "Awali dengan"),
    ],
)
def test_a_message_without_a_head_or_a_station_says_so(text, said):
    assert read(text).problem.startswith(said)


@given(st.integers(1, 4), FIGURES)
def test_what_is_written_is_read_back(ballot, figures):
    found = read(domain.written(ballot, TPS, figures))
    assert (found.ballot, found.tps, found.figures, found.problem) == (ballot, TPS, figures, "")


@given(FIGURES, st.data())
def test_one_wrong_digit_never_passes_the_check_letter(figures, data):
    text = domain.written(1, TPS, figures)
    head = text.index("#")
    place = data.draw(st.sampled_from([i for i, c in enumerate(text[:head]) if c.isdigit() and i]))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != text[place]]))
    broken = read(text[:place] + other + text[place + 1 :])
    kept = read(text)
    # A leading zero is the same figure, so the same message.
    assert broken.problem or len(str(broken.figures)) != len(str(kept.figures))


@given(st.text(max_size=700))
def test_no_text_breaks_the_reader(text):
    read(text)
    read(f"KWK1 {TPS} {text}")


@given(
    FIGURES, st.lists(st.sampled_from([*TAGS]), max_size=13), st.lists(st.text("XYZ", max_size=12))
)
def test_an_answer_fits_into_one_message(figures, missing, odd):
    text = domain.reply("Wali Kota dan Wakil Wali Kota", Message(1, TPS, figures), missing, odd)
    assert len(text) <= domain.LONGEST_REPLY


def test_an_answer_says_exactly_what_was_understood_and_what_is_missing():
    message = read(f"KWK1 {TPS} A210 B198 Q9")
    said = domain.reply("Wali Kota", message, ["S", "T"], ["Q9"])
    assert said == f"{TPS} Wali Kota: A210 B198. Tak dipahami: Q9. Belum ada: S T."


def test_a_long_list_says_how_many_more_there_are():
    message = Message(1, TPS, {"A": 210, "B": 198})
    said = domain.reply("Wali Kota", message, [f"T{n}" for n in range(60)], [])
    assert len(said) <= 160
    assert said.endswith(".")
    assert "+" in said


def test_candidates_go_by_the_ballots_order():
    fields = domain.fields((1, 3))
    assert (fields["A"], fields["B"]) == ("votes.1", "votes.3")
    assert domain.paths({"A": 5, "C": 6, "S": 5}, (1, 3)) == ({"votes.1": 5, "valid": 5}, ["C6"])


def test_no_tag_has_a_letter_that_is_read_as_a_digit():
    letters = set("".join([*TAGS, *domain.CANDIDATES])) | set(LETTERS)
    assert not letters & set("ILO")
    assert not set(TAGS) & set(domain.CANDIDATES)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("0062 812 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("KPUD", None),
        ("112", None),
        ("+62+81234567", None),
    ],
)
def test_a_phone_number_has_one_form(text, number):
    assert identity.phone(text) == number


def test_a_number_is_known_by_a_hash_that_needs_the_key():
    one = identity.hashed(b"k" * 32, "phone", "+6281234567890")
    assert one == identity.hashed(b"k" * 32, "phone", "+6281234567890")
    assert one != identity.hashed(b"l" * 32, "phone", "+6281234567890")
    assert one != identity.hashed(b"k" * 32, "nik", "+6281234567890")
