"""The SQL of signing: the authority, what officials sign by, and signed documents."""

from __future__ import annotations

import base64

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import Conflict, KendaliError, NotFound
from services.eoffice.letters.sealing import Vault
from services.eoffice.letters.tables import letter_attachments
from services.eoffice.signing.authority import Keystore
from services.eoffice.signing.domain import Signed
from services.eoffice.signing.keys import SigningKey
from services.eoffice.signing.tables import (
    authorities,
    destroyed_documents,
    signed_documents,
    signers,
    signings,
)


class NoSigningKey(Conflict):
    slug, title = "no-signing-key", "Nothing is kept by which this person signs"


class UnknownDocument(NotFound):
    slug, title = "unknown-document", "No document was signed under this code"


class DocumentDestroyed(KendaliError):
    status, slug, title = 410, "document-destroyed", "The archive destroyed the document"


class AuthorityThere(Conflict):
    slug, title = "authority-there", "There is a certificate authority already"


class NoAuthority(Conflict):
    slug, title = "no-authority", "There is no certificate authority yet: kendali eoffice ca init"


class Authorities:
    """The root and what issues below it."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, organisation: str, root: Keystore, issuing: Keystore) -> None:
        """Keep both, of the root no key; raises AuthorityThere."""
        stores = {"root": Keystore(root.certificate, b"", root.crl), "issuing": issuing}
        rows = [
            {
                "name": name,
                "organisation": organisation,
                "certificate": one.certificate,
                "keys": one.keys or None,
                "crl": one.crl,
                "made_at": clock.now(),
            }
            for name, one in stores.items()
        ]
        new = pg.insert(authorities).values(rows).on_conflict_do_nothing()
        if self._tx.execute(new).rowcount != len(rows):
            raise AuthorityThere

    def issuing(self) -> tuple[str, Keystore]:
        """Return the organisation and what issues; raises NoAuthority."""
        row = self._tx.execute(
            sa.select(authorities).where(authorities.c.name == "issuing")
        ).one_or_none()
        if row is None:
            raise NoAuthority
        return row.organisation, Keystore(row.certificate, row.keys, row.crl)

    def all(self) -> dict[str, Keystore]:
        rows = self._tx.execute(sa.select(authorities))
        return {one.name: Keystore(one.certificate, b"", one.crl) for one in rows}

    def put_crl(self, crl: bytes) -> None:
        mine = authorities.c.name == "issuing"
        self._tx.execute(authorities.update().where(mine).values(crl=crl))


class Keys:
    """What persons sign by."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, person: str, key: SigningKey) -> None:
        """Keep the person's key in the place of any earlier one."""
        names = ("kind", "name", "reference")
        row = {name: getattr(key, name) for name in names}
        row |= {"certificate": key.certificate or None, "keys": key.keys or None}
        row["changed_at"] = clock.now()
        new = pg.insert(signers).values(person=person, **row)
        self._tx.execute(new.on_conflict_do_update(index_elements=["person"], set_=row))

    def get(self, person: str) -> SigningKey:
        """Return the person's key without `place` and `secret`; raises NoSigningKey."""
        query = sa.select(signers).where(signers.c.person == person)
        row = self._tx.execute(query).one_or_none()
        if row is None:
            raise NoSigningKey(f"an administrator gives {person} one")
        kept = row.certificate or b"", row.keys or b""
        return SigningKey(row.kind, row.name, *kept, reference=row.reference)


class Documents:
    """Signed letters and which job signs one now."""

    def __init__(self, tx: Connection, vault: Vault) -> None:
        self._tx, self._vault = tx, vault

    def begin(self, letter: str, job: str) -> None:
        """Note that the job takes the letter to its signing; the letter is locked."""
        new = pg.insert(signings).values(letter=letter, job=job)
        self._tx.execute(new.on_conflict_do_update(index_elements=["letter"], set_={"job": job}))

    def taken_by(self, job: str) -> list[str]:
        """Return the letters that the job took last."""
        query = sa.select(signings.c.letter).where(signings.c.job == job)
        return list(self._tx.execute(query).scalars())

    def is_taken_by(self, letter: str, job: str) -> bool:
        return letter in self.taken_by(job)

    def add(self, one: Signed, pdf: bytes) -> None:
        """Keep the bytes for good; a second try for the same letter is an error."""
        body = pdf
        if one.secret:
            body = self._vault.seal(base64.b64encode(pdf).decode(), _place(one.letter))
        self._tx.execute(signed_documents.insert().values(**vars(one), body=body))

    def find(self, code: str) -> Signed:
        """Return what was signed, also what was destroyed since; raises UnknownDocument."""
        return self._one("code", code)

    def of_letter(self, letter: str) -> Signed:
        """Raises UnknownDocument."""
        return self._one("letter", letter)

    def body(self, one: Signed) -> bytes:
        """Return the PDF as it was signed; raises DocumentDestroyed."""
        query = sa.select(signed_documents.c.body).where(signed_documents.c.letter == one.letter)
        kept = self._tx.execute(query).scalar_one_or_none()
        if kept is None:
            raise DocumentDestroyed
        body = bytes(kept)
        if one.secret:
            return base64.b64decode(self._vault.open(body, _place(one.letter)))
        return body

    def _one(self, column: str, value: str) -> Signed:
        for table in (signed_documents, destroyed_documents):
            names = [table.c[name] for name in Signed.__dataclass_fields__]
            query = sa.select(*names).where(table.c[column] == value)
            row = self._tx.execute(query).mappings().one_or_none()
            if row is not None:
                return Signed(**row)
        raise UnknownDocument


def enclosures(tx: Connection, letter: str) -> int:
    """Return how many files go along with a letter."""
    there = (letter_attachments.c.letter == letter) & letter_attachments.c.gone.is_(None)
    return int(tx.execute(sa.select(sa.func.count()).where(there)).scalar_one())


def _place(letter: str) -> str:
    return f"{letter}/signed"
