"""Databases for tests: a migrated template, made once per session, and copies of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from libs.kit import migrate

PASSWORD = "test"
# A DELETE from each table whose file is not empty: a TRUNCATE would make new files for every table
# and index. As a replica it stands above foreign keys and triggers. Who is still connected, as a
# process that was killed in the middle of a statement may be, is put out first.
_EMPTY = """
DO $$
DECLARE
    places oid[] := %s::text[]::regnamespace[]::oid[];
    found regclass;
BEGIN
    PERFORM pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
        AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR found IN SELECT oid FROM pg_class WHERE relnamespace = ANY (places)
        AND relkind = 'r' AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
    LOOP EXECUTE format('DELETE FROM %%s', found); END LOOP;
    FOR found IN SELECT oid FROM pg_class WHERE relnamespace = ANY (places) AND relkind = 'S'
    LOOP EXECUTE format('ALTER SEQUENCE %%s RESTART', found); END LOOP;
END $$
"""


@dataclass(frozen=True)
class TestDatabase:
    """One database of the session's PostgreSQL. Each service has its role and schema in it."""

    __test__ = False
    admin_url: str

    @property
    def name(self) -> str:
        return urlsplit(self.admin_url).path.lstrip("/")

    def url(self, service: str) -> str:
        """Return the URL of the service's own role."""
        server = urlsplit(self.admin_url)
        return f"postgresql://{service}:{PASSWORD}@{server.hostname}:{server.port}/{self.name}"

    def execute(self, statement: str, *values: Any, service: str | None = None) -> list[Any]:
        """Run one statement of its own transaction; returns the rows."""
        url = self.admin_url if service is None else self.url(service)
        with (
            closing(psycopg2.connect(url)) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def empty(self) -> None:
        """Leave the services' schemas as their migrations made them, and nobody connected."""
        self.execute(_EMPTY, services())

    def migrate(self, service: str) -> None:
        migrate.prepare(self.admin_url, self.url(service), service)
        migrate.upgrade(self.url(service), service)
        migrate.guard(self.admin_url, service)


def services() -> list[str]:
    """Return the services that have migrations."""
    folder = migrate.ROOT / "services"
    return [s for s in migrate.SERVICES if (folder / s / "migrations" / "env.py").exists()]


def create(admin_url: str, name: str) -> TestDatabase:
    """Make an empty database."""
    _administer(admin_url, "CREATE DATABASE {}", name)
    return TestDatabase(in_database(admin_url, name))


def make_template(admin_url: str, name: str) -> TestDatabase:
    database = create(admin_url, name)
    for service in services():
        database.migrate(service)
    return database


@contextmanager
def copy(admin_url: str, template: TestDatabase, name: str) -> Iterator[TestDatabase]:
    """Make a copy of the template, and drop it at the end."""
    _administer(admin_url, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template.name)
    for service in services():
        # A copy does not take the roles' settings along.
        statement = "ALTER ROLE {} IN DATABASE {} SET search_path = {}, public"
        _administer(admin_url, statement, service, name, service)
    database = TestDatabase(in_database(admin_url, name))
    yield database
    drop(admin_url, database)


def drop(admin_url: str, database: TestDatabase) -> None:
    _administer(admin_url, "DROP DATABASE {} WITH (FORCE)", database.name)


def in_database(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _administer(url: str, statement: str, *names: str) -> None:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
