"""Pages of features and single ones: the service's bytes with what OGC wants at their head.

The features are not read: only the head before them is, and another one is put in its place.
"""

from __future__ import annotations

from typing import Any

import orjson

from libs.kit import clock
from services.gateway.ogc.layers import Layer
from services.gateway.ogc.links import GEOJSON, HTML, JSON, Link, here, link, root

FEATURES = b',"features":['
VERSION = b'{"type":"Feature","version":'


def page(body: bytes, layer: Layer) -> bytes:
    """Return a FeatureCollection with its links, its time, and how many match."""
    before, mark, features = body.partition(FEATURES)
    head: dict[str, Any] = orjson.loads(before + b"}")
    following = head.pop("next")
    links = [
        link("self", here(), GEOJSON, "This page"),
        link("alternate", here(f="html"), HTML, "This page for people"),
        *_next(following),
        _collection(layer),
    ]
    head |= {"timeStamp": clock.to_text(clock.now()), "links": links}
    return orjson.dumps(head)[:-1] + mark + features


def _next(following: str | None) -> list[Link]:
    if following is None:
        return []
    return [link("next", here(after=following, offset=None), GEOJSON, "The next page")]


def _collection(layer: Layer) -> Link:
    return link("collection", f"{root()}/collections/{layer['id']}", JSON, layer["title"])


def feature(body: bytes, layer: Layer) -> bytes:
    """Return a feature with its links."""
    links = [
        link("self", here(), GEOJSON, "This feature"),
        link("alternate", here(f="html"), HTML, "This feature for people"),
        _collection(layer),
    ]
    return body[:-1] + b',"links":' + orjson.dumps(links) + b"}"


def version(body: bytes) -> int:
    """Return the version at which a feature's bytes begin."""
    return int(body[len(VERSION) : body.index(b",", len(VERSION))])


def tag(number: int) -> str:
    """Return the ETag of a feature's version."""
    return f'"{number}"'
