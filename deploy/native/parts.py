"""What one stack is made of: its servers, its service processes, and their readiness."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from deploy.native import keys, preflight, readiness
from deploy.native.environment import Environment
from deploy.native.errors import StackError
from deploy.native.given import GivenPostgreSQL, GivenRabbitMQ
from deploy.native.places import Places, Ports
from deploy.native.postgresql import PostgreSQL
from deploy.native.rabbitmq import RabbitMQ
from deploy.native.supervision import SERVERS, SERVICES, Program
from deploy.native.table import Process, services_of

Server = PostgreSQL | RabbitMQ | GivenPostgreSQL | GivenRabbitMQ


@dataclass(frozen=True)
class Parts:
    """All of it is derived from where the stack lives, its table, and what is given to it."""

    places: Places
    ports: Ports
    table: list[Process]
    settings: Mapping[str, str]
    gateway_settings: Mapping[str, str]
    given_database: str | None = None
    given_broker: str | None = None

    @cached_property
    def database(self) -> PostgreSQL | GivenPostgreSQL:
        if self.given_database:
            return GivenPostgreSQL(self.given_database)
        return PostgreSQL(self.places, self.ports.postgresql)

    @cached_property
    def broker(self) -> RabbitMQ | GivenRabbitMQ:
        if self.given_broker:
            return GivenRabbitMQ(self.given_broker)
        return RabbitMQ(self.places, self.ports)

    @property
    def environment(self) -> Environment:
        return Environment(self.places, self.ports, self.settings, self.gateway_settings)

    @property
    def own_servers(self) -> list[PostgreSQL | RabbitMQ]:
        servers: list[Server] = [self.database, self.broker]
        return [server for server in servers if isinstance(server, PostgreSQL | RabbitMQ)]

    def database_url(self, service: str) -> str:
        """Database URL of a service's own role."""
        secret = keys.password(self.places.secrets, f"database-{service}")
        return self.database.url(service, secret)

    def prepare(self) -> None:
        """Write the servers' files and the services' secrets."""
        for server in self.own_servers:
            server.prepare()
        urls = {service: self.database_url(service) for service in services_of(self.table)}
        self.environment.write(self.broker.url, urls, self.database.admin_url)

    def programs(self) -> list[Program]:
        return [
            *map(_server_program, self.own_servers),
            *map(self._service_program, self.table),
        ]

    def program(self, name: str) -> Program:
        for program in self.programs():
            if program.name == name:
                return program
        names = ", ".join(program.name for program in self.programs())
        raise StackError(f"There is no process '{name}' to start. There are: {names}.")

    def wanted_ports(self, *, services: bool) -> dict[str, int]:
        """The ports it takes, by what for."""
        return preflight.named_ports(
            self.ports,
            self.table if services else [],
            postgresql=isinstance(self.database, PostgreSQL),
            rabbitmq=isinstance(self.broker, RabbitMQ),
        )

    def checks(self) -> dict[str, readiness.Check]:
        """How to ask each server and process whether it is ready."""
        checks: dict[str, readiness.Check] = {
            server.name: server.is_ready for server in (self.database, self.broker)
        }
        for process in self.table:
            checks[process.name] = partial(readiness.probe, self.ports.metrics(process.number))
        return checks

    def port_of(self, name: str) -> int | None:
        """The port a user would look for: the gateway's own, the metrics port of the others."""
        own = {server.name: server.port for server in self.own_servers}
        services = {process.name: self._port(process) for process in self.table}
        return (own | services).get(name)

    def _port(self, process: Process) -> int:
        if process.service == "gateway":
            return self.ports.gateway
        return self.ports.metrics(process.number)

    def _service_program(self, process: Process) -> Program:
        # Services whose supervisor was killed must not go on unwatched.
        command = ["setpriv", "--pdeathsig", "TERM", *process.arguments]
        variables = self.environment.of(process.service, process.number)
        return Program(process.name, SERVICES, command, variables)


def given(environ: Mapping[str, str], name: str) -> str | None:
    """URL of a server that is given, itself or by file."""
    if environ.get(name):
        return environ[name]
    path = environ.get(f"{name}_FILE")
    if not path:
        return None
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise StackError(f"{name}_FILE={path}: {error.strerror}") from error


def _server_program(server: PostgreSQL | RabbitMQ) -> Program:
    # PostgreSQL's fast shutdown is SIGINT; its polite one would wait for every client.
    stop = "INT" if isinstance(server, PostgreSQL) else "TERM"
    command = server.command()
    path = os.environ.get("PATH", os.defpath)
    return Program(server.name, SERVERS, command, {"PATH": path} | server.environment(), stop)
