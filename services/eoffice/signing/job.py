"""Letters from ready_to_sign to signed, one after the other, each in two short transactions.

    1. the letter is `signing` and has its number; the job is noted as the one that took it
    2. nothing is stored: the PDF is made with number, date and code, and signed
    3. its bytes are stored, the letter is `signed`

Whoever dies after 1 leaves a letter that is `signing`. The job's lease ends, a worker takes the job
up, and without the passphrase, which was in the dead process alone, it can do one thing: call what
the job left `signing` failed, to be signed again with its number. What passed 3 is signed, once.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.errors import Conflict, KendaliError, Unavailable
from libs.kit.jobs import Cancelled, Job, Progress
from libs.kit.request import Request
from services.eoffice.letters import signing as steps
from services.eoffice.letters.desk import Desk, Office
from services.eoffice.letters.domain import SIGNING, Letter
from services.eoffice.letters.repository import Letters
from services.eoffice.organisation.acting import Acting
from services.eoffice.settings import Settings
from services.eoffice.signing import composing
from services.eoffice.signing.domain import Signed, new_code
from services.eoffice.signing.engine import Engine
from services.eoffice.signing.errors import WrongPassphrase
from services.eoffice.signing.keys import BSRE, PKCS11, SigningKey
from services.eoffice.signing.repository import Authorities, Documents, Keys
from services.eoffice.signing.results_repository import Results
from services.eoffice.signing.sheet import Sheet
from services.eoffice.signing.terms import Signing, Terms

KIND = "sign_letters"
Done = TypeVar("Done")
INTERRUPTED = "the signing was interrupted"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 20.0  # seconds between two tries; well within a job's lease


class SigningTaken(Conflict):
    slug, title = "signing-taken", "Another signing took the letter meanwhile"


class SigningDown(Conflict):
    slug, title = "signing-down", "What signs is down: try again later, with the same numbers"


@dataclass(frozen=True)
class Taken:
    """A letter on its way through a signing, with all that the PDF needs."""

    letter: Letter
    who: Acting
    sheet: Sheet
    code: str


class Signatures:
    """One person's signing of some letters; `passphrase` is in this object alone."""

    def __init__(
        self, db: Database, settings: Settings, job: Job, passphrase: str, engine: Engine
    ) -> None:
        self._db, self._settings, self._job = db, settings, job
        self._passphrase, self._engine = passphrase, engine
        self._office = Office.of(settings)
        self._request = Request(
            job.arguments, job.principal, job.id, origin=job.arguments["origin"]
        )

    def run(self, progress: Progress) -> str:
        """Sign the job's letters; returns a summary. Raises Cancelled between two letters.

        A letter that can't be signed is left behind, and the next one is tried; a wrong passphrase
        ends it at the first letter, which stays ready to sign, for accounts are locked after some
        tries. Why each letter was left behind is noted.
        """
        try:
            return self._run(progress)
        except KendaliError as error:
            self._leave(error, *(one["letter"] for one in self._job.arguments["letters"]))
            raise

    def _run(self, progress: Progress) -> str:
        asked, refused = self._job.arguments["letters"], 0
        with self._db.begin() as tx:
            key, terms = (
                key_of(tx, self._settings, self._job.principal.name),
                trusted(tx, self._settings),
            )
        try:
            self._waiting(lambda: self._engine.check(key, self._passphrase), lambda: progress(0))
        except Unavailable as error:
            raise _down(error) from None
        for done, one in enumerate(asked):
            progress(done, len(asked), _told(done - refused, refused))
            refused += not self._sign_one(one, key, terms, progress, done)
        return _told(len(asked) - refused, refused)

    def _sign_one(
        self, one: dict[str, Any], key: SigningKey, terms: Terms, progress: Progress, done: int
    ) -> bool:
        try:
            taken = self._begin(one, key)
        except Unavailable:
            raise
        except KendaliError as error:  # it changed meanwhile, or is not theirs: it stays as it is
            self._leave(error, one["letter"])
            return False
        try:
            pdf = self._waiting(
                lambda: self._engine.sign(
                    taken.sheet, key, self._passphrase, terms, _texts(taken.sheet)
                ),
                lambda: progress(done),
            )
        except (KendaliError, Cancelled) as error:
            self._fail(taken, error)
            if isinstance(error, KendaliError):
                self._leave(error, taken.letter.id)
            if isinstance(error, Unavailable):
                raise _down(error) from None
            if isinstance(error, (Cancelled, WrongPassphrase)):
                raise
            return False
        self._finish(taken, pdf, terms)
        return True

    def _begin(self, one: dict[str, Any], key: SigningKey) -> Taken:
        data = {**one, "as": self._job.arguments["as"]}
        with self._db.begin() as tx:
            desk = Desk(tx, replace(self._request, data=data), self._office)
            letter, number = steps.begin(desk)
            Documents(tx, self._office.vault).begin(letter.id, self._job.id)
            sheet = composing.compose(tx, letter, desk.acting, key.name)
        code = new_code()
        sheet = replace(
            sheet,
            date=composing.day_out(number.day),
            verify_url=f"{self._settings.public_url.rstrip('/')}/verify/{code}",
        )
        return Taken(letter, desk.acting, sheet, code)

    def _waiting(self, do: Callable[[], Done], alive: Callable[[], None]) -> Done:
        """Do it again while what it needs is down, for as long as the settings say."""
        end, pause = time.monotonic() + self._settings.signing_wait, FIRST_PAUSE
        while True:
            alive()
            try:
                return do()
            except Unavailable:
                if time.monotonic() + pause > end:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _finish(self, taken: Taken, pdf: bytes, terms: Terms) -> None:
        found = self._engine.inspect(pdf, terms).signatures
        one, document = taken.letter, hashlib.sha256(pdf).hexdigest()
        secret = one.content.is_secret
        told = composing.facts(one, taken.sheet, taken.who, found[-1].level)
        with self._db.begin() as tx:
            kept = Documents(tx, self._office.vault)
            if not kept.is_taken_by(one.id, self._job.id):
                raise SigningTaken
            signed = Signed(
                letter=one.id,
                code=taken.code,
                hash=document,
                digest=found[-1].digest,
                secret=secret,
                facts=None if secret else told,
                signed_at=clock.now(),
            )
            kept.add(signed, pdf)
            steps.finish(tx, self._request, self._office, one.id, document)

    def _fail(self, taken: Taken, error: Exception) -> None:
        reason = _words(error) if isinstance(error, KendaliError) else INTERRUPTED
        letter = taken.letter.id
        with self._db.begin() as tx:
            if not Documents(tx, self._office.vault).is_taken_by(letter, self._job.id):
                return
            if isinstance(error, WrongPassphrase):
                steps.put_back(tx, self._request, self._office, letter)
            else:
                steps.fail(tx, self._request, self._office, letter, reason)

    def _leave(self, error: KendaliError, *letters: str) -> None:
        with self._db.begin() as tx:
            Results(tx).leave(self._job.id, letters, error.slug)


