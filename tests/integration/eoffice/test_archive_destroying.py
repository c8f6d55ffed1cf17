"""What is destroyed is gone from the whole database, and its record stays."""

import uuid

import pytest

from libs.kit.request import Request
from services.eoffice.archive.disposal import NeedsDecree
from services.eoffice.signing.repository import DocumentDestroyed
from tests import offices
from tests.integration.eoffice.archiving import Archive
from tests.integration.eoffice.disposing import PDF
from tests.integration.eoffice.lettering import DRAFT
from tests.unit.eoffice.documents import PNG

MARK = "zamrudkatulistiwa"
_COLUMNS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'eoffice' AND t.table_type = 'BASE TABLE' ORDER BY 1, 2
"""


@pytest.fixture
def archive(desks):
    return Archive(desks)


def found(database, *marks):
    """Return (table, column) wherever in the service's schema one of the marks stands."""
    hexed = [one.encode().hex() if isinstance(one, str) else one.hex() for one in marks]
    texts = [one for one in marks if isinstance(one, str)]
    asked = "|".join([*texts, *hexed])
    places = set()
    for table, column in database.execute(_COLUMNS):
        said = f'SELECT 1 FROM eoffice."{table}" t WHERE t."{column}"::text ~* %s LIMIT 1'
        if database.execute(said, asked):
            places.add((table, column))
    return places


def attached(archive, letter, data):
    seen = {"letter": letter["id"], "version": letter["version"], "name": "denah.png"}
    ask = Request(seen, offices.person("camat"), str(uuid.uuid4()), attachment=data)
    added = archive.city.service.add_letter_attachment(ask)["answer"]
    return {**letter, "version": added["version"]}


def sent(archive, body, *files):
    city = archive.city
    letter = city.drafted(ladder=[], body=f"<p>{body}</p>")
    said = {**DRAFT, "ladder": [], "body": f"<p>dan {body}</p>"}
    letter = city.step("camat", "change_letter", letter, **said)
    for data in files:
        letter = attached(archive, letter, data)
    letter = city.step("camat", "submit_letter", letter)
    city.begun(letter)
    city.finished(letter["id"])
    letter = city.see("walikota", "get_letter", letter=letter["id"])
    return city.step("walikota", "send_letter", letter)


def signed_bytes(database, letter, data):
    database.execute(
        "INSERT INTO eoffice.signed_documents (letter, code, hash, digest, secret, facts, body,"
        " signed_at) VALUES (%s, %s, 'ab', 'cd', false, '{\"number\": \"1\"}', %s, now())",
        letter["id"],
        "ABCDEFGHJKMNPQRS",
        data,
    )


def test_what_a_letter_said_is_gone_and_its_record_stays(archive, database):
    archive.rule("musnah")
    shared, own = PNG + b"shared" + MARK.encode(), PNG + b"own" + MARK.encode()
    letter = sent(archive, MARK, shared, own)
    other = sent(archive, "lain", shared)
    signed_bytes(database, letter, b"%PDF " + MARK.encode())
    city = archive.city
    city.do("lurah", "follow_up_letter", letter=letter["id"], note=f"sudah {MARK}")
    before = found(database, MARK)
    assert {t for t, _ in before} >= {
        "letter_drafts", "letter_files", "signed_documents", "letter_recipients", "commands",
    }  # fmt: skip
    made = archive.destroyed(letter)
    assert (made["state"], made["letters"]) == ("carried_out", 1)
    assert found(database, MARK) == {("letter_files", "bytes")}  # what another letter has too
    assert database.execute("SELECT count(*) FROM eoffice.letter_files") == [(1,)]
    assert city.see("camat", "list_letter_attachments", letter=other["id"])["items"] != []
    [row] = database.execute(
        "SELECT number, subject, party, classification, person, document, length(hash)"
        " FROM eoffice.archive_records"
    )
    assert row == (
        letter["number"], "Laporan genangan", "Lurah Air Itam; Balai Jalan", "600.1",
        "arsip-setda", "ab" * 32, 64,
    )  # fmt: skip
    shown = city.see("camat", "get_letter", letter=letter["id"])
    assert (shown["number"], shown["subject"], shown["body"]) == (
        letter["number"], "Laporan genangan", "",
    )  # fmt: skip
    assert city.see("camat", "list_letter_attachments", letter=letter["id"])["items"] == []
    acts = city.see("camat", "list_letter_acts", letter=letter["id"])["items"]
    assert acts[-1]["what"] == "letter_destroyed"
    assert city.see("lurah", "get_archive_place", kind="letter", letter=letter["id"])["state"] == (
        "destroyed"
    )
    verified = city.see("nobody", "verify_document", code="ABCDEFGHJKMNPQRS")
    assert verified["number"] == "1"
    with pytest.raises(DocumentDestroyed):
        city.see("camat", "signed_letter", letter=letter["id"])


