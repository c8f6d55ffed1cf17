"""A private RabbitMQ node for one stack, beside any that the machine runs itself."""

import os
import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pika
from pika.exceptions import AMQPError

from deploy.native import keys
from deploy.native.errors import StackError
from deploy.native.places import Places, Ports

OLDEST = (3, 10)
VHOST = "kendali"
USER = "kendali"
# The programs in /usr/sbin change user and folder: these here are what they call.
INSTALLED = Path("/usr/lib/rabbitmq")

CONFIG = """\
# Written at every start by deploy/native/rabbitmq.py.
listeners.tcp.1 = 127.0.0.1:{ports.amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {ports.management}
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = {ports.prometheus}
default_vhost = {vhost}
default_user = {user}
default_pass = {password}
default_user_tags.administrator = true
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 200MB
heartbeat = 30
log.console = true
log.console.level = info
log.file = false
"""
PLUGINS = "[rabbitmq_management,rabbitmq_prometheus].\n"
# A bare machine may have no name service at all, not even for localhost.
# The management plugin's handler asks, at its end, a process that waits for that end: 5 s are lost
# at each stop of the node unless the handler goes first.
HASTEN = (
    "rpc:call('kendali@localhost', gen_event, delete_handler,"
    " [rabbit_event, rabbit_mgmt_db_handler, []], 2000), halt()."
)
NAMES = '{host, {127,0,0,1}, ["localhost"]}.\n{lookup, [file, native]}.\n'


@dataclass(frozen=True)
class RabbitMQ:
    """The stack's own broker: its files, its start script, its readiness."""

    places: Places
    ports: Ports
    name: str = "rabbitmq"

    @property
    def title(self) -> str:
        return f"RabbitMQ {self.version}"

    @property
    def port(self) -> int:
        return self.ports.amqp

    @property
    def url(self) -> str:
        password = quote(keys.password(self.places.secrets, "broker"))
        return f"amqp://{USER}:{password}@127.0.0.1:{self.ports.amqp}/{VHOST}"

    def check(self) -> None:
        """Refuse a missing or too old broker."""
        version = installed_version()
        if version is None:
            raise StackError(
                "RabbitMQ is not installed: run 'make setup' (or set KENDALI_AMQP_URL to a server)."
            )
        if version < OLDEST:
            raise StackError(
                f"RabbitMQ {dotted(version)} is too old: {dotted(OLDEST)} or newer is needed. "
                "Install a newer one, or set KENDALI_AMQP_URL."
            )

    def prepare(self) -> None:
        folder = self.places.rabbitmq
        if not self._whole.exists():
            # A node killed within its very first start cannot start from what it left.
            shutil.rmtree(folder / "data", ignore_errors=True)
        for name in ("data", "logs", "home"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        password = keys.password(self.places.secrets, "broker")
        config = CONFIG.format(ports=self.ports, vhost=VHOST, user=USER, password=password)
        keys.write_private(folder / "rabbitmq.conf", config)
        (folder / "enabled_plugins").write_text(PLUGINS)
        (folder / "names").write_text(NAMES)
        (folder / "environment").write_text("")

    def command(self) -> list[str]:
        return ["setpriv", "--pdeathsig", "TERM", str(INSTALLED / "bin" / "rabbitmq-server")]

    def environment(self) -> dict[str, str]:
        folder = self.places.rabbitmq
        return {
            "HOME": str(folder / "home"),  # the node's cookie lives there
            "LC_ALL": "C.UTF-8",
            # The shell script then becomes the broker instead of standing beside it.
            "RUNNING_UNDER_SYSTEMD": "true",
            "RABBITMQ_NODENAME": "kendali@localhost",
            "RABBITMQ_CONF_ENV_FILE": str(folder / "environment"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "logs"),
            "RABBITMQ_LOG": "info,-color",
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_DIST_PORT": str(self.ports.distribution),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "-kernel inet_dist_use_interface {127,0,0,1} "
                "+sbwt none +sbwtdcpu none +sbwtdio none"
            ),
            "ERL_EPMD_PORT": str(self.ports.epmd),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_INETRC": str(folder / "names"),
            "ERL_CRASH_DUMP": str(folder / "logs" / "erl_crash.dump"),
        }

    def is_ready(self) -> str | None:
        """None when our user is let in; the port opens before users and vhost exist."""
        trouble = answers(self.url)
        if trouble is None:
            self._whole.touch()
        return trouble

    def hasten_stop(self) -> None:
        """To be called before the node is stopped; saves time, and does no harm if it fails."""
        command = ["erl", "-noinput", "-hidden", "-sname", f"stop{os.getpid()}@localhost"]
        with suppress(subprocess.SubprocessError, OSError):
            subprocess.run(
                [*command, "-eval", HASTEN],
                check=False,
                timeout=4,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=os.environ | self.environment(),
            )

    @property
    def _whole(self) -> Path:
        """Stands for: it was ready once, so its data is whole."""
        return self.places.rabbitmq / "whole"

    @property
    def version(self) -> str:
        return dotted(installed_version() or ())


def dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def installed_version() -> tuple[int, ...] | None:
    """Version of the Debian package, None when there is none."""
    if not os.access(INSTALLED / "bin" / "rabbitmq-server", os.X_OK):
        return None
    names = [path.name for path in INSTALLED.glob("lib/rabbitmq_server-*")]
    found = [tuple(map(int, re.findall(r"\d+", name))) for name in names]
    return max(found, default=None)


def answers(url: str) -> str | None:
    """None when the broker lets us in, else its reason on one line."""
    parameters = pika.URLParameters(url)
    parameters.socket_timeout = 3
    parameters.stack_timeout = 5
    parameters.blocked_connection_timeout = 5
    try:
        pika.BlockingConnection(parameters).close()
    except (AMQPError, OSError) as error:
        return str(error) or type(error).__name__
    return None
