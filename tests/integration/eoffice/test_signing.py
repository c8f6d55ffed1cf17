"""Letters from ready_to_sign to signed: with the number, once, and never made again."""

import dataclasses
import hashlib
import io

import pytest
import sqlalchemy as sa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sqlalchemy.exc import ProgrammingError

from libs.kit import jobs
from libs.kit.errors import Invalid
from libs.kit.jobs import Cancelled, Progress
from services.eoffice.letters.domain import UnknownLetter
from services.eoffice.signing import job
from services.eoffice.signing.engine import Engine
from services.eoffice.signing.keys import BSRE, SigningKey
from services.eoffice.signing.repository import Keys, UnknownDocument
from services.eoffice.signing.tables import signed_documents
from tests.bsre_server import EMAIL, SECRET, bsre
from tests.integration.eoffice.lettering import ask
from tests.integration.eoffice.signatories import found, new_key, sign
from tests.signing import PASSPHRASE
from tests.unit.eoffice.test_rendering import text


@pytest.fixture
def office(city):
    found(city.service.db)
    return city


def state(city, letter):
    return city.see("walikota", "get_letter", letter=letter["id"])


def pdf_of(city, letter, name="walikota"):
    return city.see(name, "signed_letter", letter=letter["id"])


def code_of(database, letter):
    query = "SELECT code FROM eoffice.signed_documents WHERE letter = %s"
    [[code]] = database.execute(query.replace("%s", f"'{letter['id']}'"))
    return code


def verify(city, code):
    return city.see("walikota", "verify_document", code=code)


def compare(city, code, pdf):
    request = dataclasses.replace(ask({"code": code}, "walikota"), attachment=pdf)
    return city.service.compare_document(request)


def test_a_letter_is_signed_with_number_date_and_where_to_verify_it(office, database):
    letter = office.ready()
    assert sign(office.service, letter)["message"] == "1 signed"
    after = state(office, letter)
    assert after["state"] == "signed"
    pdf = pdf_of(office, letter)
    assert hashlib.sha256(pdf).hexdigest() == after["document"]
    said = text(pdf)
    for words in (after["number"], "WALI KOTA CONTOH", "Laporan genangan", "Balai Jalan"):
        assert words in said
    assert f"/verify/{code_of(database, letter)}" in said.replace("\n", "")


def test_what_is_signed_says_who_when_and_as_what(office, database):
    letter = office.ready()
    sign(office.service, letter)
    told = verify(office, code_of(database, letter))
    assert told["number"] == state(office, letter)["number"]
    assert told["as"] == ["WALI KOTA CONTOH"]
    assert (told["subject"], told["level"]) == ("Laporan genangan", "B-B")
    assert told["signer"] == "Pejabat Penanda Tangan"


def test_of_a_limited_letter_no_subject_is_told(office, database):
    letter = office.ready(security="limited")
    sign(office.service, letter)
    assert verify(office, code_of(database, letter))["subject"] is None


def test_of_a_secret_letter_nothing_is_told_and_its_bytes_are_sealed(office, database):
    letter = office.ready(security="secret")
    sign(office.service, letter)
    code = code_of(database, letter)
    assert verify(office, code) == {"code": code, "secret": True}
    [[body]] = database.execute("SELECT body FROM eoffice.signed_documents")
    assert b"%PDF" not in bytes(body)
    pdf = pdf_of(office, letter)
    assert pdf.startswith(b"%PDF-")
    assert compare(office, code, pdf) == {"copy": "same", "signatures": []}
    [[opened]] = database.execute(
        "SELECT count(*) FROM eoffice.acts WHERE what = 'secret_letter_opened'"
    )
    assert opened == 1


