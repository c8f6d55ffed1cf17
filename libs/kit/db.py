"""The database of one service: a pool, transactions, and errors a caller understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import orjson
import sqlalchemy as sa
from psycopg2 import InterfaceError
from psycopg2 import OperationalError as ServerError
from psycopg2.extensions import cursor as plain_cursor
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from libs.kit import metrics, session, wakes
from libs.kit.errors import Unavailable


class DatabaseUnavailable(Unavailable):
    slug, title = "database-unavailable", "The database does not answer"


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def lost(error: Exception) -> DatabaseUnavailable:
    """Count a database that went away, and return what its caller is told."""
    metrics.DATABASE_ERRORS.inc()
    return DatabaseUnavailable(type(error).__name__)


def psycopg2(url: str) -> sa.URL:
    """Return the URL with the driver that eventlet and gevent can make cooperative."""
    return sa.make_url(url).set(drivername="postgresql+psycopg2")


class Database:
    """A pool of connections to one service's schema.

    A connection that a restart of PostgreSQL broke fails one transaction with DatabaseUnavailable
    and takes its whole pool with it (SQLAlchemy's invalidation); a ping at each checkout would
    instead cost every transaction a round trip.
    """

    def __init__(self, url: str, pool: int = 10, application: str = "kendali") -> None:
        self.engine = sa.create_engine(
            psycopg2(url),
            pool_size=pool,
            max_overflow=0,
            pool_timeout=5,
            pool_use_lifo=True,
            json_serializer=_dumps,
            json_deserializer=orjson.loads,
            connect_args={
                "application_name": application,
                "connect_timeout": 5,
                **session.OPTIONS,
            },
        )
        self.waker = wakes.Waker(self.engine)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a transaction: committed at the end, rolled back by any error.

        Raises DatabaseUnavailable when PostgreSQL can't be reached or goes away meanwhile.
        """
        try:
            with self.engine.begin() as tx:
                tx.info.pop(wakes.KEY, None)
                tx.info.pop(session.LAST, None)
                tx.info.pop(session.KNOWN, None)
                yield tx
                session.finish(tx)
                channels = tx.info.pop(wakes.KEY, None)
            if channels:
                self.waker.wake(channels)
        except (OperationalError, PoolTimeout) as error:
            raise lost(error) from error
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            raise lost(error) from error

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Open a connection to read by: each statement stands for itself, in one round trip.

        For what needs no snapshot that several statements share. Raises as `begin` does.
        """
        with self.begin() as tx:
            session.look(tx)
            yield tx

    def glance(self, statement: str, values: Mapping[str, Any]) -> Any:
        """Return the first row, or None, of a statement (driver's SQL) that stands for itself.

        It takes one round trip and no transaction, for what is asked much more often than anything
        else. Raises DatabaseUnavailable as `begin` does.
        """
        try:
            checked_out = self.engine.raw_connection()
        except (OperationalError, PoolTimeout) as error:
            raise lost(error) from error
        try:
            with plain_cursor(cast("Any", checked_out.driver_connection)) as cursor:
                cursor.execute(statement, dict(values))
                return cursor.fetchone()
        except (ServerError, InterfaceError) as error:
            checked_out.invalidate(error)
            raise lost(error) from error
        finally:
            checked_out.close()

    def ping(self) -> None:
        """Raise DatabaseUnavailable unless a query is answered."""
        self.glance("SELECT 1", {})

    def close(self) -> None:
        self.waker.close()
        self.engine.dispose()