def abandoned(db: Database, settings: Settings) -> Callable[[Job, Progress], str]:
    """Return what a worker does with the job of a process that is gone."""
    office = Office.of(settings)

    def settle(job: Job, _progress: Progress) -> str:
        request = Request({}, job.principal, job.id, origin=job.arguments["origin"])
        with db.begin() as tx:
            for letter in Documents(tx, office.vault).taken_by(job.id):
                found = Letters(tx, office.vault, frozenset()).lock_for_system(letter)
                if found.state == SIGNING:
                    steps.fail(tx, request, office, letter, INTERRUPTED)
        raise SigningTaken(INTERRUPTED)

    return settle


def key_of(tx: Connection, settings: Settings, person: str) -> SigningKey:
    """Return what the person signs by, with where it is; raises NoSigningKey."""
    key = Keys(tx).get(person)
    if key.kind == PKCS11:
        return replace(key, place=settings.pkcs11_module)
    if key.kind == BSRE:
        return replace(key, place=settings.bsre_url, secret=settings.bsre_client)
    return key


def trusted(tx: Connection, settings: Settings) -> Terms:
    """Return how letters are signed, and whom we believe."""
    kept = Authorities(tx).all()
    roots = [kept["root"].certificate] if kept else []
    chain = [kept["issuing"].certificate] if kept else []
    return Terms(
        settings.signature_level,
        settings.tsa_url,
        tuple(roots) + settings.trusted_roots,
        tuple(chain),
        tuple(one.crl for one in kept.values()),
    )


def _down(error: Unavailable) -> SigningDown:
    return SigningDown(_words(error))


def _words(error: KendaliError) -> str:
    return error.title if error.detail == error.title else f"{error.title}: {error.detail}"


def _texts(sheet: Sheet) -> Signing:
    return Signing(f"{sheet.title} {sheet.number}", sheet.place, sheet.signatory.name)


def _told(signed: int, refused: int) -> str:
    return f"{signed} signed" + (f", {refused} left behind" if refused else "")
