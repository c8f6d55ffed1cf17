"""The tables of the services that are made for the kit's tests."""

from __future__ import annotations

import sqlalchemy as sa

from libs.kit import migrate, tables
from libs.kit.db import psycopg2
from tests.databases import TestDatabase

OWN_TABLES = {
    "ledger": "CREATE TABLE entries (account text, amount int); CREATE TABLE runs (name text)",
    "mirror": """
        CREATE TABLE seen (account text, amount int, sequence bigint, at timestamptz
                           DEFAULT clock_timestamp());
        CREATE TABLE allowed (account text);
        CREATE TABLE rounds (at timestamptz DEFAULT clock_timestamp());
    """,
}


def prepare(database: TestDatabase) -> None:
    """Give each service its role, its schema, the kit's tables and its own."""
    for service, own in OWN_TABLES.items():
        url = database.url(service)
        migrate.prepare(database.admin_url, url, service)
        engine = sa.create_engine(psycopg2(url), poolclass=sa.NullPool)
        tables.metadata.create_all(engine)
        database.execute(own, service=service)
