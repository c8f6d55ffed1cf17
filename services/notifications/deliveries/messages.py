"""What callers say of deliveries, read field by field; what they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from libs.kit import clock, paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.notifications.deliveries.domain import SEVERITIES, STATES, Preferences
from services.notifications.deliveries.kinds import KINDS
from services.notifications.deliveries.writing import LANGUAGES

MOST_CONTACTS = 20
LONGEST_ADDRESS = 2_000
LONGEST_PART = 400


@dataclass(frozen=True)
class ContactIn:
    """A contact as somebody wants it: one that is there by its id, or a new address."""

    id: str | None
    channel: str
    address: str
    least: str


@dataclass(frozen=True)
class ChannelIn:
    """A channel as an administrator sets it; `version` is the one that was seen, 0 for none."""

    name: str
    kind: str
    parts: dict[str, Any]
    secrets: dict[str, str]
    enabled: bool
    public: bool
    version: int


@dataclass(frozen=True)
class Query:
    """What a list of deliveries is asked for; "" and None mean any."""

    limit: int
    after: str
    where: dict[str, str]
    words: str
    since: datetime | None
    until: datetime | None

    @property
    def is_narrow(self) -> bool:
        """Tell whether it asks for more than counts of long ago can say."""
        return bool(self.words or self.since or self.until or self.where.keys() & {"key", "reader"})


def wishes(data: dict[str, Any]) -> tuple[list[ContactIn], Preferences]:
    """Read `{"contacts": [{"id"} | {"channel", "address"}, "least"], "preferences"}`."""
    read = Reader(data)
    given = data.get("contacts")
    readers = [] if given == [] else read.items("contacts", MOST_CONTACTS)
    contacts = [_contact(one) for one in readers]
    wanted = read.part("preferences")
    language = wanted.one_of("language", LANGUAGES, "id")
    begin, end = (_clock(wanted, name) for name in ("quiet_from", "quiet_until"))
    if (begin is None) != (end is None):
        wanted.wrong("quiet_until", "needs both ends of the quiet hours, or none")
    gathers = wanted.raw("digest")
    preferences = Preferences(language, begin, end, gathers is not False)
    read.end()
    return contacts, preferences


def _contact(one: Reader) -> ContactIn:
    key = one.raw("id")
    least = one.one_of("least", SEVERITIES, "info")
    if key is not None:
        if not is_uuid(str(key)):
            one.wrong("id", "needs the id of a contact")
        return ContactIn(str(key), "", "", least)
    channel = one.slug("channel")
    return ContactIn(None, channel, one.text("address", longest=LONGEST_ADDRESS), least)


def _clock(read: Reader, name: str) -> time | None:
    value = read.raw(name)
    if value in (None, ""):
        return None
    try:
        return time.fromisoformat(str(value)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        read.wrong(name, "needs a time of day such as 21:30")
        return None


def channel(data: dict[str, Any]) -> ChannelIn:
    """Read `{"name", "kind", "parts", "secrets", "enabled", "public", "version"}`."""
    read = Reader(data)
    name = read.slug("name")
    if name == "inbox":
        read.wrong("name", "is the inbox, which everybody has")
    kind = read.one_of("kind", tuple(KINDS), "")
    if not kind:
        read.wrong("kind", f"needs one of {', '.join(KINDS)}")
        read.end()
    parts, secrets = _parts(read, data, kind)
    enabled, public = read.flag("enabled"), read.flag("public")
    version = read.integer("version", 0, 2**31 - 1, 0)
    read.end()
    return ChannelIn(name, kind, parts, secrets, enabled, public, version)


def _parts(read: Reader, data: dict[str, Any], kind: str) -> tuple[dict[str, Any], dict[str, str]]:
    found: dict[str, Any] = {}
    secrets: dict[str, str] = {}
    known = KINDS[kind].named
    given = {
        place: Reader(data.get(place) or {}, f"{place}.", read.errors)
        for place in ("parts", "secrets")
    }
    for place, one in given.items():
        one.only([name for name, part in known.items() if part.secret == (place == "secrets")])
    for name, part in known.items():
        one = given["secrets" if part.secret else "parts"]
        if part.what == "choice":
            found[name] = one.one_of(name, part.choices, part.choices[0])
        elif one.raw(name) in (None, ""):
            if part.needed and not part.secret:
                one.wrong(name, "is needed")
        elif part.what == "port":
            found[name] = one.integer(name, 1, 65_535)
        else:
            text = one.text(name, longest=LONGEST_PART)
            if any(ord(letter) < ord(" ") for letter in text):
                one.wrong(name, "holds the end of a line")
            (secrets if part.secret else found)[name] = text
    return found, secrets


def query(data: dict[str, Any]) -> Query:
    """Read the filters of a list."""
    limit, after = paging.asked(data)
    if after and not is_uuid(after):
        raise paging.foreign()
    named = {"key": "key", "topic": "topic", "channel": "channel", "state": "state"}
    where = {column: str(data[name]) for name, column in named.items() if data.get(name)}
    if data.get("person"):
        where["reader"] = str(data["person"])
    if where.get("state", STATES[0]) not in STATES:
        raise Invalid(errors=(FieldError("state", f"needs one of {', '.join(STATES)}"),))
    read = Reader(data)
    since, until = read.moment("since"), read.moment("until")
    read.end()
    return Query(limit, after, where, str(data.get("q") or "").strip(), since, until)


def one_id(data: dict[str, Any], name: str) -> str:
    """Return the id under the name; an impossible one is that of nothing."""
    value = str(data.get(name))
    return value if is_uuid(value) else "00000000-0000-0000-0000-000000000000"


def moment(value: datetime | None) -> str | None:
    return None if value is None else clock.to_text(value)
