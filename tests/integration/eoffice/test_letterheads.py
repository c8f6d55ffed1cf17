"""The head of a unit's letters: written by who keeps its records, shown on what the unit signs."""

import base64
import io

import pytest
from PIL import Image

from libs.kit.errors import Forbidden, Invalid
from services.eoffice.signing.letterheads import UnknownUnit
from tests import offices
from tests.integration.eoffice.lettering import ask
from tests.integration.eoffice.signatories import found, sign
from tests.unit.eoffice.test_rendering import text

LINES = ["Pemerintah Kota Contoh", "Kecamatan Bukit Intan"]
BELOW = ["Jalan Contoh 1", "bukit-intan@kota.example"]


def picture(kind="PNG", size=(40, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, (11, 107, 69)).save(out, kind)
    return base64.b64encode(out.getvalue()).decode()


def put(city, name="arsip-bi", role="officer", **changes):
    head = {"unit": "1971.BI", "lines": LINES, "below": BELOW, **changes}
    request = ask(head, name)
    request = type(request)(**{**vars(request), "principal": offices.person(name, role=role)})
    return city.service.put_letterhead(request)["answer"]


def letter_of_the_district(city):
    return city.do("lurah", "create_letter", kind="surat-dinas", signer="CAMAT", subject="Laporan")


def test_it_stands_on_what_the_unit_signs_with_its_logo(city):
    assert put(city, logo=picture()) == {
        "unit": "1971.BI", "lines": LINES, "below": BELOW, "logo": True,
    }  # fmt: skip
    letter = letter_of_the_district(city)
    pdf = city.see("lurah", "preview_letter", letter=letter["id"])
    assert "Jalan Contoh 1" in text(pdf)
    assert b"/Subtype /Image" in pdf or b"/Subtype/Image" in pdf
    told = city.see("lurah", "get_letterhead", unit="1971.BI")
    assert (told["lines"], told["logo"]) == (LINES, picture())
    put(city, lines=["Kecamatan lain"], below=[])
    assert city.see("lurah", "get_letterhead", unit="1971.BI")["logo"] is None
    city.service.previews.close()


def test_a_division_writes_under_the_head_of_the_unit_above(city, database):
    put(city)
    database.execute("UPDATE eoffice.units SET kind = 'division' WHERE code = '1971.AI'")
    letter = city.do("lurah", "create_letter", kind="surat-dinas", signer="LURAH")
    assert "Jalan Contoh 1" in text(city.see("lurah", "preview_letter", letter=letter["id"]))
    city.service.previews.close()


def test_only_who_keeps_the_units_records_or_administers_it_writes_it(city):
    with pytest.raises(Forbidden, match="records officer"):
        put(city, name="camat")
    with pytest.raises(Forbidden, match="records officer"):
        put(city, unit="1971.KOMINFO")
    put(city, name="admin", role="admin")
    with pytest.raises(UnknownUnit):
        put(city, name="admin", role="admin", unit="9999")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": ["a"] * 5}, "lines"),
        ({"lines": ["a", "x\ny"]}, "lines.1"),
        ({"below": ["x" * 121]}, "below.0"),
        ({"logo": "bukan base64!"}, "logo"),
        ({"logo": base64.b64encode(b"<svg onload=alert(1)>").decode()}, "logo"),
        ({"logo": picture("GIF")}, "logo"),
        ({"logo": picture(size=(2001, 10))}, "logo"),
        ({"logo": base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(400_000)).decode()}, "logo"),
    ],
)
def test_what_is_wrong_with_it_is_named(city, changes, field):
    with pytest.raises(Invalid) as caught:
        put(city, **changes)
    assert [one.field for one in caught.value.errors] == [field]


def test_the_paper_says_how_many_files_go_along(city):
    found(city.service.db)
    draft = city.drafted(ladder=[])
    for name in ("satu.pdf", "dua.png"):
        added = ask({"letter": draft["id"], "version": draft["version"], "name": name}, "camat")
        added = type(added)(**{**vars(added), "attachment": base64.b64decode(picture())})
        draft = draft | {"version": city.service.add_letter_attachment(added)["answer"]["version"]}
    letter = city.step("camat", "submit_letter", draft)
    assert sign(city.service, letter)["message"] == "1 signed"
    said = text(city.see("walikota", "signed_letter", letter=letter["id"]))
    assert "2 (dua) berkas" in said
    for words in ("Ditandatangani secara elektronik", "Pejabat Penanda Tangan"):
        assert words in said
