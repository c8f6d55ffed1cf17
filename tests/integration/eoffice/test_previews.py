"""A draft is laid out as its signature would have it, for who may read it, and kept nowhere."""

import os
import signal

import pytest

from libs.kit.errors import DeadlineExceeded
from services.eoffice.letters.domain import UnknownLetter, WrongState
from services.eoffice.signing.engine import Engine
from services.eoffice.signing.errors import EngineDied
from services.eoffice.signing.previewing import PreviewBusy, Previews
from tests import offices
from tests.integration.eoffice.lettering import DRAFT
from tests.integration.eoffice.signatories import found, sign
from tests.unit.eoffice.test_rendering import text


@pytest.fixture
def office(city):
    found(city.service.db)
    yield city
    city.service.previews.close()


def preview(city, letter, name="camat"):
    return text(city.see(name, "preview_letter", letter=letter["id"]))


def test_it_shows_where_number_day_and_code_will_stand(office, database):
    said = preview(office, office.drafted())
    for words in ("600.1/ nomor /1971.BI/", "tanggal terbit", "tanda tangan sah", "Balai Jalan"):
        assert words in said
    assert "WALI KOTA CONTOH," in said
    assert "Pejabat Penanda Tangan" in said
    assert database.execute("SELECT count(*) FROM eoffice.numbers") == [(0,)]
    assert database.execute("SELECT count(*) FROM eoffice.signed_documents") == [(0,)]


def test_a_draft_of_which_nothing_is_said_yet_is_laid_out_too(office):
    said = preview(office, office.do("camat", "create_letter", kind="surat-dinas"))
    assert "Penanda tangan belum dipilih" in said
    assert "…/ nomor /1971.BI/" in said


def test_who_stands_in_for_the_signer_would_sign(office):
    with office.service.db.begin() as tx:
        offices.hold(tx, "WALI", "sekda", "plh")
    assert "Plh. WALI KOTA CONTOH" in preview(office, office.drafted())


def test_a_number_that_is_kept_after_a_failure_is_shown(office):
    letter = office.ready()
    _, number = office.begun(letter)
    office.failed(letter["id"])
    assert number.text in preview(office, letter, "walikota")


def test_only_who_may_read_the_draft_sees_it(office):
    letter = office.drafted()
    for name in ("walikota", "lurah", "kadis"):
        with pytest.raises(UnknownLetter):
            preview(office, letter, name)
    submitted = office.step("camat", "submit_letter", letter)
    assert "Laporan genangan" in preview(office, submitted, "sekda")


def test_opening_that_of_a_secret_letter_is_written_down(office, database):
    letter = office.drafted(security="secret")
    assert "Rahasia" in preview(office, letter)
    what = "SELECT count(*) FROM eoffice.acts WHERE what = 'secret_letter_opened'"
    assert database.execute(what) == [(1,)]


def test_a_signed_letter_is_read_as_it_was_signed(office):
    letter = office.ready()
    sign(office.service, letter)
    with pytest.raises(WrongState, match="as it was signed"):
        preview(office, letter, "walikota")


# ---- the process that lays out


class Dying(Engine):
    """A process that is killed once it has been given something to do."""

    def _start(self):
        super()._start()
        os.kill(self.pid, signal.SIGSTOP)
        os.kill(self.pid, signal.SIGKILL)


class Stuck(Engine):
    """A process that never answers."""

    def _start(self):
        super()._start()
        os.kill(self.pid, signal.SIGSTOP)


@pytest.mark.parametrize(
    ("engine", "error"), [(Dying(5), EngineDied), (Stuck(0.3), DeadlineExceeded)]
)
def test_a_process_that_dies_or_hangs_is_an_answer_and_the_next_one_lays_out(city, engine, error):
    letter = city.drafted()
    city.service.previews = Previews(engine)
    with pytest.raises(error):
        preview(city, letter)
    assert engine.pid is None
    city.service.previews = Previews()
    assert "Laporan genangan" in preview(city, letter)
    city.service.previews.close()


def test_a_process_that_was_killed_while_nobody_asked_is_not_missed(office):
    letter = office.drafted(subject=DRAFT["subject"])
    preview(office, letter)
    engine = office.service.previews._engine
    engine._process.kill()
    engine._process.wait()
    assert "Laporan genangan" in preview(office, letter)


def test_who_gets_no_turn_is_asked_to_come_back(city):
    city.service.previews = Previews(turn=0.05)
    city.service.previews._turn.acquire()
    with pytest.raises(PreviewBusy):
        preview(city, city.drafted())
