"""Sources of webhooks, as administrators set them: the secret is sealed, and never shown again."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from libs.kit.sealing import Sealer
from services.notifications.alerts.access import require_rule_maker
from services.notifications.inbound import mapping, signatures
from services.notifications.inbound.sources_repository import Sources
from services.notifications.settings import Settings

Data = dict[str, Any]
VERSIONS = 2**31 - 1


def sealer(settings: Settings) -> Sealer:
    """Return what seals secrets of sources: the key of channels' secrets."""
    return Sealer(settings.channels_key, "KENDALI_CHANNELS_KEY")


def place(code: str) -> str:
    return f"inbound/{code}"


def put(tx: Connection, request: Request, sealing: Sealer) -> Data:
    """Set a source over the version that was seen; without `secret` that one stays."""
    who: Principal = request.principal
    require_rule_maker(who)
    reader = Reader(request.data)
    reader.only(("code", "version", "name", "enabled", "mapping", "secret"))
    code, seen = reader.slug("code"), reader.integer("version", 0, VERSIONS, default=0)
    name, secret = reader.text("name", longest=120), _secret(reader)
    enabled = True if reader.raw("enabled") is None else reader.flag("enabled")
    reader.end()
    mapping.read(request.data.get("mapping"))
    values = {"name": name, "enabled": enabled, "mapping": request.data["mapping"]}
    stamp = {"who": who.name, "at": clock.now()}
    sealed = {"sealed": sealing.seal(secret, place(code))} if secret else {}
    Sources(tx).put(code, seen, {**values, **stamp, **sealed})
    return out(Sources(tx).get(code))


def _secret(reader: Reader) -> str:
    if not reader.raw("secret"):
        return ""
    text = reader.text("secret", longest=120)
    try:
        signatures.key_of(text)
    except ValueError as error:
        reader.wrong("secret", str(error))
    return text


def remove(tx: Connection, request: Request) -> Data:
    """Take one away."""
    require_rule_maker(request.principal)
    code = str(request.data.get("code"))
    Sources(tx).remove(code)
    return {"code": code}


def out(row: Any) -> Data:
    """Return a source as answers have it."""
    same = ("code", "name", "enabled", "mapping", "version", "who", "received", "last_error")
    times = {name: row[name] for name in ("at", "last_at", "failed_at")}
    told = {name: None if at is None else clock.to_text(at) for name, at in times.items()}
    return {**{name: row[name] for name in same}, **told, "signs": row["sealed"] is not None}