def test_a_copy_is_the_same_altered_or_another(office, database):
    first, second = office.ready(), office.ready()
    sign(office.service, first, second)
    pdf, code = pdf_of(office, first), code_of(database, first)
    same = compare(office, code, pdf)
    assert (same["copy"], same["signatures"][0]["trusted"]) == ("same", True)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = generic.NumberObject(90)
    writer.mark_update(page.container_ref)
    out = io.BytesIO()
    writer.write(out)
    altered = compare(office, code, out.getvalue())
    assert (altered["copy"], altered["signatures"][0]["whole"]) == ("altered", False)
    assert compare(office, code, pdf_of(office, second)) == {"copy": "other", "signatures": []}


@pytest.mark.parametrize("code", ["", "0000000000000000", "../../etc/passwd", "Ü" * 16])
def test_a_code_that_nothing_was_signed_under_is_not_found(office, code):
    with pytest.raises(UnknownDocument):
        verify(office, code)


def test_somebody_else_does_not_get_the_signed_letter(office):
    letter = office.ready()
    sign(office.service, letter)
    with pytest.raises(UnknownLetter):
        pdf_of(office, letter, "asisten")


def test_a_wrong_passphrase_takes_no_number(office, database):
    letter = office.ready()
    ended = sign(office.service, letter, passphrase="bukan yang benar")
    assert (ended["state"], ended["message"]) == ("failed", "The passphrase does not open this key")
    assert state(office, letter)["state"] == "ready_to_sign"
    assert database.execute("SELECT count(*) FROM eoffice.numbers") == [(0,)]


def test_the_passphrase_is_kept_nowhere(office, database):
    sign(office.service, office.ready())
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'eoffice'"
    for [table] in database.execute(tables):
        found = f"SELECT count(*) FROM eoffice.{table} t WHERE t::text LIKE '%{PASSPHRASE}%'"
        assert database.execute(found) == [(0,)], table


def test_an_order_that_says_nothing_names_its_fields(office):
    with pytest.raises(Invalid) as caught:
        office.service.sign_letters(ask({"letters": [{"letter": "x"}]}, "walikota"))
    assert {one.field for one in caught.value.errors} == {"letters.0", "passphrase"}


def test_what_was_signed_is_never_changed(office):
    sign(office.service, office.ready())
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        office.service.db.begin() as tx,
    ):
        tx.execute(sa.update(signed_documents).values(body=b""))


def test_an_order_given_twice_signs_once(office, database):
    letter, key = office.ready(), new_key()
    first = sign(office.service, letter, again=key)
    assert sign(office.service, letter, again=key)["id"] == first["id"]
    assert database.execute("SELECT count(*) FROM eoffice.signed_documents") == [(1,)]
    assert database.execute("SELECT count(*) FROM eoffice.jobs") == [(1,)]


def test_a_list_is_signed_and_what_can_not_be_is_left_behind(office):
    letters = [office.ready(), office.drafted(), office.ready()]
    ended = sign(office.service, *letters)
    assert (ended["state"], ended["message"]) == ("done", "2 signed, 1 left behind")
    assert [state(office, one)["state"] for one in (letters[0], letters[2])] == ["signed"] * 2


def test_somebody_who_is_not_the_signer_signs_nothing(office):
    letter = office.ready()
    with office.service.db.begin() as tx:
        Keys(tx).put("sekda", Keys(tx).get("walikota"))
    ended = sign(office.service, letter, name="sekda")
    assert ended["message"] == "0 signed, 1 left behind"
    assert state(office, letter)["state"] == "ready_to_sign"


def test_who_has_no_key_is_told_so(city):
    letter = city.ready()
    assert "gives walikota one" in sign(city.service, letter)["message"]
    assert state(city, letter)["state"] == "ready_to_sign"


# ---- what goes wrong on the way


def begun(office, *letters):
    """Begin a job as its process would; gives it and what runs it."""
    asked = [{"letter": one["id"], "version": one["version"]} for one in letters]
    order = {"letters": asked, "as": None, "origin": "10.0.0.9"}
    with office.service.db.begin() as tx:
        principal = ask({}, "walikota").principal
        return jobs.begin(tx, job.KIND, order, principal, len(asked))


def signatures(office, one, engine):
    service = office.service
    return job.Signatures(service.db, service.settings, one, PASSPHRASE, engine)


