"""What surrounds the writing of a letter: templates, references, the outlook, other writers."""

import uuid

import pytest

from libs.kit.errors import Forbidden, Invalid
from libs.kit.request import Request
from services.eoffice.letters import writers
from services.eoffice.letters.desk import Desk
from services.eoffice.letters.domain import NotYourStep, UnknownLetter, WrongState
from services.eoffice.letters.templates import TemplateChanged
from services.eoffice.signing.composing import sheet_of
from services.eoffice.signing.rendering import html
from services.eoffice.signing.sheet import Signatory
from tests import offices
from tests.integration.eoffice.lettering import DRAFT, ask

TEXT = {"kind": "undangan", "version": 0, "body": "<p>Hadirlah di {venue}.</p>", "fields": [
    {"name": "venue", "title": "Tempat", "required": True},
]}  # fmt: skip
BI = "1971.BI"


def _fields(caught):
    return sorted(one.field for one in caught.value.errors)


def _kind(city, name="camat"):
    found = city.see(name, "list_letter_kinds")["items"]
    return next(one for one in found if one["kind"] == "undangan")


def _invitation(**changes):
    return {**DRAFT, "kind": "undangan", "ladder": [], **changes}


# ---- templates


def test_a_units_template_is_for_letters_begun_after_it(city):
    old = city.drafted(**_invitation(fields={"venue": "Aula", "agenda": "Rapat"}))
    made = city.do("arsip-bi", "put_letter_template", unit=BI, **TEXT)
    assert (made["version"], made["position"]) == (1, "ARSIP-BI")
    assert (_kind(city)["template"], _kind(city)["version"]) == (made["id"], 1)
    assert _kind(city, "kadis")["template"] == ""
    saved = city.step("camat", "change_letter", old, **_invitation(fields={"agenda": "Apel"}))
    mine = city.see("camat", "get_letter", letter=old["id"])
    assert (mine["template"], mine["fields"]) == ("", {"agenda": "Apel"})
    new = city.drafted(**_invitation(fields={"venue": "Aula"}))
    assert new["template"] == made["id"]
    kind = city.see("camat", "get_letter_kind", letter=new["id"])
    assert (kind["body"], [one["name"] for one in kind["fields"]]) == (TEXT["body"], ["venue"])
    with pytest.raises(Invalid) as caught:
        city.step("camat", "submit_letter", saved)
    assert _fields(caught) == ["fields.date", "fields.time", "fields.venue"]
    assert city.step("camat", "submit_letter", new)["state"] == "ready_to_sign"


def test_a_fields_name_of_another_template_is_refused(city):
    city.do("arsip-bi", "put_letter_template", unit=BI, **TEXT)
    with pytest.raises(Invalid) as caught:
        city.drafted(**_invitation(fields={"agenda": "Rapat"}))
    assert _fields(caught) == ["fields.agenda"]


def test_templates_are_changed_by_who_keeps_the_units_records(city):
    for name in ("camat", "kadis", "lurah"):
        with pytest.raises(Forbidden):
            city.do(name, "put_letter_template", unit=BI, **TEXT)
    with pytest.raises(Forbidden):
        city.do("arsip-bi", "put_letter_template", **TEXT)  # everybody's


def test_an_administrator_of_the_region_changes_everybodys(city):
    admin = offices.person("admin", "", "admin")
    request = Request(dict(TEXT), admin, str(uuid.uuid4()), "r", "", "10.0.0.9")
    city.service.put_letter_template(request)
    assert _kind(city, "kadis")["version"] == 1
    city.do("arsip-bi", "put_letter_template", unit=BI, **{**TEXT, "body": "<p>Kami</p>"})
    assert [_kind(city, name)["body"] for name in ("kadis", "camat")] == [
        TEXT["body"], "<p>Kami</p>",
    ]  # fmt: skip


