"""Topics and sentiment by words that anybody may read: `lexicon.json`, of our own making. Pure.

A word weighs one for or against; a negation up to three words before it turns it round, a booster
beside it makes it weigh more. More for than against is positive, the other way negative.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("lexicon.json")
_WORD = re.compile(r"[a-z][a-z0-9-]*")
_OF_PEOPLE = re.compile(r"https?://\S+|www\.\S+|[@#]\S+|\S+@\S+")
REACH, BOOST = 3, 2
POSITIVE, NEGATIVE, NEUTRAL = "positive", "negative", "neutral"
OTHER = "lain"


@dataclass(frozen=True)
class Lexicon:
    negations: frozenset[str]
    boosters: frozenset[str]
    weights: dict[str, int]
    topics: dict[str, tuple[tuple[str, ...], ...]]


@cache
def lexicon() -> Lexicon:
    """Return the words that ship."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    weights = dict.fromkeys(found["positive"], 1) | dict.fromkeys(found["negative"], -1)
    topics = {
        topic: tuple(tuple(one.split()) for one in phrases)
        for topic, phrases in found["topics"].items()
    }
    return Lexicon(frozenset(found["negations"]), frozenset(found["boosters"]), weights, topics)


def words(text: str) -> list[str]:
    """Return the words, without addresses, handles and tags."""
    return _WORD.findall(_OF_PEOPLE.sub(" ", text.casefold()))


def sentiment(text: str) -> str:
    """Return `positive`, `negative` or `neutral`."""
    this, found = lexicon(), words(text)
    total = 0
    for place, word in enumerate(found):
        weight = _weight(this, word)
        if not weight:
            continue
        if _beside(found, place, this.boosters):
            weight *= BOOST
        if any(one in this.negations for one in found[max(0, place - REACH) : place]):
            weight = -weight
        total += weight
    if total == 0:
        return NEUTRAL
    return POSITIVE if total > 0 else NEGATIVE


def _weight(this: Lexicon, word: str) -> int:
    """Return the weight of a word, or of what stands before -nya, -lah."""
    if word in this.weights:
        return this.weights[word]
    bare = re.sub(r"(nya|lah|kah)$", "", word)
    return this.weights.get(bare, 0)


def _beside(found: Sequence[str], place: int, sought: frozenset[str]) -> bool:
    before = found[place - 1] if place else ""
    after = found[place + 1] if place + 1 < len(found) else ""
    return before in sought or after in sought


def topics(text: str) -> tuple[str, ...]:
    """Return the topics that the text names, `lain` for none of them."""
    this, found = lexicon(), words(text)
    bare = [re.sub(r"(nya|lah|kah)$", "", word) for word in found]
    hits = [
        topic
        for topic, phrases in this.topics.items()
        if any(_holds(found, one) or _holds(bare, one) for one in phrases)
    ]
    return tuple(hits) or (OTHER,)


def _holds(found: Sequence[str], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(tuple(found[at : at + size]) == phrase for at in range(len(found) - size + 1))
