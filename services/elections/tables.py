"""Tables of the schema `elections`. Codes sort by byte, so that a prefix is a range of the index.

The tables that a submission writes refer to each other without foreign keys: the record's row,
locked in the same transaction, proves the station and the contest, and a key check for each would
cost the intake a fifth of its rate.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()
Code = sa.Text(collation="C")
Moment = sa.DateTime(timezone=True)


def _required(name: str, kind: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, **options)


elections = sa.Table(
    "elections",
    metadata,
    sa.Column("id", Code, primary_key=True),
    _required("name", sa.Text),
    _required("date", sa.Date),
    _required("area", Code),
    _required("rehearsal", sa.Boolean),
    _required("dpt_limit", sa.Integer),
    _required("registered_at", Moment, server_default=sa.func.now()),
)

contests = sa.Table(
    "contests",
    metadata,
    sa.Column("key", sa.Integer, sa.Identity(), primary_key=True),
    _required("election", Code),
    _required("id", Code),
    _required("position", sa.SmallInteger),
    _required("name", sa.Text),
    _required("area", Code),
    _required("candidates", pg.JSONB),
)

areas = sa.Table(
    "areas",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("code", Code, primary_key=True),
    _required("name", sa.Text),
)

stations = sa.Table(
    "stations",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("tps", Code, primary_key=True),
    sa.Column("dpt_male", sa.Integer),
    sa.Column("dpt_female", sa.Integer),
    sa.Column("dpt_total", sa.Integer),
    sa.Column("lon", sa.Double),
    sa.Column("lat", sa.Double),
    sa.Column("name", sa.Text),
)

# The current record of each station in each contest; made when the station registers, so that the
# first submission finds a row to lock like any other.
results = sa.Table(
    "results",
    metadata,
    sa.Column("contest", sa.Integer, primary_key=True),
    sa.Column("tps", Code, primary_key=True),
    _required("version", sa.Integer, server_default="0"),
    _required("state", sa.Text, server_default="empty"),
    _required("figures", pg.JSONB, server_default="{}"),
    _required("errors", sa.SmallInteger, server_default="0"),
    _required("warnings", sa.SmallInteger, server_default="0"),
    sa.Column("submission", pg.UUID(as_uuid=False)),
    sa.Column("channel", sa.Text),
    sa.Column("who", sa.Text),
    sa.Column("received_at", Moment),
    # By source: {"channel", "who", "at", "version", "figures"}; figures are left out of the entry
    # whose figures are the record's own.
    _required("entries", pg.JSONB, server_default="{}"),
    _required("complete", sa.Boolean, server_default="false"),
    _required("counted", sa.Boolean, server_default="false"),
    _required("standing", sa.Boolean, server_default="false"),
    _required("quarantine", sa.Text, server_default="none"),
    _required("conflicts", pg.ARRAY(sa.Text), server_default="{}"),
    _required("rules", sa.Integer, server_default="0"),
)

# All that was ever handed in: rows are added and never changed.
submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    _required("contest", sa.Integer),
    _required("tps", Code),
    _required("version", sa.Integer),
    _required("channel", sa.Text),
    _required("who", sa.Text),
    _required("received_at", Moment),
    sa.Column("recorded_at", Moment),
    _required("figures", pg.JSONB),
    sa.Column("reason", sa.Text),
)

# What changed a record besides submissions; its version is counted on through both.
record_changes = sa.Table(
    "record_changes",
    metadata,
    sa.Column("contest", sa.Integer, primary_key=True),
    sa.Column("tps", Code, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    _required("change", sa.Text),
    _required("who", sa.Text),
    _required("at", Moment, server_default=sa.func.now()),
    sa.Column("reason", sa.Text),
    sa.Column("scope", sa.Text),  # of a quarantine
)

# Requests to open a final record again; at most one of a record is open.
reopenings = sa.Table(
    "reopenings",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    _required("contest", sa.Integer),
    _required("tps", Code),
    _required("reason", sa.Text),
    _required("requested_by", sa.Text),
    _required("requested_at", Moment),
    _required("state", sa.Text, server_default="open"),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Moment),
    sa.Column("answer", sa.Text),
)

# Every version of an election's options; none before somebody sets the first.
election_options = sa.Table(
    "election_options",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    _required("options", pg.JSONB),
    _required("changed_by", sa.Text),
    _required("changed_at", Moment, server_default=sa.func.now()),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    _required("contest", sa.Integer),
    _required("tps", Code),
    _required("rule", sa.Text),
    _required("severity", sa.Text),
    _required("fields", pg.ARRAY(sa.Text)),
    _required("message", sa.Text),
    _required("difference", sa.Integer),
    _required("source", sa.Text, server_default="form"),
    _required("state", sa.Text, server_default="open"),
    sa.Column("note", sa.Text),
    sa.Column("reviewed_by", sa.Text),
    sa.Column("reviewed_at", Moment),
    sa.Column("basis", pg.JSONB),  # the figures and the difference that the review is about
)

# What is applied: a station's row, and the sums of the areas that hold it.
tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("contest", sa.Integer, primary_key=True),
    sa.Column("level", sa.SmallInteger, primary_key=True),  # digits of the code
    sa.Column("area", Code, primary_key=True),
    _required("expected", sa.Integer),
    _required("stations_in", sa.Integer),
    _required("complete", sa.Integer),
    _required("votes", pg.ARRAY(sa.BigInteger)),
    _required("invalid", sa.BigInteger),
    _required("dpt", sa.BigInteger),
    _required("dpt_in", sa.BigInteger),
    _required("users", sa.BigInteger),
    _required("errors", sa.Integer),
    _required("warnings", sa.Integer),
    _required("held", sa.Integer, server_default="0"),
    _required("votes_held", sa.BigInteger, server_default="0"),
    sa.Column("latest", Moment),
    _required("version", sa.BigInteger),
)

# Stations whose record or registration changed and is not yet in the tallies.
tally_changes = sa.Table(
    "tally_changes",
    metadata,
    sa.Column("contest", sa.Integer, primary_key=True),
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    _required("tps", Code),
)

# Whoever folds a contest holds its row here; the intake never touches it.
tally_states = sa.Table(
    "tally_states",
    metadata,
    sa.Column("contest", sa.Integer, primary_key=True),
    _required("version", sa.BigInteger, server_default="0"),
    _required("folded_at", Moment, server_default=sa.func.now()),
    _required("could_change", sa.Boolean, server_default="false"),
)

import_errors = sa.Table(
    "import_errors",
    metadata,
    sa.Column("job", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    _required("code", sa.Text),
    _required("reason", sa.Text),
)