def test_of_two_who_change_a_template_the_second_is_told(city):
    city.do("arsip-bi", "put_letter_template", unit=BI, **TEXT)
    with pytest.raises(TemplateChanged):
        city.do("arsip-bi", "put_letter_template", unit=BI, **TEXT)
    city.do("arsip-bi", "put_letter_template", unit=BI, **{**TEXT, "version": 1})
    page = city.see("arsip-bi", "list_letter_templates", kind="undangan", unit=BI, limit=1)
    assert ([one["version"] for one in page["items"]], page["next"]) == ([2], "2")
    page = city.see(
        "arsip-bi", "list_letter_templates", kind="undangan", unit=BI, limit=1, after="2"
    )
    assert ([one["version"] for one in page["items"]], page["next"]) == ([1], None)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"body": "<p>{gedung}</p>"}, ["body"]),
        ({"fields": [{"name": "isian", "title": "x"}]}, ["body", "fields.0.name"]),
        ({"fields": [{"name": "A b", "title": "x"}]}, ["body", "fields.0.name"]),
        ({"version": "1", "colour": "red"}, ["colour", "version"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_template_is_named(city, changes, fields):
    with pytest.raises(Invalid) as caught:
        city.do("arsip-bi", "put_letter_template", unit=BI, **{**TEXT, **changes})
    assert _fields(caught) == fields


def test_html_of_a_template_is_cleaned(city):
    text = {**TEXT, "body": '<p onclick="x">Di {venue}<script>alert(1)</script></p>'}
    made = city.do("arsip-bi", "put_letter_template", unit=BI, **text)
    assert made["body"] == "<p>Di {venue}</p>"


# ---- what a letter is about


def test_references_keep_how_letters_are_called_and_what_others_are_named(city):
    sent = city.sent()
    flood = {"kind": "incident", "id": str(uuid.uuid4()), "title": "Banjir <b>Air Itam</b>"}
    hole = {"kind": "road_damage", "id": "12", "title": "Lubang di ruas 007"}
    again = {"kind": "letter", "id": sent["id"], "title": "x"}
    made = city.drafted(references=[flood, hole, again, again])
    named = {**again, "title": f"{sent['number']} · Laporan genangan"}
    assert made["references"] == [flood, hole, named]
    kept = city.step("camat", "change_letter", made, **{**DRAFT, "references": [again]})
    assert "references" not in kept
    assert city.see("camat", "get_letter", letter=made["id"])["references"] == [named]


def test_a_letter_that_one_may_not_read_is_not_referred_to(city):
    mine = city.drafted()
    wanted = [{"kind": kind, "id": mine["id"]} for kind in ("letter", "incoming")]
    with pytest.raises(Invalid) as caught:
        city.do("kadis", "create_letter", **{**DRAFT, "references": wanted})
    assert _fields(caught) == ["references.0.id", "references.1.id"]


def test_a_secret_letter_is_referred_to_without_what_it_is_about(city):
    secret = city.drafted(security="secret", subject="Operasi senyap")
    made = city.drafted(references=[{"kind": "letter", "id": secret["id"]}])
    assert [one["title"] for one in made["references"]] == ["Surat Dinas"]


@pytest.mark.parametrize(
    "wrong", [{"kind": "rumour"}, {"kind": "incident"}, {"id": "x"}, {"id": 12}, {"title": ""}]
)
def test_what_is_wrong_with_a_reference_is_named(city, wrong):
    one = {"kind": "road_damage", "id": "12", "title": "Lubang", **wrong}
    with pytest.raises(Invalid) as caught:
        city.drafted(references=[one])
    assert all(field.startswith("references.0.") for field in _fields(caught))


# ---- the outlook


def test_the_outlook_says_number_initials_and_the_lines_above_the_signature(city):
    asked = {"kind": "surat-dinas", "classification": "600.1", "signer": "WALI"}
    told = city.see("camat", "foresee_letter", **asked)
    assert told["number"].startswith("600.1/…/1971.BI/")
    assert told["ladder"] == [{"code": "SEKDA", "title": "Sekretaris Daerah"}]
    assert (told["block"], told["vacant"]) == (["WALI KOTA CONTOH"], False)
    told = city.see("camat", "foresee_letter", signer="SEKDA", form="on_behalf")
    assert told["block"] == ["a.n. WALI KOTA CONTOH", "SEKRETARIS DAERAH"]
    assert city.see("camat", "foresee_letter", signer="WALI", form="through")["block"] == []
    assert city.see("camat", "foresee_letter", security="secret")["number"].startswith("R-…/")


def test_the_outlook_says_when_initials_have_to_be_named(city):
    told = city.see("camat", "foresee_letter", signer="KADIS")
    assert told["ladder"] is None
    assert "not above the drafter" in told["why"]


def test_the_outlook_tells_of_who_stands_in_and_of_a_position_that_nobody_holds(city, database):
    database.execute("DELETE FROM eoffice.holdings WHERE position = 'SEKDA'")
    assert city.see("camat", "foresee_letter", signer="SEKDA")["vacant"] is True
    with city.service.db.begin() as tx:
        offices.hold(tx, "SEKDA", "asisten", "plt")
    told = city.see("camat", "foresee_letter", signer="SEKDA")
    assert (told["vacant"], told["block"]) == (False, ["Plt. SEKRETARIS DAERAH"])


# ---- who else writes


def _sit(city, name, letter, place, **more):
    return city.see(name, "sit_at_letter", letter=letter["id"], place=place, **more)


def test_two_who_write_at_one_draft_are_told_of_each_other(city):
    with city.service.db.begin() as tx:
        offices.hold(tx, "CAMAT", "sekcam", "plh")
    letter = city.drafted()
    one, other = str(uuid.uuid4()), str(uuid.uuid4())
    assert _sit(city, "camat", letter, one) == {"version": 1, "writers": []}
    told = _sit(city, "sekcam", letter, other)["writers"]
    assert [(w["person"], w["position"], w["place"]) for w in told] == [("camat", "CAMAT", one)]
    assert told[0]["since"] == _sit(city, "sekcam", letter, other)["writers"][0]["since"]
    assert [w["capacity"] for w in _sit(city, "camat", letter, one)["writers"]] == ["plh"]
    _sit(city, "sekcam", letter, other, leaving=True)
    assert _sit(city, "camat", letter, one)["writers"] == []


def test_who_said_nothing_for_a_while_is_gone(city, database):
    letter = city.drafted()
    _sit(city, "camat", letter, str(uuid.uuid4()))
    database.execute("UPDATE eoffice.letter_writers SET seen = seen - interval '31 seconds'")
    assert writers.GONE_AFTER.total_seconds() == 30
    assert _sit(city, "camat", letter, str(uuid.uuid4()))["writers"] == []


def test_nobody_else_sits_at_a_draft(city):
    letter = city.drafted()
    for name, error in (("kadis", UnknownLetter), ("sekda", UnknownLetter)):
        with pytest.raises(error):
            _sit(city, name, letter, str(uuid.uuid4()))
    letter = city.step("camat", "submit_letter", letter)
    with pytest.raises(NotYourStep):
        _sit(city, "sekda", letter, str(uuid.uuid4()))
    with pytest.raises(WrongState):
        _sit(city, "camat", letter, str(uuid.uuid4()))
    with pytest.raises(Invalid):
        _sit(city, "camat", letter, "here")


def test_the_sheet_has_the_fields_in_the_places_of_the_letters_own_template(city):
    fields = {"date": "Senin", "time": "09.00", "venue": "Aula <b>", "agenda": "Rapat"}
    made = city.drafted(**_invitation(fields=fields, body="<p>Hadir</p><p>{isian}</p>"))
    city.do("arsip-bi", "put_letter_template", unit=BI, **TEXT)
    with city.service.db.begin() as tx:
        desk = Desk(tx, ask({}, "camat"), city.office)
        sheet = sheet_of(tx, desk.letters.get(made["id"]), BI, Signatory(("CAMAT",), ""))
    assert sheet.title == "Surat Undangan"
    assert sheet.body_html.startswith('<p>Hadir</p><table class="filled">')
    assert "<td>Tempat</td><td>:</td><td>Aula &lt;b&gt;</td>" in sheet.body_html


def test_html_in_every_field_is_text_on_the_paper_and_nothing_else(city):
    evil = '<img src=x onerror="alert(1)"><script>alert(2)</script>{isian}'
    kinds = {one["kind"]: one for one in city.see("camat", "list_letter_kinds")["items"]}
    said = {
        "kind": "undangan",
        "subject": f"Hal {evil}",
        "body": f"<p>Isi {evil}</p>",
        "fields": {one["name"]: f"{one['name']} {evil}" for one in kinds["undangan"]["fields"]},
        "to": [{"kind": "external", "name": f"Balai {evil}", "address": evil}],
        "copies": [{"kind": "name", "name": f"Arsip {evil}"}],
        "references": [{"kind": "road_damage", "id": "1", "title": evil}],
        "signer": "WALI",
    }
    made = city.do("camat", "create_letter", **said)
    assert made["subject"] == said["subject"]  # kept as it was written
    assert made["body"] == "<p>Isi {isian}</p>"
    with city.service.db.begin() as tx:
        letter = Desk(tx, ask({}, "camat"), city.office).letters.get(made["id"])
        paper = html(sheet_of(tx, letter, BI, Signatory((f"CAMAT {evil}",), evil)))
    assert "onerror=&#34;" in paper
    for danger in ("<img src=x", "<script>alert", 'onerror="'):
        assert danger not in paper
