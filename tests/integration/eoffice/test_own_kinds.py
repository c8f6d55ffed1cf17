"""Kinds of letters that an administrator adds, with template and number series."""

import uuid

import pytest

from libs.kit.errors import Forbidden, Invalid
from libs.kit.principal import OutsideArea
from libs.kit.request import Request
from services.eoffice.letters.own_kinds import KindIsOurs
from services.eoffice.letters.templates import UnknownKind
from tests import offices

KIND = {"kind": "surat-izin", "title": "Surat Izin", "purpose": "Memberi izin."}
FIELD = {"name": "kegiatan", "title": "Kegiatan", "required": True}


def admin(city, method, data, area="", role="admin"):
    who = offices.person("admin-kota", area, role)
    return getattr(city.service, method)(Request(data, who, str(uuid.uuid4())))["answer"]


def test_a_kind_is_added_with_text_fields_and_numbers_of_its_own(city):
    made = admin(city, "put_letter_kind", KIND)
    assert (made["title_en"], made["purpose_en"]) == ("Surat Izin", "Memberi izin.")
    text = {"kind": "surat-izin", "version": 0, "body": "<p>Izin {kegiatan}.</p>"}
    admin(city, "put_letter_template", text | {"fields": [FIELD]})
    rule = {"kind": "surat-izin", "template": "IZIN/{n}/{year}", "scope": "unit_kind"}
    admin(city, "put_number_rule", rule)
    known = {one["kind"]: one for one in city.see("camat", "list_letter_kinds")["items"]}
    assert known["surat-izin"]["body"] == "<p>Izin {kegiatan}.</p>"
    assert known["surat-dinas"]["title"] == "Surat Dinas"
    asked = {"kind": "surat-izin", "classification": "600.1", "signer": "WALI"}
    assert city.see("camat", "foresee_letter", **asked)["number"].startswith("IZIN/")
    draft = city.drafted(kind="surat-izin", fields={"kegiatan": "pentas"})
    kind = city.see("camat", "get_letter_kind", letter=draft["id"])
    assert (kind["title"], [one["name"] for one in kind["fields"]]) == ("Surat Izin", ["kegiatan"])
    admin(city, "put_letter_kind", KIND | {"title": "Izin"})
    assert city.see("camat", "get_letter_kind", letter=draft["id"])["title"] == "Izin"


def test_who_may_add_none_and_what_is_wrong_is_named(city):
    with pytest.raises(Forbidden):
        admin(city, "put_letter_kind", KIND, role="officer")
    with pytest.raises(OutsideArea):
        admin(city, "put_letter_kind", KIND, area="1971")
    with pytest.raises(KindIsOurs):
        admin(city, "put_letter_kind", KIND | {"kind": "keputusan"})
    with pytest.raises(Invalid) as refused:
        admin(city, "put_letter_kind", {"kind": "Surat Izin", "title": "", "colour": "x"})
    assert {one.field for one in refused.value.errors} == {"kind", "title", "colour"}
    with pytest.raises(UnknownKind):
        admin(city, "put_letter_template", {"kind": "surat-izin", "version": 0, "fields": []})