def abandon(office, database):
    """Let the lease of the job end, and a worker take it up."""
    database.execute("UPDATE eoffice.jobs SET leased_until = now() - interval '1 s'")
    office.service.settle_abandoned_signings()


class Killed(BaseException):
    """The process is gone."""


class Dies(Engine):
    """Ends its service at a step, and so leaves nothing tidied up."""

    def __init__(self, step):
        super().__init__()
        self.step = step

    def sign(self, *given):
        if self.step == "before signing":
            raise Killed
        made = super().sign(*given)
        if self.step == "after signing":
            raise Killed
        return made

    def inspect(self, *given):
        if self.step == "before storing":
            raise Killed
        return super().inspect(*given)


@pytest.mark.parametrize("step", ["before signing", "after signing", "before storing"])
def test_one_that_dies_leaves_the_letter_to_be_signed_with_its_number(office, database, step):
    letter = office.ready()
    one = begun(office, letter)
    with Dies(step) as engine, pytest.raises(Killed):
        signatures(office, one, engine).run(Progress(office.service.db, one.id))
    left = state(office, letter)
    assert left["state"] == "signing"
    abandon(office, database)
    failed = state(office, letter)
    assert (failed["state"], failed["number"]) == ("signing_failed", left["number"])
    assert sign(office.service, failed)["message"] == "1 signed"
    assert state(office, letter)["number"] == left["number"]


def test_one_that_dies_after_storing_leaves_the_letter_signed_once(office, database):
    letter = office.ready()
    one = begun(office, letter)
    with Engine() as engine:
        signatures(office, one, engine).run(Progress(office.service.db, one.id))
    abandon(office, database)
    assert state(office, letter)["state"] == "signed"
    assert database.execute("SELECT count(*) FROM eoffice.signed_documents") == [(1,)]


def test_one_that_wakes_up_late_signs_nothing_that_another_took(office, database):
    letter = office.ready()
    late = begun(office, letter)

    class Sleeps(Engine):
        def sign(self, *given):
            made = super().sign(*given)
            abandon(office, database)
            sign(office.service, state(office, letter))
            return made

    with Sleeps() as engine, pytest.raises(job.SigningTaken):
        signatures(office, late, engine).run(Progress(office.service.db, late.id))
    assert state(office, letter)["state"] == "signed"
    assert database.execute("SELECT count(*) FROM eoffice.signed_documents") == [(1,)]


def test_a_stopped_list_ends_between_two_letters(office):
    letters = [office.ready(), office.ready()]
    one = begun(office, *letters)
    seen = []

    class Stops(Engine):
        def sign(self, *given):
            made = super().sign(*given)
            seen.append(office.do)
            with office.service.db.begin() as tx:
                jobs.stop(tx, one.id)
            return made

    with Stops() as engine, pytest.raises(Cancelled):
        signatures(office, one, engine).run(Progress(office.service.db, one.id))
    assert [state(office, letter)["state"] for letter in letters] == ["signed", "ready_to_sign"]


def test_when_bsre_is_down_the_letter_waits_and_then_keeps_its_number(city, monkeypatch):
    settings = city.service.settings
    with bsre() as (url, server):
        city.service.settings = dataclasses.replace(
            settings, bsre_url=url, bsre_client=SECRET, signing_wait=0
        )
        found(city.service.db, key=SigningKey(BSRE, "Pejabat", reference=EMAIL))
        letter = city.ready()

        class Falls(Engine):
            def sign(self, *given):
                server.mood = "ill"
                return super().sign(*given)

        one = begun(city, letter)
        with Falls() as engine, pytest.raises(job.SigningDown, match="BSrE"):
            signatures(city, one, engine).run(Progress(city.service.db, one.id))
        failed = state(city, letter)
        assert failed["state"] == "signing_failed"
        server.mood = "well"
        assert sign(city.service, failed)["message"] == "1 signed"
    assert state(city, letter)["number"] == failed["number"]
