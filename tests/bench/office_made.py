"""A made e-office of any size, brought in by COPY: people, letters, dispositions, what is filed.

What happens in it is plain: letters of five years, from staff by the head of their unit to one to
three other heads, a tenth of all by or to the secretary; a quarter as many incoming ones; five
dispositions for each letter. Of the last weeks some wait to be initialled, signed, read, followed
up. Words are made of syllables and come by Zipf's law: the commonest stands in most letters.
`search_docs` and `mailbox` are written as `0006_mailbox` files them, which `differing` counts.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812

from tests.bench.office_rows import COLUMNS, PEOPLE, UNITS, Copies, Row, Unit, organisation, uuid7
from tests.bench.office_words import file, number_words, people_words, vocabulary

YEARS, WEEK = 5, 604_800
SEED = 7
SHARES = 4  # processes that write at once
URGENCY = ("ordinary", "urgent", "very_urgent")


class Maker:
    """Makes letters with all that hangs on them."""

    def __init__(self, tx: Connection, units: list[Unit], letters: int, share: int) -> None:
        self.words = vocabulary(tx, random.Random(SEED))  # the same words each time
        self.chance = random.Random(share)
        self.copies, self.units, self.letters, self.share = Copies(tx), units, letters, share
        self.now = datetime.now(UTC)

    def make(self) -> None:
        step = timedelta(days=365 * YEARS) / self.letters
        start = self.now - timedelta(days=365 * YEARS)
        for n in range(self.share, self.letters, SHARES):
            self._letter(n, start + n * step)
            if n // SHARES % 4 == 0:
                self._incoming(n, start + n * step)
        self.copies.flush()

    def _unit(self) -> Unit:
        return self.units[0] if self.chance.random() < 0.1 else self.chance.choice(self.units)

    def _urgency(self) -> int:
        return self.chance.choices((0, 1, 2), (80, 15, 5))[0]

    def _fresh(self, at: datetime) -> bool:
        """Tell whether this is one of those that wait: of the last weeks, some of the rest."""
        return self.chance.random() < (0.5 if self.now - at < timedelta(days=21) else 0.004)

    def _letter(self, n: int, at: datetime) -> None:
        chance, unit, urgency = self.chance, self._unit(), self._urgency()
        letter, drafter, signer = uuid7(at, chance), chance.choice(unit.staff), unit.head
        waits = self._fresh(at) and chance.random() < 0.3
        state = chance.choice(("draft", "review", "ready_to_sign", "signed")) if waits else "sent"
        (subject, head), (text, body) = (
            chance.choice(self.words.subjects), chance.choice(self.words.texts)
        )  # fmt: skip
        signed = state in {"sent", "signed"}
        number = f"600.{n % 9}.{n % 7}/{n}/{unit.code}" if signed else None
        to = [one for one in {self._unit().head for _ in range(chance.choice((1, 1, 2, 3)))}
              if one not in {signer, drafter}]  # fmt: skip
        reached = self._send(letter, to, at, urgency) if state == "sent" else set()
        readers = {drafter} | ({signer} if state != "draft" else set()) | reached
        readers |= {f"records:{unit.code}"} if state not in {"draft", "review"} else set()
        given = self._disposed(letter, reached, at) if n % 2 and reached else set()
        self._wait(letter, state, drafter, signer, urgency, at)
        names = [{"kind": "position", "name": f"Jabatan {one}", "code": one} for one in to]
        said = {"content": {"body": f"<p>{text}</p>", "to": names, "copies": []}, "note": ""}
        kind, code = "surat-dinas", f"600.{n % 9}.{n % 7}"
        self.copies.add("letters", (
            letter, unit.code, "3316", drafter, state, 3, 1, True, kind, "ordinary",
            URGENCY[urgency], code, signer, subject, number, at if signed else None,
            at if state == "sent" else None, at, at,
        ))  # fmt: skip
        self.copies.add("letter_drafts", (letter, 1, json.dumps(said), drafter, at))
        self.copies.add("letter_readers", *((one, letter) for one in sorted(readers | given)))
        words = f"{number_words(number)} {head} {people_words(unit.code, (signer, *to))} {body}"
        told = (unit.code, state, kind, "ordinary", URGENCY[urgency], code)
        self._file(letter, "letter", letter, readers | given, words, at, told)

    def _send(self, letter: str, to: list[str], at: datetime, urgency: int) -> set[str]:
        """Deliver a letter; returns who reads it by that."""
        readers = set()
        for place, one in enumerate(to):
            copy, unit = place == 2, self.units[(int(one[1:]) - 1) // (PEOPLE // UNITS)].code
            waits = self._fresh(at)
            state = self.chance.choice(("delivered", "read")) if waits else (
                "read" if copy else "followed_up")  # fmt: skip
            self.copies.add("letter_recipients", (letter, place, copy, one, unit, state, "", at))
            box, is_open = "copies" if copy else "in", not copy and state != "followed_up"
            row = (letter, one, box, "letter", state == "delivered", is_open, urgency, None, at)
            self.copies.add("mailbox", row)
            readers |= {one, f"records:{unit}"}
        return readers

    def _wait(
        self, letter: str, state: str, drafter: str, signer: str, urgency: int, at: datetime
    ) -> None:
        boxes = {"draft": [("drafts", drafter)], "ready_to_sign": [("to_sign", signer)],
                 "review": [("to_initial", signer)],
                 "signed": [("to_send", signer), ("to_send", drafter)]}  # fmt: skip
        if state == "review":
            self.copies.add("letter_initials", (letter, 0, "ladder", signer, True))
        for box, whose in boxes.get(state, []):
            row = (letter, whose, box, "letter", False, True, urgency, None, at)
            self.copies.add("mailbox", row)

    def _incoming(self, n: int, at: datetime) -> None:
        unit, letter, urgency = self._unit(), uuid7(at, self.chance), self._urgency()
        agenda = n + 1
        subject, head = self.chance.choice(self.words.subjects)
        waits, day = self._fresh(at), at.date()
        state = self.chance.choice(("forwarded", "read")) if waits else "disposed"
        number, code, sender = f"B-{n}/KP/{at.year}", f"500.{n % 9}", f"Kantor {n % 5000}"
        given = self._dispositions("incoming", letter, letter, unit, at, 0 if waits else 10)
        readers = given | {unit.head, unit.records, f"records:{unit.code}"}
        self.copies.add("incoming", (
            letter, unit.code, "3316", unit.records, at.year, agenda, state, 2, "ordinary",
            URGENCY[urgency], False, code, day, day, number, sender, subject, unit.head, unit.head,
            at, at,
        ))  # fmt: skip
        row = (letter, unit.head, "in", "incoming", state == "forwarded", waits, urgency, None, at)
        self.copies.add("mailbox", row)
        self.copies.add("office_readers", *((one, letter) for one in sorted(readers)))
        words = f"{number_words(number)} {number_words(f'{agenda}/{at.year}')} {head} 'kantor':1B"
        words += f" '{n % 5000}':2B"
        told = (unit.code, state, "", "ordinary", URGENCY[urgency], code)
        self._file(letter, "incoming", letter, readers, words, at, told)

    def _disposed(self, letter: str, reached: set[str], at: datetime) -> set[str]:
        """Give dispositions on a letter of ours at one recipient's desk."""
        head = min(one for one in reached if not one.startswith("records:"))
        unit = self.units[(int(head[1:]) - 1) // (PEOPLE // UNITS)]
        subject = str(uuid.uuid5(uuid.UUID(letter), head))
        given = self._dispositions("letter", letter, subject, unit, at, 5)
        rows = ((one, subject) for one in sorted(given | {unit.head}))
        self.copies.add("office_readers", *rows)
        return given

    def _dispositions(
        self, kind: str, letter: str, subject: str, unit: Unit, at: datetime, many: int
    ) -> set[str]:
        given = set(self.chance.sample(unit.staff, min(many, len(unit.staff))))
        readers = {unit.head, *given}
        if kind == "incoming":
            readers |= {unit.records, f"records:{unit.code}"}
        for one in sorted(given):
            self._disposition(kind, letter, subject, unit, one, at, readers)
        return given

    def _disposition(
        self, kind: str, letter: str, subject: str, unit: Unit, to: str, at: datetime,
        readers: set[str],
    ) -> None:  # fmt: skip
        one, urgency = uuid7(at, self.chance), self._urgency()
        waits, due = self._fresh(at), (at + timedelta(days=10)).date()
        state = self.chance.choice(("sent", "in_progress")) if waits else "done"
        text, head = self.chance.choice(self.words.subjects)
        said = json.dumps({"instructions": [], "text": text, "report": "", "note": ""})
        self.copies.add("dispositions", (
            one, kind, letter, subject, unit.head, unit.head, to, to, True, state, 2,
            URGENCY[urgency], due, due, False, said, at,
        ))  # fmt: skip
        if waits:
            row = (one, to, "dispositions", "disposition", state == "sent", True, urgency, due, at)
            self.copies.add("mailbox", row)
        told = (unit.code, state, "", "ordinary", URGENCY[urgency], "")
        self._file(one, "disposition", subject, readers, head, at, told)

    def _file(
        self, thing: str, kind: str, subject: str, readers: set[str], words: str, at: datetime,
        told: Row,
    ) -> None:  # fmt: skip
        weeks = f"{{{int(at.timestamp()) // WEEK}}}"
        keys = "{" + ",".join(sorted(readers)) + "}"
        self.copies.add("search_docs", (thing, kind, subject, keys, words, weeks, at, *told))


def make(admin_url: str, letters: int, say: Callable[[str], None]) -> None:
    """Fill an empty e-office; indexes but the keys' are made when all rows are there."""
    with closing(psycopg2.connect(admin_url)) as tx, tx.cursor() as cursor:
        tx.autocommit = True
        cursor.execute("SET search_path = eoffice, public; SET maintenance_work_mem = '1GB'")
        indexes = list(_taken_off(cursor))
        units = organisation(tx)
        file(tx, vocabulary(tx, random.Random(SEED)))
        say("rows")
        with get_context("spawn").Pool(SHARES) as pool:
            pool.starmap(_write, [(admin_url, units, letters, one) for one in range(SHARES)])
        for definition in indexes:
            say(definition[:100])
            cursor.execute(definition)
        say("VACUUM ANALYZE")
        cursor.execute("VACUUM (ANALYZE)")


_WRITER = """
SET search_path = eoffice, public;
SET session_replication_role = replica;
SET synchronous_commit = off;
SET idle_in_transaction_session_timeout = 0
"""


def _write(admin_url: str, units: list[Unit], letters: int, share: int) -> None:
    with closing(psycopg2.connect(admin_url)) as tx, tx:
        with tx.cursor() as cursor:  # a replica looks after no foreign key
            cursor.execute(_WRITER)
        Maker(tx, units, letters, share).make()


def _taken_off(cursor: Any) -> Iterator[str]:
    """Drop the indexes that no constraint needs; gives what makes them again."""
    cursor.execute(
        """SELECT indexname, indexdef FROM pg_indexes i WHERE schemaname = 'eoffice'
        AND tablename = ANY(%s) AND NOT EXISTS (SELECT FROM pg_constraint c
            WHERE c.conname = i.indexname)""",
        (list(COLUMNS),),
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f"DROP INDEX eoffice.{name}")
        yield definition


def differing(admin_url: str, many: int = 500) -> int:
    """Return how many rows of some letters are not what the functions of 0006_mailbox file."""
    with closing(psycopg2.connect(admin_url)) as tx, tx.cursor() as cursor:
        cursor.execute("SET search_path = eoffice, public")
        cursor.execute(_DIFFERING, {"many": many})
        return int(cursor.fetchone()[0])


_DIFFERING = """
WITH picked AS MATERIALIZED (
    SELECT array_agg(id) ids FROM (SELECT id FROM letters LIMIT %(many)s) l),
boxes AS (SELECT m.thing, m.key, m.box, m.unread, m.open FROM picked, boxes_of_letters(ids) m),
docs AS (SELECT d.id, (SELECT array_agg(r ORDER BY r) FROM unnest(d.readers) r) readers,
    tsvector_to_array(d.words) words FROM picked, docs_of_letters(ids) d)
SELECT (SELECT count(*) FROM boxes b WHERE NOT EXISTS (SELECT FROM mailbox m
        WHERE (m.thing, m.key, m.box) = (b.thing, b.key, b.box)
            AND (m.unread, m.open) = (b.unread, b.open)))
    + (SELECT count(*) FROM docs d WHERE NOT EXISTS (SELECT FROM search_docs s WHERE s.id = d.id
        AND s.readers = d.readers AND tsvector_to_array(s.words) = d.words))
"""
