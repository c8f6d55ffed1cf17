"""What a letter says and to whom, before it is one: what its drafter writes. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

SECURITY = ("ordinary", "limited", "secret", "top_secret")
SECRETS = frozenset({"secret", "top_secret"})
URGENCY = ("ordinary", "urgent", "very_urgent")
REPLY, CORRECTS, WITHDRAWS = REFERENCES = ("reply", "corrects", "withdraws")
POSITION, EXTERNAL, NAME = RECIPIENTS = ("position", "external", "name")
INCIDENT, DAMAGE, LETTER, INCOMING = RELATED = ("incident", "road_damage", "letter", "incoming")
# In whose name: one's own; a.n. the position above; u.b.: a.n. the one above that, through it.
FORMS = ("own", "on_behalf", "through")


@dataclass(frozen=True)
class Recipient:
    """Who gets the letter or a copy: a position (`code`), a body outside, or just a name."""

    kind: str
    name: str
    code: str | None = None
    address: str = ""


@dataclass(frozen=True)
class Reference:
    """What the letter does to an earlier one: reply | corrects | withdraws."""

    letter: str
    does: str


@dataclass(frozen=True)
class Related:
    """What the letter is about, named so that it can be found: see RELATED.

    The title stands as the letter names it, whatever becomes of the thing. An incoming letter may
    be what this one `answers`.
    """

    kind: str
    id: str
    title: str
    answers: bool = False


@dataclass(frozen=True)
class Content:
    """What a drafter writes. `body` is clean HTML; `fields` are those of the kind.

    `template` is the id of that by which the letter was begun, empty: the one that comes with us.

    `ladder` are the positions that initial in this order, None for those between the drafter and
    the signer; `coordination` initial at any time.
    """

    kind: str
    subject: str = ""
    body: str = ""
    classification: str = ""
    security: str = "ordinary"
    urgency: str = "ordinary"
    fields: dict[str, str] = field(default_factory=dict)
    to: tuple[Recipient, ...] = ()
    copies: tuple[Recipient, ...] = ()
    signer: str = ""
    form: str = "own"
    ladder: tuple[str, ...] | None = None
    coordination: tuple[str, ...] = ()
    refers_to: Reference | None = None
    references: tuple[Related, ...] = ()
    template: str = ""

    @property
    def is_secret(self) -> bool:
        return self.security in SECRETS
