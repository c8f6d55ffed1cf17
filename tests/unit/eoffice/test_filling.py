"""Fields in the body of a letter."""

from services.eoffice.letters.filling import filled, tokens
from services.eoffice.letters.kinds import Field, kinds

VENUE = Field("venue", "Tempat", "Venue", required=True)
TIME = Field("time", "Waktu", "Time", required=False)
ROW = "<tr><td>{0}</td><td>:</td><td>{1}</td></tr>"


def table(*rows: tuple[str, str]) -> str:
    inside = "".join(ROW.format(*one) for one in rows)
    return f'<table class="filled"><tbody>{inside}</tbody></table>'


def test_fields_stand_where_the_body_says():
    body = "<p>Di {venue}.</p><p> {isian} </p><p>Hadir</p>"
    said = filled(body, [VENUE, TIME], {"venue": "Aula", "time": "09.00"})
    assert said == f"<p>Di Aula.</p>{table(('Waktu', '09.00'))}<p>Hadir</p>"


def test_a_body_that_says_nothing_of_them_has_them_before_it():
    said = filled("<p>Isi</p>", [VENUE, TIME], {"venue": "Aula"})
    assert said == f"{table(('Tempat', 'Aula'))}<p>Isi</p>"
    assert filled("<p>Isi</p>", [VENUE], {}) == "<p>Isi</p>"


def test_what_is_filled_in_is_text_and_no_token():
    values = {"venue": "<b>{time}</b>\nlantai 2", "time": "09.00"}
    said = filled("<p>{venue}</p>", [VENUE, TIME], values)
    assert "<b>" not in said
    assert "&lt;b&gt;\uff5btime\uff5d&lt;/b&gt;<br>lantai 2" in said
    assert filled("<p>{0} {Venue} {unknown}</p>", [VENUE], {}) == "<p>{0} {Venue} {unknown}</p>"


def test_a_named_field_that_is_empty_is_seen():
    assert filled("<p>{venue}</p>", [VENUE], {}) == '<p><span class="open">Tempat</span></p>'


def test_the_templates_of_ours_name_fields_that_there_are():
    for one in kinds().values():
        assert set(tokens(one.body)) <= {"isian", *(field.name for field in one.fields)}
        assert one.purpose
        assert one.purpose_en