def test_a_scan_and_the_words_of_dispositions_are_gone(archive, database):
    archive.rule("musnah")
    desks, city = archive.desks, archive.city
    scan = PDF.replace(b"trailer", MARK.encode() + b"\ntrailer")
    letter = desks.registered("arsip-bi", "CAMAT", classification="600.1")
    letter = desks.scanned(letter, scan, "arsip-bi")
    letter = desks.step("camat", "read", letter)
    [order] = desks.given(letter, "camat", to=["LURAH"], text=f"Cek {MARK}")
    order = desks.do("lurah", "read", order)
    order = desks.do("lurah", "report", order, report=f"sudah {MARK}")
    desks.do("camat", "accept", order)
    letter = city.see("camat", "get_incoming", incoming=letter["id"])
    letter = desks.step("camat", "close", letter)
    file = archive.file()
    archive.put(file, letter, "incoming", "camat")
    archive.step("arsip-bi", "close_archive_file", file)
    made = city.do("arsip-bi", "propose_transfer", files=[file["id"]])
    archive.decide("arsip-setda", "accept_transfer", made)
    assert {t for t, _ in found(database, MARK)} >= {"incoming_scans", "dispositions", "commands"}
    made = archive.approved(file)
    archive.decide("arsip-setda", "carry_out_destruction", made)
    assert found(database, MARK) == set()
    seen = city.see("camat", "get_incoming", incoming=letter["id"])
    assert (seen["subject"], seen["scan"]) == ("Permohonan data genangan", None)
    [node] = city.see("camat", "get_disposition_tree", letter=letter["id"])["items"]
    assert (node["receiver"], node["text"], node["report"]) == ("LURAH", "", "")


def test_of_a_secret_letter_the_record_is_sealed(archive, database):
    archive.rule("musnah")
    letter = archive.secret(body=f"<p>{MARK}</p>", subject="Perkara batu")
    archive.destroyed(letter, security="secret")
    [row] = database.execute(
        "SELECT number, subject, party, sealed IS NOT NULL, security FROM eoffice.archive_records"
    )
    assert row == (None, None, None, True, "secret")
    assert found(database, MARK, "Perkara batu") == set()
    with archive.city.service.db.begin() as tx:
        [[sealed]] = tx.exec_driver_sql("SELECT sealed FROM archive_records").all()
    said = archive.city.office.vault.open(bytes(sealed), f"record/{letter['id']}")
    assert said["subject"] == "Perkara batu"
    shown = archive.city.see("camat", "get_letter", letter=letter["id"])
    assert (shown["subject"], shown["body"]) == ("Perkara batu", "")


def test_what_was_kept_for_ten_years_needs_a_written_approval(archive):
    archive.rule("musnah")
    file = archive.inactive()
    made = archive.approved(file)
    with archive.city.service.db.begin() as tx:
        tx.exec_driver_sql("UPDATE archive_files SET inactive_years = 10")
    with pytest.raises(NeedsDecree) as caught:
        archive.decide("arsip-setda", "carry_out_destruction", made)
    assert [one.field for one in caught.value.errors] == ["decree"]
    done = archive.decide("arsip-setda", "carry_out_destruction", made, decree="B-KN.01/12/2026")
    assert done["decree"] == "B-KN.01/12/2026"


def test_the_record_is_nobodys_to_change(archive, database):
    archive.rule("musnah")
    archive.destroyed(archive.city.sent())
    for statement in ("DELETE FROM", "TRUNCATE"):
        with pytest.raises(Exception, match="permission denied"):
            database.execute(f"{statement} eoffice.archive_records", service="eoffice")
