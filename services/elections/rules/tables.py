"""Tables of rules. What is NULL in an election's rule stays as it ships."""

from __future__ import annotations

import sqlalchemy as sa

from services.elections.tables import Code, Moment, metadata

rules = sa.Table(
    "rules",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("id", Code, primary_key=True),
    sa.Column("expression", sa.Text),
    sa.Column("severity", sa.Text),
    sa.Column("message", sa.Text),
    sa.Column("tolerance", sa.Numeric),
    sa.Column("percent", sa.Boolean),
    sa.Column("active", sa.Boolean),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", Moment, nullable=False, server_default=sa.func.now()),
)

# Stations whose records are to be looked at beside one another.
rule_checks = sa.Table(
    "rule_checks",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("election", Code, nullable=False),
    sa.Column("tps", Code, nullable=False),
)
