"""The layers of assets. A camera is a link that people of some roles open; nothing fetches it."""

from __future__ import annotations

from urllib.parse import urlsplit

from libs.kit.errors import FieldError
from services.gis.layers.domain import Attribute, Feature, Layer, Permissions

EDITORS = frozenset({"gis_editor", "operator", "admin"})
WATCHERS = frozenset({"gis_editor", "operator", "officer", "ops", "admin"})
LONGEST_LINK = 500
SIZES = ("width_m", "height_m", "tax_rupiah", "size_m2", "value_rupiah")

BILLBOARD_KINDS = (
    ("billboard", "Billboard"),
    ("videotron", "Videotron"),
    ("neon", "Neon sign"),
    ("banner", "Banner"),
    ("other", "Other"),
)
ASSET_KINDS = (
    ("land", "Land"),
    ("building", "Building"),
    ("market", "Market"),
    ("terminal", "Terminal"),
    ("park", "Park"),
    ("school", "School"),
    ("health", "Health"),
    ("lamp", "Street light"),
    ("other", "Other"),
)
ASSET_CONDITIONS = (("good", "Good"), ("light", "Lightly damaged"), ("heavy", "Heavily damaged"))
CAMERA_KINDS = (("traffic", "Traffic"), ("public", "Public place"), ("river", "River or flood"))
CAMERA_STATES = (("on", "On"), ("off", "Off"), ("broken", "Broken"))


def _sizes(feature: Feature, _before: Feature | None) -> list[FieldError]:
    """No size and no sum of money is below zero."""
    given = feature.properties
    names = [name for name in SIZES if (given.get(name) or 0) < 0]
    return [FieldError(f"properties.{name}", "is below 0") for name in names]


def _link(feature: Feature, _before: Feature | None) -> list[FieldError]:
    """A link is http or https, to a host, and carries no password: many people read the layer."""
    wrong = _wrong_link(feature.properties.get("link") or "")
    return [FieldError("properties.link", wrong)] if wrong else []


def _wrong_link(link: str) -> str:
    if len(link) > LONGEST_LINK or not link.isprintable() or " " in link:
        return f"needs up to {LONGEST_LINK} characters without spaces"
    try:
        parts = urlsplit(link)
        host, named = parts.hostname, parts.username or parts.password
        parts.port  # noqa: B018 - raises ValueError for what is none
    except ValueError:
        return "is no link"
    if parts.scheme not in ("http", "https") or not host:
        return "needs http:// or https:// and a host"
    return "carries a name or password, which everybody would see who reads it" if named else ""


BILLBOARDS = Layer(
    "billboards",
    "Billboards",
    "Point",
    (
        Attribute("name", title="Name or place", required=True),
        Attribute("kind", title="Kind", codes=BILLBOARD_KINDS),
        Attribute("owner", title="Company"),
        Attribute("width_m", "number", "Width", "m"),
        Attribute("height_m", "number", "Height", "m"),
        Attribute("permit", title="Number of the permit"),
        Attribute("permit_until", "date", "Permit until"),
        Attribute("tax_rupiah", "number", "Tax for a year", "Rp"),
        Attribute("tax_paid_until", "date", "Tax paid until"),
    ),
    "billboards",
    Permissions(edit=EDITORS),
    description="Billboards with their permits and tax",
    label="name",
    time="permit_until",
    rules=_sizes,
)

PUBLIC_ASSETS = Layer(
    "public_assets",
    "Public assets",
    "Geometry",
    (
        Attribute("name", title="Name", required=True),
        Attribute("kind", title="Kind", codes=ASSET_KINDS),
        Attribute("register", title="Number in the register"),
        Attribute("agency", title="Agency that holds it"),
        Attribute("certificate", title="Number of the certificate"),
        Attribute("acquired", "integer", "Year of acquisition"),
        Attribute("size_m2", "number", "Size", "m2"),
        Attribute("value_rupiah", "number", "Book value", "Rp"),
        Attribute("condition", title="Condition", codes=ASSET_CONDITIONS),
    ),
    "public_assets",
    Permissions(edit=EDITORS),
    description="Land, buildings and things of the government, as points or outlines",
    label="name",
    rules=_sizes,
)

CAMERAS = Layer(
    "cameras",
    "Cameras",
    "Point",
    (
        Attribute("name", title="Name", required=True),
        Attribute("kind", title="Kind", codes=CAMERA_KINDS),
        Attribute("link", title="Link", required=True),
        Attribute("owner", title="Agency"),
        Attribute("state", title="State", codes=CAMERA_STATES),
    ),
    "cameras",
    Permissions(read=WATCHERS, edit=EDITORS),
    description="Cameras that some roles may open by their link",
    label="name",
    rules=_link,
)

LAYERS = (BILLBOARDS, PUBLIC_ASSETS, CAMERAS)
