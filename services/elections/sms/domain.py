"""A result as a text message: read it with patience, answer it exactly.

    KWK1 1971011004001 A210 B198 S408 T7 #M @kotak suara sudah di PPS

The head names the ballot (KWK1 is the election's first contest, KWK2 its second), then comes the
TPS, then tags with figures in any order, then what somebody wants to say. Letters may be small;
anything that is neither letter nor digit separates; `l`, `i` and `o` typed for 1 and 0 are
repaired, which is why no tag has one of these letters (the rule is NDI Apollo's). A tag nobody
knows or a figure that is none costs only itself. `#M` is the check letter over all digits; it may
be left out, but where it stands it has to be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

HEAD = "KWK"
CANDIDATES = "ABCDEFGH"  # A is the ballot's number 1, and so on
TAGS = {
    "M": "dpt.total",
    "PA": "users.dpt.total",
    "PB": "users.dptb.total",
    "PK": "users.dpk.total",
    "P": "users.total.total",
    "R": "ballots.received",
    "U": "ballots.used",
    "X": "ballots.returned",
    "N": "ballots.unused",
    "Z": "disabled.total",
    "S": "valid",
    "T": "invalid",
    "J": "total",
}
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # 23, a prime: what a check letter may be
LONGEST_TEXT = 640
LONGEST_COMMENT = 200
LONGEST_REPLY = 160  # one message in GSM 03.38
MOST_DIGITS = 5
_REPAIRS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_HEAD = re.compile(rf"\W*{HEAD}[\s._:;,/-]*([0-9OIL])(?![0-9OIL])\W*(.*)", re.DOTALL)
_STATION = re.compile(r"((?:[0-9OIL][\s._:;,/-]*){13})(.*)", re.DOTALL)
_CHECK = re.compile(r"#\s*([A-Z])")
# A figure has a real digit in it, or is a lone O: "foo" is no F00.
_FIGURE = r"(?:[OIL]*[0-9][0-9OIL]*|O)"
_WORD = re.compile(rf"([A-Z]+?)[\s._:;,/=+-]*({_FIGURE})(?![A-Z0-9])|[A-Z0-9]+")


@dataclass(frozen=True)
class Message:
    """What was understood. `figures` are by the tag; `odd` is what was not understood."""

    ballot: int = 0
    tps: str = ""
    figures: Mapping[str, int] = field(default_factory=dict)
    odd: tuple[str, ...] = ()
    comment: str = ""
    problem: str = ""


def read(text: str) -> Message:
    """Read a message; `problem` says why nothing of it can be used (as the sender is told)."""
    body, _, comment = text[:LONGEST_TEXT].partition("@")
    comment = " ".join(comment.split())[:LONGEST_COMMENT]
    head = _HEAD.fullmatch(body.upper())
    if head is None:
        return Message(comment=comment, problem=f"Awali dengan {HEAD}1 atau {HEAD}2, lalu kode TPS")
    ballot = int(head[1].translate(_REPAIRS))
    station = _STATION.match(head[2])
    if station is None:
        problem = f"{HEAD}{ballot}: kode TPS harus 13 angka"
        return Message(ballot, comment=comment, problem=problem)
    tps = _digits(station[1])
    rest, wrong = _checked(station[2])
    figures, odd = _figures(rest)
    found = Message(ballot, tps, figures, odd, comment)
    if wrong and wrong != check_letter(found):
        problem = f"TPS {tps}: huruf periksa #{wrong} tidak cocok. Periksa semua angka, kirim ulang"
        return Message(ballot, tps, {}, odd, comment, problem)
    return found


def check_letter(message: Message) -> str:
    """Return the letter that belongs to the message's digits, in the order of its tags.

    The digits of the ballot, the TPS and the figures, each times its place (1 to 22, again and
    again), summed modulo 23: that one digit is wrong, or two neighbours are swapped, always shows.
    """
    figures = "".join(f"{tag}{message.figures[tag]}" for tag in sorted(message.figures))
    digits = [int(one) for one in f"{message.ballot}{message.tps}{figures}" if one.isdigit()]
    total = sum(digit * (place % 22 + 1) for place, digit in enumerate(digits))
    return LETTERS[total % len(LETTERS)]


def written(ballot: int, tps: str, figures: Mapping[str, int]) -> str:
    """Return the message that says this, with its check letter."""
    message = Message(ballot, tps, figures)
    said = " ".join(f"{tag}{figure}" for tag, figure in figures.items())
    return f"{HEAD}{ballot} {tps} {said} #{check_letter(message)}"


def paths(figures: Mapping[str, int], numbers: tuple[int, ...]) -> tuple[dict[str, int], list[str]]:
    """Return the figures by the form's fields, and the tags that this ballot has not."""
    known = fields(numbers)
    found = {known[tag]: figure for tag, figure in figures.items() if tag in known}
    return found, [f"{tag}{figures[tag]}" for tag in figures if tag not in known]


def fields(numbers: tuple[int, ...]) -> dict[str, str]:
    """Return the form's field of every tag that a ballot of these numbers has."""
    votes = zip(CANDIDATES, numbers, strict=False)
    return {tag: f"votes.{number}" for tag, number in votes} | TAGS


def reply(contest: str, message: Message, missing: list[str], odd: list[str]) -> str:
    """Return what the sender is told: what was understood, what was not, what is missing.

    What was understood comes first and whole; the rest is cut to what one message holds.
    """
    understood = " ".join(f"{tag}{figure}" for tag, figure in message.figures.items())
    text = f"{message.tps} {contest}: {understood or 'tidak ada angka'}."
    for words, listed in (("Tak dipahami", odd), ("Belum ada", missing)):
        if listed:
            text = _with_list(text, words, listed)
    return text[:LONGEST_REPLY]


def _with_list(text: str, words: str, listed: list[str]) -> str:
    """Add as many of the list as there is room for, and say how many more there are."""
    for shown in range(len(listed), -1, -1):
        more = f" +{len(listed) - shown}" if shown < len(listed) else ""
        longer = f"{text} {words}: {' '.join(listed[:shown])}{more}."
        if len(longer) <= LONGEST_REPLY:
            return longer
    return text


def _checked(text: str) -> tuple[str, str]:
    """Return the text without its check letter, and the letter."""
    found = _CHECK.search(text)
    if found is None:
        return text, ""
    return text[: found.start()] + " " + text[found.end() :], found[1]


def _figures(text: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the figures by tag, and what is odd: a tag that comes with two figures has none."""
    found: dict[str, set[int]] = {}
    odd: list[str] = []
    for word in _WORD.finditer(text):
        tag, digits = word[1] or "", _digits(word[2] or "")
        if (tag in TAGS or tag in set(CANDIDATES)) and len(digits) <= MOST_DIGITS:
            found.setdefault(tag, set()).add(int(digits))
        else:
            odd.append(word[0][:12])
    for tag, said in found.items():
        if len(said) > 1:
            odd.append(tag + "/".join(map(str, sorted(said))))
    return {tag: min(said) for tag, said in found.items() if len(said) == 1}, tuple(odd)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text.translate(_REPAIRS))
