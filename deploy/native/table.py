"""The process table (``Procfile``): which service processes a stack runs."""

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.native.errors import StackError

PROCFILE = Path(__file__).with_name("Procfile")


@dataclass(frozen=True)
class Process:
    """One line of the table; ``number`` is its place in it, from 0."""

    name: str
    command: tuple[str, ...]
    number: int

    @property
    def service(self) -> str | None:
        """The service of ``kendali serve SERVICE ROLE``, None for any other command."""
        if self.command[:2] == ("kendali", "serve") and len(self.command) > 2:
            return self.command[2]
        return None

    @property
    def arguments(self) -> list[str]:
        """The command, run by this Python whatever is first on PATH."""
        return python_command(self.command)


def python_command(command: tuple[str, ...]) -> list[str]:
    """``kendali`` and ``python`` as the first word mean those of this environment."""
    if command[0] == "kendali":
        return [sys.executable, "-m", "libs.kit.cli", *command[1:]]
    if command[0] == "python":
        return [sys.executable, *command[1:]]
    return list(command)


def read_table(path: Path = PROCFILE) -> list[Process]:
    lines = [line.strip() for line in path.read_text().splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    return [_parse(line, number, path) for number, line in enumerate(lines)]


def _parse(line: str, number: int, path: Path) -> Process:
    name, colon, command = line.partition(":")
    words = tuple(shlex.split(command))
    if not colon or not words:
        raise StackError(f"{path}: not a line of the form 'name: command': {line}")
    return Process(name.strip(), words, number)


def services_of(table: list[Process]) -> list[str]:
    """The services that appear in the table, each once, in its order."""
    return list(dict.fromkeys(process.service for process in table if process.service))
