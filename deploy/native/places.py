"""Where a native stack keeps its files, and which ports it takes.

Everything hangs on two values: the home folder (``KENDALI_HOME``) and the base port
(``KENDALI_PORT``); two stacks with different ones do not know of each other.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.native.errors import StackError

PROJECT = Path(__file__).resolve().parents[2]
BASE_PORT = 8000
# A socket's path is at most 107 bytes, and supervisord first binds it with its pid added.
LONGEST_SOCKET = 95


@dataclass(frozen=True)
class Ports:
    """The ports of one stack, each at a fixed distance from the gateway's."""

    base: int

    @property
    def gateway(self) -> int:
        return self.base

    @property
    def postgresql(self) -> int:
        return self.base + 32

    @property
    def epmd(self) -> int:
        return self.base + 69

    @property
    def distribution(self) -> int:
        return self.base + 70

    @property
    def amqp(self) -> int:
        return self.base + 72

    @property
    def management(self) -> int:
        return self.base + 73

    @property
    def prometheus(self) -> int:
        return self.base + 92

    def metrics(self, number: int) -> int:
        """Port of the n-th line of the process table, counted from 0."""
        return self.base + 100 + number


@dataclass(frozen=True)
class Places:
    """The files and folders under a stack's home."""

    home: Path

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    @property
    def scripts(self) -> Path:
        """One start script per process: what the supervisor runs."""
        return self.home / "processes"

    @property
    def postgresql(self) -> Path:
        return self.home / "postgresql"

    @property
    def rabbitmq(self) -> Path:
        return self.home / "rabbitmq"

    @property
    def state(self) -> Path:
        """The base port the stack was last started with; also marks the folder as ours."""
        return self.home / "stack.json"

    @property
    def lock(self) -> Path:
        return self.home / "lock"

    @property
    def supervisor_config(self) -> Path:
        return self.home / "supervisord.conf"

    @property
    def supervisor_pid(self) -> Path:
        return self.home / "supervisord.pid"

    @property
    def socket(self) -> Path:
        inside = self.home / "supervisord.sock"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET:
            return inside
        name = f"kendali-{os.getuid()}-{self.digest}.sock"
        return Path(tempfile.gettempdir()) / name

    @property
    def digest(self) -> str:
        """A short name of this home, for what has to stand outside of it."""
        return hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def prepare(self) -> None:
        """Make the folders. The home is open to be passed through, for PostgreSQL's user."""
        try:
            for folder in (self.home, self.logs, self.scripts, self.secrets):
                folder.mkdir(parents=True, exist_ok=True)
            self.home.chmod(0o755)
            for folder in (self.logs, self.scripts, self.secrets):
                folder.chmod(0o700)
        except OSError as error:
            raise StackError(
                f"Cannot write to {self.home} ({error.strerror}). "
                "Own that folder, or set KENDALI_HOME to one of yours."
            ) from error


def default_home(environ: Mapping[str, str] = os.environ) -> Path:
    return Path(environ.get("KENDALI_HOME") or PROJECT / ".run").absolute()


def given_port(environ: Mapping[str, str] = os.environ) -> int | None:
    """The base port the user asks for, or None."""
    text = environ.get("KENDALI_PORT", "")
    if not text:
        return None
    if not text.isdigit() or not 1024 <= int(text) <= 65000:
        raise StackError(f"KENDALI_PORT={text}: give a number from 1024 to 65000.")
    return int(text)
