"""Tables of search: what is found by which words and readers, and searches that people keep."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.eoffice.tables import Code, Moment, Uuid, metadata

# A row for each thing that is not secret, filed by `services/eoffice/filing.py`. `subject` is what
# readers of incoming letters and dispositions are known by, `weeks` the one week of `at`.
search_docs = sa.Table(
    "search_docs",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", Uuid, nullable=False),
    sa.Column("readers", pg.ARRAY(Code), nullable=False),
    sa.Column("words", pg.TSVECTOR, nullable=False),
    sa.Column("weeks", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("unit", Code, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("security", sa.Text, nullable=False),
    sa.Column("urgency", sa.Text, nullable=False),
    sa.Column("classification", Code, nullable=False),
)

# The words of all that is filed, by which the beginning of one is completed.
search_words = sa.Table(
    "search_words",
    metadata,
    sa.Column("word", Code, primary_key=True),
)

saved_searches = sa.Table(
    "saved_searches",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("person", Code, nullable=False),
    sa.Column("position", Code, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("query", pg.JSON, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
)
