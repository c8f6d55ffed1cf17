"""Entrypoint of social media: a file of posts becomes counts by topic and sentiment."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.reading import SLUG, Reader
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.indicators import access, messages, writing
from services.indicators.domain import Indicator
from services.indicators.repository import Catalogue
from services.indicators.social import posts
from services.indicators.social.judging import NEGATIVE, NEUTRAL, OTHER, POSITIVE, lexicon
from services.indicators.social.repository import Posts
from services.indicators.writing_repository import Batch

CODE, OWNER = "kiriman-media-sosial", "KOMINFO"


class SocialEntrypoints:
    """Posts of social media."""

    db: Database
    settings: Any

    @rpc
    @command
    def import_posts(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Count the posts of a file (the attachment, CSV or JSON): `{"area", "source"}`.

        The days in it replace what the same source said of them, so that it may come again.
        Nothing of a post is kept: no text, no name, no address. Answers `{"posts", "days",
        "added", "revised", "unchanged"}`.
        """
        reader = Reader(request.data)
        area = reader.code("area", *messages.AREA_DIGITS)
        source = reader.text("source", "upload", longest=40)
        if not SLUG.fullmatch(source):
            reader.wrong("source", "needs small letters, digits and hyphens")
        reader.end()
        this = _writable(tx, request)
        request.principal.require_area(area)
        found = posts.read(request.attachment, self.settings.timezone)
        store = Posts(tx)
        days = store.replace(source, area, found.by)
        rows = store.months(area, min(days), max(days), this)
        batch = Batch("posts", request.principal.name, source)
        who = access.is_admin(request.principal)
        counts = writing.write(tx, this, rows, batch, admin=who)
        return {"posts": found.posts, "days": len(days), **vars(counts)}


def _writable(tx: Connection, request: Request) -> Indicator:
    store, who = Catalogue(tx), request.principal
    if store.find(CODE) is None:
        access.require_keeper(who, OWNER, store.keeps(who.name))
        store.add(messages.indicator(definition()), who.name)
    return writing.writable(tx, CODE, who)


def definition() -> dict[str, Any]:
    """Return the indicator that posts make."""
    topics = {one: one for one in (*lexicon().topics, OTHER)}
    tones = {POSITIVE: "positif", NEUTRAL: "netral", NEGATIVE: "negatif"}
    return {
        "code": CODE,
        "item": "social_media",
        "title": "Kiriman media sosial",
        "title_en": "Posts on social media",
        "definition": "Banyaknya kiriman per bulan menurut topik dan nada, dinilai dengan leksikon "
        "yang terbuka; satu kiriman dapat menyebut beberapa topik. Isi dan nama tidak disimpan.",
        "definition_en": "Posts of the month by topic and sentiment, judged by an open lexicon.",
        "unit": "kiriman",
        "owner": OWNER,
        "rhythm": "month",
        "source": "Pemantauan media sosial",
        "over_areas": "none",
        "over_time": "sum",
        "dimensions": [{"name": "topic", "codes": topics}, {"name": "sentiment", "codes": tones}],
    }
