"""Files: opened, filled, closed, handed over; and who sees them."""

import uuid

import pytest

from libs.kit.errors import Forbidden, Invalid
from libs.kit.request import Request
from services.eoffice.archive.disposal import ListState, SamePerson, UnknownList
from services.eoffice.archive.domain import (
    FiledElsewhere,
    FileState,
    FileTaken,
    NotDone,
    NotDue,
    NotFiled,
    NotYourFile,
    TooSecret,
    UnknownFile,
)
from services.eoffice.incoming.domain import UnknownIncoming
from services.eoffice.letters.domain import UnknownLetter
from tests import offices
from tests.integration.eoffice.archiving import Archive

STRANGERS = ("walikota", "sekda", "kadis", "lurah", "arsip-kom", "nobody")


@pytest.fixture
def archive(desks):
    return Archive(desks)


def test_a_file_goes_from_its_opening_to_the_record_centre(archive, database):
    archive.rule("musnah")
    city, letter = archive.city, archive.city.sent()
    file = archive.file(code="600/2026", title="Jalan Air Itam")
    assert (file["state"], file["closed"], file["retention"]) == ("archived_active", None, None)
    assert archive.put(file, letter)["state"] == "archived_active"
    assert archive.put(file, letter, name="camat")["file"] == file["id"]  # again: it stands there
    [head] = city.see("arsip-bi", "list_archived_letters", file=file["id"])["items"]
    assert (head["number"], head["subject"]) == (letter["number"], "Laporan genangan")
    place = city.see("lurah", "get_archive_place", kind="letter", letter=letter["id"])
    assert (place["state"], place["file"]) == ("archived_active", None)
    file = archive.step("arsip-bi", "close_archive_file", file)
    assert file["retention"] == {
        "code": "600", "active_years": 0, "inactive_years": 0, "fate": "destroy",
        "basis": "JRA uji",
    }  # fmt: skip
    made = city.do("arsip-bi", "propose_transfer", files=[file["id"]])
    assert (made["state"], made["centre"]) == ("proposed", "1971.SETDA")
    with pytest.raises(UnknownFile):
        archive.seen("arsip-setda", file)  # not yet its business
    archive.decide("arsip-setda", "accept_transfer", made)
    file = archive.seen("arsip-setda", file)
    assert (file["state"], file["keeper"], file["list"]) == (
        "archived_inactive",
        "1971.SETDA",
        None,
    )
    shown = city.see("camat", "get_archive_place", kind="letter", letter=letter["id"])
    assert (shown["state"], shown["code"]) == ("archived_inactive", "600/2026")
    acts = city.see("camat", "list_letter_acts", letter=letter["id"])["items"]
    assert [one["what"] for one in acts][-1] == "letter_archived"


def test_the_longest_code_of_the_schedule_stands_and_a_default_says_so(archive):
    see = archive.city.see
    first = see("camat", "list_retention_rules", under="600")["items"][0]
    assert (first["default"], first["fate"]) == (True, "review")
    assert "bukan JRA" in first["basis"]
    archive.rule("musnah", "600")
    archive.rule("permanen", "600.1")
    file = archive.closed()
    assert (file["retention"]["code"], file["retention"]["fate"]) == ("600.1", "permanent")
    other = archive.file(classification="600.2")
    archive.put(other, archive.city.sent())
    other = archive.step("arsip-bi", "close_archive_file", other)
    assert other["retention"]["code"] == "600"
    assert [one["default"] for one in see("camat", "list_retention_rules", under="6")["items"]] == [
        False, False,
    ]  # fmt: skip


def test_a_schedule_with_wrong_lines_is_refused_as_a_whole(archive):
    text = (
        "kode,aktif,inaktif,nasib,dasar\n600,2,3,musnah,JRA\nabc,2,3,musnah,JRA\n700,x,999,buang,"
    )
    with pytest.raises(Invalid) as caught:
        archive.admin("import_retention_rules", text=text)
    assert [one.field for one in caught.value.errors] == [
        "lines.3.code", "lines.4.basis", "lines.4.active_years", "lines.4.inactive_years",
        "lines.4.fate",
    ]  # fmt: skip
    for text in ("", "kode,aktif\n600,2", 'kode,aktif,inaktif,nasib,dasar\n"600'):
        with pytest.raises(Invalid):
            archive.admin("import_retention_rules", text=text)
    with pytest.raises(Forbidden):
        archive.city.do("camat", "import_retention_rules", text="x")


