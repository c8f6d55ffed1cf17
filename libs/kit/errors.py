"""The error tree: a slug and a status for each kind of failure, on both sides of the bus.

A class with a slug of its own is declared beside the rule that raises it and registers itself;
`to_wire` and `from_wire` carry it across RabbitMQ, the gateway turns it into RFC 9457.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One thing that is wrong, and where: `field` is a dotted path into the body, or a header."""

    field: str
    message: str


class KendaliError(Exception):
    """Root of all failures that a caller may be told about."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Unexpected error"
    registry: ClassVar[dict[str, type[KendaliError]]] = {}

    def __init__(self, detail: str = "", errors: tuple[FieldError, ...] = (), **extra: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.extra = extra

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        KendaliError.registry.setdefault(cls.slug, cls)


class Invalid(KendaliError):
    status, slug, title = 422, "invalid", "The request is not valid"


class BadRequest(KendaliError):
    status, slug, title = 400, "bad-request", "The request can't be read"


class Unauthorized(KendaliError):
    status, slug, title = 401, "unauthorized", "Sign in first"


class Forbidden(KendaliError):
    status, slug, title = 403, "forbidden", "Not allowed"


class NotFound(KendaliError):
    status, slug, title = 404, "not-found", "Not found"


class Conflict(KendaliError):
    status, slug, title = 409, "conflict", "Conflicts with what is there"


class PreconditionFailed(KendaliError):
    status, slug, title = 412, "precondition-failed", "Changed by somebody else meanwhile"


class TooLarge(KendaliError):
    status, slug, title = 413, "too-large", "The body is too large"


class PreconditionRequired(KendaliError):
    status, slug, title = 428, "precondition-required", "Say which version is changed"


class TooManyRequests(KendaliError):
    status, slug, title = 429, "too-many-requests", "Too many requests"


class Unavailable(KendaliError):
    """The world is wrong, not the request: try again later."""

    status, slug, title = 503, "unavailable", "Temporarily unavailable"


class DeadlineExceeded(KendaliError):
    """No answer in time. The command may have been done: repeat it with the same id."""

    status, slug, title = 504, "deadline-exceeded", "No answer in time"


def to_wire(error: BaseException) -> dict[str, Any]:
    """Return the error as a JSON object; an unexpected one leaves its text at home."""
    if not isinstance(error, KendaliError):
        return {"slug": KendaliError.slug, "status": 500, "detail": KendaliError.title}
    return {
        "slug": error.slug,
        "status": error.status,
        "detail": error.detail,
        "errors": [{"field": e.field, "message": e.message} for e in error.errors],
        "extra": error.extra,
    }


def from_wire(wire: dict[str, Any]) -> KendaliError:
    """Rebuild the error on the caller's side.

    A slug that this process does not know keeps its slug and status in a class made for it, so that
    a gateway need not be deployed with every new rule of a service.
    """
    slug = str(wire.get("slug", KendaliError.slug))
    known = KendaliError.registry.get(slug)
    if known is None:
        parent = _by_status(int(wire.get("status", 500)))
        known = type("RemoteError", (parent,), {"slug": slug})
    errors = tuple(FieldError(e["field"], e["message"]) for e in wire.get("errors", ()))
    return known(str(wire.get("detail", "")), errors, **wire.get("extra", {}))


def _by_status(status: int) -> type[KendaliError]:
    roots = (c for c in KendaliError.__subclasses__() if c.status == status)
    return next(roots, KendaliError)
