"""What a drafter wrote, as it comes in: every wrong field is named. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.eoffice.letters import bodies
from services.eoffice.letters.content import (
    DAMAGE,
    FORMS,
    INCOMING,
    LETTER,
    POSITION,
    RECIPIENTS,
    REFERENCES,
    RELATED,
    SECURITY,
    URGENCY,
    Content,
    Recipient,
    Reference,
    Related,
)
from services.eoffice.letters.kinds import Kind

GROUP = "group"  # a recipient that stands for the members of a group, until it is written down
LONGEST_NAME, LONGEST_FIELD, MOST, MOST_RELATED = 300, 4000, 500, 20
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}")
CLASSIFICATION = re.compile(r"[0-9]{3}(\.[0-9]{1,3}){0,5}")
REPORT = re.compile(r"[1-9][0-9]{0,17}")
_CONTENT = (
    "kind", "subject", "body", "classification", "security", "urgency", "fields", "to", "copies",
    "signer", "form", "ladder", "coordination", "refers_to", "references",
)  # fmt: skip


def content(data: dict[str, Any], kinds: Mapping[str, Kind]) -> Content:
    """Read what a drafter wrote; only `kind` is needed in a draft. Raises Invalid, all fields."""
    reader = Reader(data)
    reader.only((*_CONTENT, "as", "letter", "version"))
    kind = reader.one_of("kind", kinds, "")
    if data.get("kind") is None:
        reader.wrong("kind", f"needs one of {', '.join(kinds)}")
    read = Content(
        kind=kind,
        subject=reader.text("subject", default="", longest=500) if data.get("subject") else "",
        body=_body(reader),
        classification=classification(reader),
        security=reader.one_of("security", SECURITY, SECURITY[0]),
        urgency=reader.one_of("urgency", URGENCY, URGENCY[0]),
        fields=_fields(reader, kinds.get(kind)),
        to=_recipients(reader, "to"),
        copies=_recipients(reader, "copies"),
        signer=position(reader, "signer"),
        form=reader.one_of("form", FORMS, FORMS[0]),
        ladder=None if data.get("ladder") is None else _codes(reader, "ladder"),
        coordination=_codes(reader, "coordination"),
        refers_to=_reference(reader),
        references=_related(reader),
        template=kinds[kind].template if kind else "",
    )
    reader.end()
    return read


def _body(reader: Reader) -> str:
    text = reader.raw("body")
    if text in (None, ""):
        return ""
    if not isinstance(text, str) or len(text) > bodies.LONGEST or "\0" in text:
        reader.wrong("body", f"needs HTML of at most {bodies.LONGEST} characters")
        return ""
    return bodies.clean(text)


def classification(reader: Reader) -> str:
    return _like(reader, "classification", CLASSIFICATION, "a code such as 000.8.3")


def position(reader: Reader, name: str) -> str:
    return _like(reader, name, CODE, "the code of a position")


def _like(reader: Reader, name: str, pattern: re.Pattern[str], what: str) -> str:
    value = reader.raw(name)
    if value in (None, ""):
        return ""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        reader.wrong(name, f"needs {what}")
        return ""
    return value


def _fields(reader: Reader, kind: Kind | None) -> dict[str, str]:
    if reader.raw("fields") is None or kind is None:
        return {}
    part = reader.part("fields")
    known = [one.name for one in kind.fields]
    part.only(known)
    return {n: part.text(n, longest=LONGEST_FIELD) for n in known if part.raw(n) not in (None, "")}


def _recipients(reader: Reader, name: str) -> tuple[Recipient, ...]:
    if not reader.raw(name):
        return ()
    return tuple(recipient(one) for one in reader.items(name, MOST))


def recipient(one: Reader) -> Recipient:
    one.only(("kind", "code", "name", "address", "group"))
    kind = one.one_of("kind", (*RECIPIENTS, GROUP), "")
    if kind == GROUP:
        return Recipient(GROUP, "", _uuid(one, "group"))
    name = one.text("name", default="" if kind == POSITION else None, longest=LONGEST_NAME)
    if kind == POSITION:
        code = position(one, "code")
        if not code:
            one.wrong("code", "needs the code of a position")
        return Recipient(kind, name, code)
    if one.raw("kind") is None:
        one.wrong("kind", f"needs one of {', '.join((*RECIPIENTS, GROUP))}")
    return Recipient(kind, name, None, one.text("address", default="", longest=LONGEST_NAME))


def _uuid(reader: Reader, name: str) -> str:
    value = reader.raw(name)
    if not is_uuid(value):
        reader.wrong(name, "needs a UUID")
        return ""
    return str(value)


def _codes(reader: Reader, name: str) -> tuple[str, ...]:
    value = reader.raw(name)
    if value is None:
        return ()
    good = isinstance(value, list) and len(value) <= 20
    if not good or not all(isinstance(one, str) and CODE.fullmatch(one) for one in value):
        reader.wrong(name, "needs a list of codes of positions")
        return ()
    return tuple(value)


def _reference(reader: Reader) -> Reference | None:
    if reader.raw("refers_to") is None:
        return None
    part = reader.part("refers_to")
    part.only(("letter", "does"))
    return Reference(_uuid(part, "letter"), part.one_of("does", REFERENCES, REFERENCES[0]))


def _related(reader: Reader) -> tuple[Related, ...]:
    if not reader.raw("references"):
        return ()
    found = [_relation(one) for one in reader.items("references", MOST_RELATED)]
    return tuple({(one.kind, one.id): one for one in found}.values())


def _relation(one: Reader) -> Related:
    """Read one; letters are named by what they are, others as the drafter names them."""
    one.only(("kind", "id", "title", "answers"))
    kind = one.one_of("kind", RELATED, "")
    if one.raw("kind") is None:
        one.wrong("kind", f"needs one of {', '.join(RELATED)}")
    named = kind in {LETTER, INCOMING}
    reference = _number(one) if kind == DAMAGE else _uuid(one, "id")
    title = one.text("title", default="" if named else None, longest=LONGEST_NAME)
    answers = one.flag("answers")
    if answers and kind != INCOMING:
        one.wrong("answers", "is for an incoming letter")
    return Related(kind, reference, title, answers)


def _number(one: Reader) -> str:
    """Read the id of a road report, which is a whole number."""
    value = one.raw("id")
    if not isinstance(value, str) or not REPORT.fullmatch(value):
        one.wrong("id", "needs the number of a report")
        return ""
    return value