def test_letters_are_put_in_by_who_handled_them_and_taken_out_before_the_closing(archive):
    city, letter, file = archive.city, archive.city.sent(), archive.file()
    with pytest.raises(NotDone):
        archive.put(file, city.signed(), name="camat")
    with pytest.raises(UnknownFile):
        archive.put(file, letter, name="lurah")  # who reads it, in another unit
    archive.put(file, letter, name="camat")
    other = archive.file()
    with pytest.raises(FiledElsewhere):
        archive.put(other, letter)
    with pytest.raises(NotFiled):
        city.do(
            "arsip-bi", "unarchive_letter", file=other["id"], kind="letter", letter=letter["id"]
        )
    city.do("arsip-bi", "unarchive_letter", file=file["id"], kind="letter", letter=letter["id"])
    archive.put(other, letter)
    archive.step("arsip-bi", "close_archive_file", other)
    with pytest.raises(FileState):
        city.do(
            "arsip-bi", "unarchive_letter", file=other["id"], kind="letter", letter=letter["id"]
        )
    with pytest.raises(FileState):
        archive.put(other, city.sent())
    with pytest.raises(FileState, match="empty"):
        archive.step("arsip-bi", "close_archive_file", file)


def test_a_registered_letter_is_put_on_file_once_it_is_filed(archive):
    desks, city = archive.desks, archive.city
    letter = desks.registered("arsip-bi", "CAMAT")
    file = archive.file()
    with pytest.raises(NotDone):
        archive.put(file, letter, "incoming")
    letter = desks.step("camat", "file", desks.step("camat", "read", letter))
    archive.put(file, letter, "incoming", "camat")
    [head] = city.see("arsip-bi", "list_archived_letters", file=file["id"])["items"]
    assert (head["kind"], head["sender"], head["dated"]) == (
        "incoming", "Kantor Pos Wilayah", desks.today.isoformat(),
    )  # fmt: skip
    with pytest.raises(UnknownIncoming):
        archive.put(archive.file("arsip-setda"), letter, "incoming", "arsip-setda")


def test_a_secret_letter_stands_in_a_secret_file_without_its_words(archive):
    letter, file = archive.secret(), archive.file(security="secret")
    with pytest.raises(TooSecret):
        archive.put(archive.file(), letter, name="camat")
    with pytest.raises(UnknownLetter):
        archive.put(file, letter)  # a records officer does not read it
    archive.put(file, letter, name="camat")
    see = archive.city.see
    [head] = see("arsip-bi", "list_archived_letters", file=file["id"])["items"]
    assert (head["number"], head["subject"], head["security"]) == (None, None, "secret")
    with pytest.raises(UnknownFile):
        see("camat", "get_archive_file", file=file["id"])  # who is of the unit, no records officer
    assert see("camat", "list_archive_files")["items"] != []  # the other one


def test_a_file_is_opened_by_records_officers_once(archive):
    said = {"code": "600/1", "title": "Jalan", "classification": "600.1"}
    for name in ("camat", "lurah", "walikota"):
        with pytest.raises(NotYourFile):
            archive.city.do(name, "open_archive_file", **said)
    key = str(uuid.uuid4())
    ask = Request(said, offices.person("arsip-bi"), key)
    first, again = (archive.city.service.open_archive_file(ask) for _ in range(2))
    assert (first["answer"], again["repeated"]) == (again["answer"], True)
    with pytest.raises(FileTaken):
        archive.city.do("arsip-bi", "open_archive_file", **said)
    archive.city.do("arsip-setda", "open_archive_file", **said)  # another unit's code
    for wrong in ({"code": ""}, {"classification": "jalan"}, {"security": "open"}, {"title": ""}):
        with pytest.raises(Invalid) as caught:
            archive.city.do("arsip-bi", "open_archive_file", **{**said, **wrong})
        assert [one.field for one in caught.value.errors] == list(wrong)


def test_who_is_not_of_the_unit_sees_no_file(archive):
    archive.rule("musnah")
    letter = archive.city.sent()
    file = archive.closed(letter)
    see, at = archive.city.see, {"file": file["id"]}
    for name in STRANGERS:
        with pytest.raises(UnknownFile):
            see(name, "get_archive_file", **at)
        with pytest.raises(UnknownFile):
            see(name, "list_archived_letters", **at)
        assert see(name, "list_archive_files")["items"] == []
        found = see(name, "list_due_files")
        assert (found["items"], found["ending"], found["overdue"]) == ([], 0, 0)
        assert see(name, "list_archive_lists")["items"] == []
    for name in ("kadis", "nobody"):
        with pytest.raises((UnknownLetter, UnknownIncoming)):
            see(name, "get_archive_place", kind="letter", letter=str(uuid.uuid4()))
    found = see("camat", "list_due_files")
    assert [(one["id"], one["what"]) for one in found["items"]] == [(file["id"], "transfer")]
    assert (found["ending"], found["overdue"]) == (1, 0)


