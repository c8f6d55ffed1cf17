"""The gateway's one composition root."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, cast

import orjson
from flask import Blueprint, Flask
from flask.json.provider import JSONProvider
from flask_babel import Babel, get_locale
from werkzeug.middleware.proxy_fix import ProxyFix

from services.gateway import errors, observing, pages, routing
from services.gateway.edge import EDGE, Edge
from services.gateway.guard import Guard
from services.gateway.parts import EXTENSION, Parts
from services.gateway.routes import (
    alert_rules,
    alerts,
    audit,
    auth,
    broadcasts,
    cap,
    crews,
    damage_photos,
    deliveries,
    elections,
    gis,
    gis_files,
    inbound,
    incident_steps,
    incidents,
    indicator_papers,
    indicator_writing,
    indicators,
    layers,
    leaders,
    map_rules,
    message_templates,
    notifications,
    office_archive,
    office_archive_lists,
    office_attachments,
    office_dispositions,
    office_drafting,
    office_incoming,
    office_letter_steps,
    office_letters,
    office_mailbox,
    office_numbers,
    office_organisation,
    office_search,
    office_signing,
    ogc_core,
    ogc_edit,
    ogc_items,
    orders,
    photos,
    public,
    public_incidents,
    public_indicators,
    queue,
    quick_count,
    recaps,
    recipients,
    roads,
    rules,
    shift_acts,
    shifts,
    signal,
    simulations,
    sms,
    staff,
    stages,
    stream,
    system,
    tiles,
    verification,
    walls,
)
from services.gateway.rule import Rule
from services.gateway.settings import GatewaySettings

ROUTES = (
    system,
    alerts,
    alert_rules,
    inbound,
    audit,
    auth,
    elections,
    verification,
    photos,
    queue,
    crews,
    quick_count,
    rules,
    simulations,
    sms,
    staff,
    stages,
    gis,
    gis_files,
    layers,
    ogc_core,
    ogc_items,
    ogc_edit,
    tiles,
    roads,
    damage_photos,
    signal,
    map_rules,
    office_organisation,
    office_drafting,
    office_letters,
    office_letter_steps,
    office_attachments,
    office_incoming,
    office_dispositions,
    office_mailbox,
    office_numbers,
    office_search,
    office_signing,
    office_archive,
    office_archive_lists,
    notifications,
    cap,
    broadcasts,
    incidents,
    incident_steps,
    deliveries,
    message_templates,
    shifts,
    shift_acts,
    orders,
    recipients,
    walls,
    indicators,
    indicator_papers,
    indicator_writing,
    public,
    public_incidents,
    public_indicators,
    recaps,
    leaders,
    stream,
)
WEB = "services.gateway.web"


class _Json(JSONProvider):
    def dumps(self, obj: Any, **_options: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        return orjson.loads(s)


def create_app(settings: GatewaySettings, extra: tuple[Blueprint, ...] = ()) -> Flask:
    """Return the application; nothing connects before the first request.

    Raises UnguardedRoute when any address, of `extra` blueprints too, does not say who may use it.
    """
    app = Flask(__name__, static_folder=None)
    app.url_rule_class = Rule
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.config["MAX_CONTENT_LENGTH"] = settings.body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.body_bytes
    app.json_provider_class = _Json
    parts = Parts.build(settings)
    app.extensions[EXTENSION] = parts
    folders = f"{pages.FOLDER / 'translations'};web/translations"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = folders
    Babel(app, default_locale="id", locale_selector=pages.language)
    app.jinja_env.globals |= {"get_locale": get_locale, **pages.named(settings.region)}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for blueprint in (*(module.blueprint for module in ROUTES), pages.blueprint, *_web(), *extra):
        app.register_blueprint(blueprint)
    errors.install(app)
    observing.configure(settings)
    Guard(app, parts, routing.check(app))
    edge = app.extensions[EDGE] = Edge(app.wsgi_app, parts)
    app.wsgi_app = edge  # type: ignore[method-assign, assignment]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _web() -> tuple[Blueprint, ...]:
    """Return the pages of wall and console; a gateway without them serves the API alone."""
    if find_spec(WEB) is None:
        return ()
    return cast("tuple[Blueprint, ...]", import_module(WEB).blueprints)
