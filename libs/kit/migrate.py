"""Schemas and migrations: a role and a schema for each service, Alembic under a lock.

`prepare` needs the administrator's URL (KENDALI_ADMIN_DATABASE_URL); `upgrade` runs as the
service's own role, which owns its schema and sees no other. Any number of processes may migrate
at once: an advisory lock lets one through, and lock time-outs keep a migration from stopping a busy
table. `guard` then takes tables that a migration calls append-only (in their comment) out of the
service's hands: it may add rows and read them, and whoever has its password can do no more, but
for what ERASABLE names.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from alembic import command as alembic
from alembic import context
from alembic.config import Config
from sqlalchemy.engine import Connection

from libs.kit import logs, tables
from libs.kit.db import psycopg2

ROOT = Path(__file__).parents[2]
SERVICES = ("gateway", "elections", "gis", "eoffice", "notifications", "indicators")
LOCK = 0x6B656E64  # "kend"
OLDEST_POSTGRES = 150000
APPEND_ONLY = "append-only"
# Append-only tables whose rows the service may delete, never change: what was signed goes when the
# archive destroys it (services/eoffice/archive), and what stays of it is append-only again.
ERASABLE = frozenset({"eoffice.signed_documents"})
_APPEND_ONLY = sa.text("""
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND c.relkind = 'r' AND obj_description(c.oid, 'pg_class') = :mark
""")
log = logs.get(__name__)


class TooOld(Exception):
    """The server can't run Kendali; says what it is and what is needed."""


def prepare(admin_url: str, service_url: str, service: str) -> None:
    """Create the service's role, schema and the PostGIS extension where they are missing."""
    password = unquote(urlsplit(service_url).password or "")
    engine = sa.create_engine(
        psycopg2(admin_url), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    with engine.connect() as connection:
        _check(connection)
        connection.execute(sa.text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public"))
        _role(connection, service, password)
        connection.execute(sa.text(f'CREATE SCHEMA IF NOT EXISTS "{service}"'))
        connection.execute(sa.text(f'ALTER SCHEMA "{service}" OWNER TO "{service}"'))
    engine.dispose()


def _check(connection: Connection) -> None:
    version = int(connection.execute(sa.text("SHOW server_version_num")).scalar_one())
    if version < OLDEST_POSTGRES:
        raise TooOld(f"PostgreSQL {version // 10000} is too old: Kendali needs 15 or newer")


def _role(connection: Connection, service: str, password: str) -> None:
    there = sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name")
    if connection.execute(there, {"name": service}).first() is None:
        connection.execute(sa.text(f'CREATE ROLE "{service}" LOGIN'))
    quoted = connection.execute(sa.select(sa.func.quote_literal(password))).scalar_one()
    connection.exec_driver_sql(f'ALTER ROLE "{service}" PASSWORD {quoted}'.replace("%", "%%"))
    database = connection.execute(sa.text("SELECT current_database()")).scalar_one()
    connection.exec_driver_sql(
        f'ALTER ROLE "{service}" IN DATABASE "{database}" SET search_path = "{service}", public'
    )


def upgrade(url: str, service: str, revision: str = "head") -> None:
    """Bring the service's schema to the revision."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "services" / service / "migrations"))
    config.attributes["url"], config.attributes["service"] = url, service
    alembic.upgrade(config, revision)
    log.info("migrated", schema=service, revision=revision)


def run_env() -> None:
    """Alembic's env.py of every service: one transaction for each migration, under the lock."""
    attributes: dict[str, Any] = context.config.attributes
    engine = sa.create_engine(psycopg2(attributes["url"]), poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.execute(sa.text("SET lock_timeout = '5s'"))
        connection.commit()
        context.configure(
            connection=connection,
            version_table_schema=attributes["service"],
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


def guard(admin_url: str, service: str) -> None:
    """Make the service's append-only tables the administrator's, for the service to add to."""
    engine = sa.create_engine(psycopg2(admin_url), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        marked = {"schema": service, "mark": APPEND_ONLY}
        for table in connection.execute(_APPEND_ONLY, marked).scalars().all():
            connection.exec_driver_sql(f"ALTER TABLE {table} OWNER TO CURRENT_USER")
            connection.exec_driver_sql(f'REVOKE ALL ON {table} FROM "{service}"')
            further = ", DELETE" if table in ERASABLE else ""
            connection.exec_driver_sql(f'GRANT SELECT, INSERT{further} ON {table} TO "{service}"')
    engine.dispose()


def create_kit_tables(op: Any) -> None:
    """Create the kit's tables in the schema of the migrating service."""
    tables.metadata.create_all(op.get_bind(), checkfirst=False)
