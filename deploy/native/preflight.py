"""What is checked before anything is started."""

from pathlib import Path

from deploy.native import traces
from deploy.native.errors import StackError
from deploy.native.places import Ports
from deploy.native.table import Process

STEP = 1000


def named_ports(
    ports: Ports, table: list[Process], *, postgresql: bool, rabbitmq: bool
) -> dict[str, int]:
    """The ports a stack is going to take, by what for."""
    taken = {}
    if postgresql:
        taken["PostgreSQL"] = ports.postgresql
    if rabbitmq:
        taken |= {
            "RabbitMQ's epmd": ports.epmd,
            "RabbitMQ's distribution": ports.distribution,
            "RabbitMQ": ports.amqp,
            "RabbitMQ's management": ports.management,
            "RabbitMQ's metrics": ports.prometheus,
        }
    if any(process.service == "gateway" for process in table):
        taken["the gateway"] = ports.gateway
    for process in table:
        taken[f"the metrics of {process.name}"] = ports.metrics(process.number)
    return taken


def check_ports(wanted: dict[str, int], base: int, home: Path) -> None:
    """Refuse a port that is taken by others, saying who has it and what to do."""
    for purpose, port in sorted(wanted.items(), key=lambda item: item[1]):
        if traces.is_free(port):
            continue
        pid = traces.holder_of(port)
        if pid is None or traces.stack_of(pid) != str(home):
            raise StackError(
                f"Port {port} (for {purpose}) is taken by {_holder(pid)} "
                f"Stop that, or use other ports: KENDALI_PORT={_free_base(wanted, base)}."
            )


def _holder(pid: int | None) -> str:
    if pid is None:
        return "a program that cannot be seen from here."
    home = traces.stack_of(pid)
    if home and Path(home).exists():
        return f"the Kendali in {home} (end it with: KENDALI_HOME={home} kendali down)."
    return f"{traces.program(pid)} (pid {pid})."


def _free_base(wanted: dict[str, int], base: int) -> int:
    """The next base port at which all that is wanted is free."""
    for other in range(base + STEP, 64000, STEP):
        if all(traces.is_free(port - base + other) for port in wanted.values()):
            return other
    return base + STEP
