"""The table of what lies in the boxes of positions, filed by `services/eoffice/filing.py`."""

from __future__ import annotations

import sqlalchemy as sa

from services.eoffice.tables import Code, Moment, Uuid, metadata

# A row for what lies in a box of a key of `letters.access`: all that came (`in`, `copies`), and of
# the rest what waits. `unread` and `open` (to be followed up) say what of; `at` is since when.
mailbox = sa.Table(
    "mailbox",
    metadata,
    sa.Column("thing", Uuid, primary_key=True),
    sa.Column("key", Code, primary_key=True),
    sa.Column("box", Code, primary_key=True),
    sa.Column("kind", Code, nullable=False),
    sa.Column("unread", sa.Boolean, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("urgency", sa.SmallInteger, nullable=False),
    sa.Column("due", sa.Date),
    sa.Column("at", Moment, nullable=False),
)
