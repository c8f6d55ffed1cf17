"""Routes that say who may use them. A route without a rule does not start.

`@route(blueprint, "/v1/things/<thing>", "GET", allow=roles("operator", "admin"), summary="…")`
stands on each view; `check` is asked by create_app for every rule of the URL map. What stands here
about a body is both what is checked and what /openapi.json tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, send_from_directory

from libs.kit.principal import ROLES

View = TypeVar("View", bound=Callable[..., Any])
Schema = dict[str, Any]
_RULES = "kendali_operation"


class UnguardedRoute(Exception):
    """A URL rule that says not who may use it."""


@dataclass(frozen=True)
class Allow:
    """Who may use a route: nobody, unless its roles are named or it is public.

    At a public one nobody is asked who he is, unless it is `known` too: then whoever proves himself
    is answered as that, and a wrong proof is refused.
    """

    roles: frozenset[str] = frozenset()
    public: bool = False
    known: bool = False


PUBLIC = Allow(public=True)
ANYBODY = Allow(public=True, known=True)


def roles(*names: str) -> Allow:
    """Return the rule that lets principals with any of these roles in."""
    unknown = set(names) - ROLES
    if unknown or not names:
        raise ValueError(f"not roles: {sorted(unknown)}")
    return Allow(frozenset(names))


SIGNED_IN = roles(*ROLES)


@dataclass(frozen=True)
class Operation:
    """One method of one address: who may, what it takes, what it answers.

    `body` and the values of `query` and `answers` are JSON schemas or the names of schemas in
    `services.gateway.schemas`; `command` asks for an Idempotency-Key; `page` is for people's
    browsers: errors are pages, and who is not signed in is sent to the login; `limited` counts the
    request against the rate limits; `upload` lets a body of `largest` bytes in (of
    KENDALI_IMPORT_BYTES where that is 0), of any type, though `takes` names those that make sense;
    `signed` asks for the signature of KENDALI_SMS_SECRET; `tagged` answers carry an ETag;
    `content` is the media type of the answers, `types` are those of a JSON body, `headers` are what
    it takes besides. `ogc` is an address of OGC API: what is wrong with a question is 400, and its
    clients, who know of no Idempotency-Key, need none. `own_query`: which parameters are known
    depends on the address, so the view reads them; `query` tells of those that always are.
    `reasons` are the places of an answer that say why something is refused (`found.error.detail`),
    in the language that is asked for.
    """

    rule: str
    method: str
    allow: Allow
    name: str
    tag: str
    summary: str = ""
    body: Schema | str | None = None
    query: dict[str, Schema] = field(default_factory=dict)
    answers: dict[int, Schema | str] = field(default_factory=dict)
    command: bool = False
    page: bool = False
    limited: bool = True
    upload: bool = False
    largest: int = 0
    takes: tuple[str, ...] = ("text/csv", "application/json")
    signed: bool = False
    tagged: bool = False
    content: str = "application/json"
    types: tuple[str, ...] = ("application/json",)
    headers: dict[str, Schema] = field(default_factory=dict)
    ogc: bool = False
    own_query: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        """The address in OpenAPI's form, `/v1/things/{thing}`."""
        return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", self.rule)

    @property
    def path_parameters(self) -> list[str]:
        return re.findall(r"<(?:[^:<>]+:)?([^<>]+)>", self.rule)


def route(
    blueprint: Blueprint, rule: str, method: str = "GET", *, allow: Allow, **options: Any
) -> Callable[[View], View]:
    """Register a view for one method of one address, with its rule.

    `options` are the further fields of Operation.
    """

    def register(view: View) -> View:
        name = options.pop("name", view.__name__)
        operation = Operation(rule, method, allow, name, blueprint.name, **options)
        blueprint.add_url_rule(rule, name, _Marked(view, operation), methods=[method])
        return view

    return register


class _Marked:
    """A view with its operation, as Flask keeps it."""

    def __init__(self, view: Callable[..., Any], operation: Operation) -> None:
        self._view = view
        self.__name__ = operation.name
        setattr(self, _RULES, operation)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._view(*args, **kwargs)


def files(blueprint: Blueprint, prefix: str, folder: Path, *, allow: Allow, age: int = 3600) -> Any:
    """Serve a folder below a prefix; `age` is how many seconds a browser may keep a file."""

    def serve(path: str) -> Response:
        return send_from_directory(folder, path, max_age=age, conditional=True)

    name = "files" + re.sub(r"\W+", "_", prefix)
    return route(blueprint, f"{prefix}/<path:path>", allow=allow, name=name, limited=False)(serve)


def operations(app: Flask) -> dict[str, Operation]:
    """Return the operations of the application by endpoint."""
    found = ((name, getattr(view, _RULES, None)) for name, view in app.view_functions.items())
    return {name: operation for name, operation in found if operation is not None}


def check(app: Flask) -> dict[str, Operation]:
    """Return the operations by endpoint; raises UnguardedRoute naming every rule without one."""
    known = operations(app)
    bad = [
        f"{rule.rule} {sorted(rule.methods or ())}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in known or not _allows_somebody(known[rule.endpoint])
    ]
    if bad:
        raise UnguardedRoute(f"say who may use: {', '.join(bad)}")
    return known


def _allows_somebody(operation: Operation) -> bool:
    return operation.allow.public or bool(operation.allow.roles)
