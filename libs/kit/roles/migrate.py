"""The migrate role: the service's database role and schema, its migrations, and the topology."""

from __future__ import annotations

import pika
from sqlalchemy.exc import OperationalError

from libs.kit import logs, topology
from libs.kit.migrate import TooOld, guard, prepare, upgrade
from libs.kit.settings import MigrateSettings

log = logs.get(__name__)


def run(service: str, _role: str, settings: MigrateSettings, _package: str) -> int:
    """Bring database and broker to what this version of the service needs."""
    try:
        prepare(settings.admin_database_url, settings.database_url, service)
        upgrade(settings.database_url, service)
        guard(settings.admin_database_url, service)
        topology.declare(settings.amqp_url)
    except (TooOld, OperationalError, pika.exceptions.AMQPConnectionError) as error:
        text = str(error) or type(error).__name__
        log.error("not_migrated", detail=text.partition("\n")[0])  # noqa: TRY400
        return 1
    return 0
