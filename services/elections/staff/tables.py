"""Tables of the ad-hoc staff. NIK stand here as keyed hashes only."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.elections.tables import Code, Moment, metadata

_ID = pg.UUID(as_uuid=False)

rounds = sa.Table(
    "staff_rounds",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("election", Code, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("opens", sa.Date, nullable=False),
    sa.Column("closes", sa.Date, nullable=False),
    sa.Column("term_ends", sa.Date, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False, server_default=sa.func.now()),
    sa.Column("erased_at", Moment),
)

applicants = sa.Table(
    "staff_applicants",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("election", Code, nullable=False),
    sa.Column("round", _ID, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("nik_hash", sa.LargeBinary),
    sa.Column("nik_tail", sa.Text),
    sa.Column("birth_date", sa.Date),
    sa.Column("nik_agrees", sa.Boolean, nullable=False),
    sa.Column("no_party", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="applied"),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Moment),
    sa.Column("party", sa.Text, nullable=False),
    sa.Column("party_source", sa.Text, nullable=False),
    sa.Column("party_checked_at", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("added_by", sa.Text, nullable=False),
    sa.Column("added_at", Moment, nullable=False, server_default=sa.func.now()),
)

# Which members a party's register names: the rows of its snapshot only, others are on their way
# in or out.
snapshots = sa.Table(
    "staff_party_snapshots",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("party", sa.Text, primary_key=True),
    sa.Column("snapshot", _ID, nullable=False),
    sa.Column("members", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False, server_default=sa.func.now()),
)
members = sa.Table(
    "staff_party_members",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("nik_hash", sa.LargeBinary, primary_key=True),
    sa.Column("party", sa.Text, primary_key=True),
    sa.Column("snapshot", _ID, primary_key=True),
    sa.Column("position", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
)

objections = sa.Table(
    "staff_objections",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("election", Code, nullable=False),
    sa.Column("applicant", _ID, nullable=False),
    sa.Column("nik_hash", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="filed"),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("filed_by", sa.Text, nullable=False),
    sa.Column("filed_at", Moment, nullable=False, server_default=sa.func.now()),
    sa.Column("decision", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Moment),
)

watches = sa.Table(
    "staff_watches",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("at", Moment, nullable=False, server_default=sa.func.now()),
    sa.Column("outcome", sa.Text, nullable=False, server_default="checked"),
    sa.Column("watched", sa.Integer, nullable=False, server_default="0"),
    sa.Column("appeared", sa.Integer, nullable=False, server_default="0"),
)