def test_in_a_file_of_the_unit_one_sees_what_one_reads(archive):
    """A colleague of the unit sees the file, and in it nothing that is not theirs to read."""
    file = archive.file()
    theirs, other = archive.city.sent(), archive.city.sent()
    for one in (theirs, other):
        archive.put(file, one)
    with archive.city.service.db.begin() as tx:
        archive._officer(tx, "STAF-BI", "1971.BI", "CAMAT", "staf-bi")
        tx.exec_driver_sql("UPDATE positions SET records = false WHERE code = 'STAF-BI'")
    see = archive.city.see
    assert see("staf-bi", "get_archive_file", file=file["id"])["letters"] is None
    assert see("staf-bi", "list_archived_letters", file=file["id"])["items"] == []
    assert len(see("camat", "list_archived_letters", file=file["id"])["items"]) == 2
    page = see("arsip-bi", "list_archived_letters", file=file["id"], limit=1)
    rest = see("arsip-bi", "list_archived_letters", file=file["id"], after=page["next"])
    assert [one["letter"] for one in (*page["items"], *rest["items"])] == [
        theirs["id"], other["id"],
    ]  # fmt: skip


def test_a_file_is_handed_over_once_its_time_is_over(archive):
    file = archive.closed()  # the default: two years
    with pytest.raises(NotDue):
        archive.city.do("arsip-bi", "propose_transfer", files=[file["id"]])
    archive.rule("musnah")
    file = archive.closed()
    with pytest.raises(NotYourFile):
        archive.city.do("camat", "propose_transfer", files=[file["id"]])
    made = archive.city.do("arsip-bi", "propose_transfer", files=[file["id"]])
    with pytest.raises(FileState):
        archive.city.do("arsip-bi", "propose_transfer", files=[file["id"]])
    for name in ("arsip-bi", "camat", "sekda"):
        with pytest.raises(NotYourFile):
            archive.decide(name, "accept_transfer", made)
    with pytest.raises(UnknownList):
        archive.decide("walikota", "accept_transfer", made)
    refused = archive.decide("arsip-setda", "refuse_archive_list", made, note="kurang daftar")
    assert (refused["state"], refused["note"]) == ("refused", "kurang daftar")
    assert archive.seen("arsip-bi", file)["state"] == "archived_active"
    again = archive.city.do("arsip-bi", "propose_transfer", files=[file["id"]])
    archive.decide("arsip-setda", "accept_transfer", again)
    with pytest.raises(ListState):
        archive.decide("arsip-setda", "accept_transfer", again)


def test_a_destruction_is_approved_by_two_heads_and_two_people(archive):
    archive.rule("musnah")
    file = archive.inactive()
    made = archive.city.do("arsip-setda", "propose_destruction", files=[file["id"]])
    assert archive.seen("arsip-setda", file)["state"] == "proposed_for_destruction"
    with pytest.raises(ListState):
        archive.decide("arsip-setda", "carry_out_destruction", made)
    for name in ("arsip-setda", "sekda", "arsip-bi", "arsip-kom"):
        with pytest.raises(NotYourFile):
            archive.decide(name, "approve_destruction", made)
    assert archive.decide("camat", "approve_destruction", made)["state"] == "proposed"
    with pytest.raises(ListState):
        archive.decide("camat", "approve_destruction", made)
    with archive.city.service.db.begin() as tx:  # who approved it as head of one heads both now
        offices.hold(tx, "KADIS", "camat", "plh")
    version = archive.city.see("camat", "get_archive_list", list=made["id"])["version"]
    step = {"list": made["id"], "version": version, "as": "KADIS"}
    with pytest.raises(SamePerson):
        archive.city.do("camat", "approve_destruction", **step)
    assert archive.decide("kadis", "approve_destruction", made)["state"] == "approved"
    with pytest.raises(NotYourFile):
        archive.decide("kadis", "carry_out_destruction", made)
    refused = archive.decide("kadis", "refuse_archive_list", made, note="masih diperiksa")
    assert refused["state"] == "refused"
    assert archive.seen("arsip-setda", file)["state"] == "archived_inactive"


def test_a_review_decides_a_fate_and_what_is_permanent_is_never_destroyed(archive):
    archive.rule("dinilai kembali")
    file = archive.inactive()
    with pytest.raises(FileState):
        archive.city.do("arsip-setda", "propose_destruction", files=[file["id"]])
    with pytest.raises(NotYourFile):
        archive.step("arsip-bi", "appraise_archive_file", file, fate="permanent", note="sejarah")
    kept = archive.step(
        "arsip-setda", "appraise_archive_file", file, fate="permanent", note="sejarah"
    )
    assert kept["retention"]["fate"] == "permanent"
    with pytest.raises(FileState, match="fate is permanent"):
        archive.city.do("arsip-setda", "propose_destruction", files=[file["id"]])
    kept = archive.step("arsip-setda", "keep_archive_file", file)
    assert (kept["state"], kept["keeper"]) == ("permanent", "1971.KOMINFO")
    with pytest.raises(FileState):
        archive.city.do("arsip-kom", "propose_destruction", files=[file["id"]])
    with pytest.raises(TooSecret):
        archive.put(archive.file(), archive.city.sent(security="limited"))
