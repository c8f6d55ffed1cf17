"""Servers that are given by URL instead of started by the stack."""

from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import pika
import psycopg2
from pika.exceptions import AMQPError

from deploy.native import postgresql, rabbitmq
from deploy.native.errors import StackError

# A URL that names one of these means the server as a whole: the stack makes its own database.
MAINTENANCE = {"", "postgres", "template1"}


@dataclass(frozen=True)
class GivenPostgreSQL:
    """A server whose administrator's URL is in ``KENDALI_DATABASE_URL``."""

    given: str
    name: str = "postgresql"

    @property
    def title(self) -> str:
        return f"PostgreSQL at {self.shown}"

    @property
    def shown(self) -> str:
        """Host and port, without the password."""
        parts = urlsplit(self.given)
        return f"{parts.hostname or 'localhost'}:{parts.port or 5432}"

    @property
    def database(self) -> str:
        name = unquote(urlsplit(self.given).path.lstrip("/"))
        return postgresql.DATABASE if name in MAINTENANCE else name

    @property
    def admin_url(self) -> str:
        return urlunsplit(urlsplit(self.given)._replace(path=f"/{quote(self.database)}"))

    def url(self, role: str, password: str) -> str:
        address = urlsplit(self.given).netloc.rpartition("@")[2]
        credentials = f"{quote(role)}:{quote(password)}@{address}"
        return urlunsplit(urlsplit(self.admin_url)._replace(netloc=credentials))

    def check(self) -> None:
        try:
            with closing(psycopg2.connect(self.given, connect_timeout=5)) as connection:
                version = connection.server_version // 10000
                cursor = connection.cursor()
                cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")
                has_postgis = cursor.fetchone() is not None
        except psycopg2.Error as error:
            why = postgresql.reason(error)
            raise StackError(f"KENDALI_DATABASE_URL ({self.shown}): {why}") from error
        if version < postgresql.OLDEST:
            raise StackError(
                f"KENDALI_DATABASE_URL ({self.shown}): PostgreSQL {version} is too old, "
                f"{postgresql.OLDEST} or newer is needed."
            )
        if not has_postgis:
            raise StackError(
                f"KENDALI_DATABASE_URL ({self.shown}): PostGIS is missing there; install "
                f"postgresql-{version}-postgis-3 on that machine."
            )

    def is_ready(self) -> str | None:
        return postgresql.answers(self.given)

    def make_database(self) -> None:
        postgresql.create_database(self.given, self.database)


@dataclass(frozen=True)
class GivenRabbitMQ:
    """A broker whose URL is in ``KENDALI_AMQP_URL``."""

    url: str
    name: str = "rabbitmq"

    @property
    def title(self) -> str:
        return f"RabbitMQ at {self.shown}"

    @property
    def shown(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.hostname or 'localhost'}:{parts.port or 5672}"

    def check(self) -> None:
        try:
            version = broker_version(self.url)
        except (AMQPError, OSError, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise StackError(f"KENDALI_AMQP_URL ({self.shown}): {reason}") from error
        if version < rabbitmq.OLDEST:
            raise StackError(
                f"KENDALI_AMQP_URL ({self.shown}): RabbitMQ {rabbitmq.dotted(version)} is too old, "
                f"{rabbitmq.dotted(rabbitmq.OLDEST)} or newer is needed."
            )

    def is_ready(self) -> str | None:
        return rabbitmq.answers(self.url)


def broker_version(url: str) -> tuple[int, ...]:
    """The version a broker states when greeted."""
    parameters = pika.URLParameters(url)
    parameters.socket_timeout = 5
    parameters.stack_timeout = 5
    connection = pika.BlockingConnection(parameters)
    try:
        stated = connection._impl.server_properties.get("version", b"")  # noqa: SLF001
    finally:
        connection.close()
    text = stated.decode() if isinstance(stated, bytes) else str(stated)
    return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())
