"""What a message says to one reader: by the topic's template in the reader's language."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from libs.kit import logs
from services.notifications.deliveries.domain import LONGEST_SUBJECT, MARKS, Message
from services.notifications.deliveries.templating import BadTemplate, one_line, render

FOLDER = Path(__file__).parent / "templates"
DEFAULT = "default"
LANGUAGES = ("id", "en")
EXERCISES = {
    "id": "LATIHAN. Pesan ini bagian dari latihan, bukan kejadian nyata.",
    "en": "EXERCISE. This message is part of an exercise, nothing has happened.",
}
log = logs.get(__name__)
Written = Mapping[tuple[str, str], Any]


def shipped(topic: str, language: str) -> tuple[str, str]:
    """Return subject and body of the template that comes with the system."""
    return _files().get((topic, language)) or _files()[DEFAULT, language]


def topics() -> list[str]:
    """Return the topics that a template comes with, the default one among them."""
    return sorted({topic for topic, _ in _files()})


@functools.cache
def _files() -> dict[tuple[str, str], tuple[str, str]]:
    found = {}
    for path in FOLDER.glob("*.txt"):
        topic, language = path.stem.rsplit(".", 1)
        subject, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        found[topic, language] = (subject, body)
    return found


def say(message: Message, language: str, written: Written, base: str = "") -> tuple[str, str]:
    """Return subject and text; a template that fails gives way to the one that came with it."""
    values = filled(message, base)
    own = _own(written, message.topic, language)
    subject, text = _by(own, values, message.topic, language)
    return marked(subject, text, language) if message.exercise else (subject, text)


def _own(written: Written, topic: str, language: str) -> Any:
    """Return what was written for the topic, else for all that no template comes with, or None."""
    names = [topic] if (topic, language) in _files() else [topic, DEFAULT]
    found = (written.get((one, language)) for one in names)
    return next((one for one in found if one is not None and one["body"]), None)


def filled(message: Message, base: str = "") -> dict[str, Any]:
    """Return what a template may name."""
    link = base.rstrip("/") + message.link if message.link.startswith("/") else message.link
    said = {"subject": message.subject, "text": message.text, "link": link}
    return {**said, "severity": message.severity, "topic": message.topic, "values": message.values}


def _by(own: Any, values: dict[str, Any], topic: str, language: str) -> tuple[str, str]:
    if own is not None:
        try:
            return render(own["subject"], own["body"], values)
        except BadTemplate as error:  # that it is badly written must keep no message back
            log.warning("template_failed", topic=topic, language=language, why=error.detail)
    return render(*shipped(topic, language), values)


def marked(subject: str, text: str, language: str) -> tuple[str, str]:
    """Return them as an exercise's, whatever the template says."""
    title = one_line(f"{MARKS[language]}: {subject}")[:LONGEST_SUBJECT]
    return title, f"{EXERCISES[language]}\n\n{text}"
