"""What the full count may still bring: a prediction of what is out, and how far it may be off.

The unit is the village, as polling stations are merged and split between elections. An earlier
election gives the features; villages whose result is in say how far such a prediction errs: hide
some of them, predict them from the others, look how far off (split conformal prediction, as in
elex-live-model, repeated, and for sums). That holds as far as the villages that are out are like
those that are in, up to what the earlier election and the districts know of them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from services.elections.quick_count import least_squares, spreading
from services.elections.quick_count.spreading import Piece

SPLITS = 99  # trial predictions
FEWEST = 20  # villages with results without which no interval is given
SEED = 2024
USUAL_STATION = 400  # voters of a station where nobody has told any
DISTRICT = 6


@dataclass(frozen=True, slots=True)
class Village:
    """A village: what is in, what is out, and the shares of the earlier election (None = none).

    `unknown_out` of `stations_out` have registered voters that nobody has told.
    """

    code: str
    votes: tuple[int, ...]
    dpt_in: int
    stations_out: int
    dpt_out: int
    unknown_out: int = 0
    earlier: tuple[float, ...] | None = None

    @property
    def valid(self) -> int:
        return sum(self.votes)


@dataclass(frozen=True, slots=True)
class Guess:
    """Expected votes of the candidates in what is out, and how far they may be off, ±."""

    votes: tuple[float, ...]
    reach: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class _Known:
    """A village whose result is in: `products` for a fit, `load` = its voters by its features."""

    piece: Piece
    features: tuple[float, ...]
    votes: tuple[int, ...]
    valid: int
    products: tuple[float, ...]
    load: tuple[float, ...]

    @classmethod
    def of(cls, village: Village, features: tuple[float, ...]) -> _Known:
        piece = Piece(village.code[:DISTRICT], village.dpt_in)
        shares = [votes / village.valid for votes in village.votes]
        products = least_squares.products(village.valid, features, shares)
        load = tuple(village.dpt_in * one for one in features)
        return cls(piece, features, village.votes, village.valid, products, load)


class Model:
    """Predicts what is out from what is in."""

    def __init__(self, villages: Sequence[Village], confidence: float = 0.95) -> None:
        self._villages, self._confidence = villages, confidence
        self._candidates = max((len(one.votes) for one in villages), default=0)
        self._usual = _mean_earlier(villages)
        self._station = _usual_station(villages)
        known = [
            _Known.of(one, self._features(one)) for one in villages if one.valid and one.dpt_in
        ]
        self._rate, self._line = _fitted(known) if known else (0.0, [])
        self._seen = [one.piece for one in known]
        enough = self._usual is not None and len(known) >= FEWEST
        self._between = _between(known, self._line) if enough else 0.0
        self._errors = self._try(known) if enough else []

    @property
    def knows_errors(self) -> bool:
        """Tell whether intervals can be given."""
        return bool(self._errors)

    def guess(self, villages: Sequence[Village]) -> Guess:
        """Return what is expected of the stations that are out in these villages."""
        votes = [0.0] * self._candidates
        for one in villages if self._line else ():
            size = self._piece(one).size * self._rate
            for place, share in enumerate(least_squares.predict(self._line, self._features(one))):
                votes[place] += size * share
        votes = [max(0.0, one) for one in votes]
        if not self._errors:
            return Guess(tuple(votes), None)
        columns = zip(*self._errors, strict=True)
        return Guess(tuple(votes), tuple(self._reach(villages, column) for column in columns))

    def reach_between(self, villages: Sequence[Village], one: int, other: int) -> float | None:
        """Return how far the expected difference of two candidates may be off, ± votes."""
        if not self._errors:
            return None
        return self._reach(villages, [errors[one] - errors[other] for errors in self._errors])

    def _reach(self, villages: Sequence[Village], errors: Sequence[float]) -> float:
        """Return the conformal quantile of trial errors, at this size."""
        pieces = [self._piece(one) for one in villages]
        ordered = sorted(map(abs, errors))
        place = math.ceil((len(ordered) + 1) * self._confidence)
        scale = spreading.scale(pieces, self._seen, self._between)
        return scale * ordered[min(place, len(ordered)) - 1]

    def _piece(self, village: Village) -> Piece:
        """Return the voters that are out; a station whose voters nobody told counts as usual."""
        size = village.dpt_out + village.unknown_out * self._station
        return Piece(village.code[:DISTRICT], size)

    def _features(self, village: Village) -> tuple[float, ...]:
        shares = village.earlier or self._usual or ()
        return (1.0, *shares[:-1])

    def _try(self, known: list[_Known]) -> list[list[float]]:
        """Hide villages again and again, as large a part as is out, and predict them."""
        out = spreading.effective([self._piece(one).size for one in self._villages])
        seen = spreading.effective([one.size for one in self._seen])
        hidden = round(len(known) * out / (out + seen))
        hidden = min(max(hidden, 1), len(known) - len(known[0].features) - 2)
        draw = random.Random(SEED)  # noqa: S311 - the same trials for the same figures
        shuffled = (draw.sample(known, len(known)) for _ in range(SPLITS))
        return [_trial(one[:hidden], one[hidden:], self._between) for one in shuffled]


def _trial(away: Sequence[_Known], seen: Sequence[_Known], between: float) -> list[float]:
    """Return how many votes of each candidate the prediction was off, by the scale of its size."""
    rate, line = _fitted(seen)
    load = least_squares.column_sums([one.load for one in away])
    votes = least_squares.column_sums([one.votes for one in away])
    expected = [rate * one for one in least_squares.predict(line, load)]
    scale = spreading.scale([one.piece for one in away], [one.piece for one in seen], between)
    return [(had - told) / scale for had, told in zip(votes, expected, strict=True)]


def _fitted(known: Sequence[_Known]) -> tuple[float, list[list[float]]]:
    """Return valid votes by registered voter, and the line from features to shares."""
    rate = sum(one.valid for one in known) / sum(one.piece.size for one in known)
    return rate, least_squares.fit([one.products for one in known], len(known[0].features))


def _between(known: Sequence[_Known], line: Sequence[Sequence[float]]) -> float:
    """Return the variance between districts by that of villages, of the candidate with the most."""
    worst = 0.0
    for place in range(len(known[0].votes)):
        groups: dict[str, list[float]] = {}
        for one in known:
            expected = least_squares.predict(line, one.features)[place]
            off = one.votes[place] / one.valid - expected
            groups.setdefault(one.piece.group, []).append(off)
        worst = max(worst, spreading.between(list(groups.values())))
    return worst


def _usual_station(villages: Sequence[Village]) -> float:
    stations = sum(one.stations_out - one.unknown_out for one in villages)
    return sum(one.dpt_out for one in villages) / stations if stations else USUAL_STATION


def _mean_earlier(villages: Sequence[Village]) -> tuple[float, ...] | None:
    """Return the mean shares of the earlier election, for villages that it did not know."""
    known = [one.earlier for one in villages if one.earlier]
    if not known:
        return None
    return tuple(sum(column) / len(known) for column in zip(*known, strict=True))
