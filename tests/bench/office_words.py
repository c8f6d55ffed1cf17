"""Words, subjects and texts of a made e-office, each with what the database makes of it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from psycopg2.extensions import connection as Connection  # noqa: N812

WORDS, TEXTS, SUBJECTS = 6_000, 2_000, 20_000
FAMILIAR = (
    "jalan", "jembatan", "banjir", "rapat", "laporan", "permohonan", "perbaikan", "data",
    "anggaran", "kecamatan", "desa", "pembangunan", "kegiatan", "bantuan", "undangan",
)  # fmt: skip
_FILE = """
INSERT INTO eoffice.search_words
SELECT DISTINCT w.lexeme FROM unnest(%s::tsvector[]) v, unnest(v) w
WHERE w.lexeme ~ '^[^0-9./-]{3,60}$'
"""


@dataclass
class Vocabulary:
    """Words with how often they come, and texts made of them, each with its tsvector."""

    words: list[str]
    subjects: list[tuple[str, str]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)


def vocabulary(tx: Connection, chance: random.Random) -> Vocabulary:
    parts = [a + b for a in "bcdgjklmnprst" for b in "aiueo"]
    made = {"".join(chance.choices(parts, k=chance.randint(2, 4))) for _ in range(2 * WORDS)}
    words = [*FAMILIAR, *sorted(made)[: WORDS - len(FAMILIAR)]]
    weights = [1 / (place + 2) for place in range(len(words))]

    def some(many: int) -> str:
        return " ".join(chance.choices(words, weights, k=many))

    found = Vocabulary(words)
    subjects = [some(chance.randint(4, 8)).capitalize() for _ in range(SUBJECTS)]
    texts = [some(chance.randint(25, 60)) for _ in range(TEXTS)]
    with tx.cursor() as cursor:
        cursor.execute("SELECT s, eoffice.head(s, 'A') FROM unnest(%s) s", (subjects,))
        found.subjects = cursor.fetchall()
        cursor.execute("SELECT s, eoffice.prose(s) FROM unnest(%s) s", (texts,))
        found.texts = cursor.fetchall()
    return found


def file(tx: Connection, found: Vocabulary) -> None:
    """Put the words where the beginning of one is completed from."""
    vectors = [vector for _, vector in (*found.subjects, *found.texts)]
    with tx.cursor() as cursor:
        cursor.execute(_FILE, (vectors,))


def number_words(number: str | None) -> str:
    """Return the words of a number: whole, its parts, their parts."""
    if number is None:
        return ""
    whole = number.lower()
    parts = {whole, *whole.split("/"), *whole.replace("/", ".").replace("-", ".").split(".")}
    return " ".join(f"'{one}':1A" for one in sorted(parts))


def people_words(unit: str, positions: Iterable[str]) -> str:
    names = ["unit", unit[1:], "jabat", "jabatan", *(one.lower() for one in positions)]
    return " ".join(f"'{one}':1B" for one in dict.fromkeys(names))
