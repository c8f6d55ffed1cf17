"""The command line: `kendali serve`, the native stack, and `kendali <service> <verb>`.

Commands are loaded by name when they are called, so that `kendali --help` is quick, an image has
only the commands of the code in it, and the kit imports no service.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from typing import Any

import click

SERVICES = ("elections", "gis", "eoffice", "notifications", "indicators", "gateway")
# name: where it is, what it does
COMMANDS = {
    "run": ("deploy.native.cli:run", "Start everything, show its logs, stop it at Ctrl-C."),
    "up": ("deploy.native.cli:up", "Start everything in the background."),
    "down": ("deploy.native.cli:down", "Stop everything; the data stays."),
    "status": ("deploy.native.cli:status", "Say what runs, and what is wrong."),
    "logs": ("deploy.native.cli:logs", "Show the log of a process, or of all services."),
    "demo": ("deploy.native.cli:demo", "Replay an election night on the running system."),
    "token": (
        "services.gateway.cli:print_token",
        "Print an access token, for scripts on this machine.",
    ),
    "clean": ("deploy.native.cli:clean", "Stop everything and remove all of its data."),
    "audit": ("services.elections.audit.cli:cli", "The audit log: verify, show, export."),
    "bus": ("libs.kit.deadletters:cli", "Dead letters: list, show, replay, drop."),
    "contracts": ("libs.kit.asyncapi:cli", "What crosses a boundary, as data."),
    **{name: (f"services.{name}.cli:cli", f"Commands of {name}.") for name in SERVICES},
}
# Whose database and keys a command works with.
ON_BEHALF = {"token": "gateway", "bus": "gateway", "audit": "elections"}
ON_BEHALF |= {name: name for name in SERVICES}


class Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        there = [name for name, (place, _) in COMMANDS.items() if is_there(place)]
        return [*there, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS or not is_there(COMMANDS[cmd_name][0]):
            return super().get_command(ctx, cmd_name)
        if cmd_name in ON_BEHALF and is_there("deploy.native.lending"):
            load("deploy.native.lending:lend")(ON_BEHALF[cmd_name])
        command: click.Command = load(COMMANDS[cmd_name][0])
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        known = {name: text for name, (_, text) in COMMANDS.items()}
        own = {name: command.get_short_help_str(80) for name, command in self.commands.items()}
        rows = [(name, (known | own)[name]) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.command(cls=Commands)
def cli() -> None:
    """Kendali, the software of a regional command centre."""


@cli.command()
@click.argument("service", type=click.Choice(SERVICES))
@click.argument("role")
def serve(service: str, role: str) -> None:
    """Run one process of a service in the foreground.

    Roles are rpc, events, relay and migrate; of the gateway http and migrate.
    """
    if service == "gateway" and role == "http":
        sys.exit(load("services.gateway.serve:main")())
    sys.exit(load("libs.kit.run:serve")(service, role))


def load(place: str) -> Any:
    """Return what stands at `module:name`."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


def is_there(place: str) -> bool:
    """Whether the module exists, without importing it."""
    try:
        return importlib.util.find_spec(place.partition(":")[0]) is not None
    except ModuleNotFoundError:
        return False


def main() -> None:
    """Run a command; what goes wrong is told in one line."""
    try:
        cli(prog_name="kendali")
    except Exception as error:
        if os.environ.get("KENDALI_DEBUG") or sys.argv[1:2] == ["serve"]:
            raise
        click.echo(f"kendali: {explain(error)}", err=True)
        sys.exit(1)


def explain(error: Exception) -> str:
    """Say what happened; an unexpected error names its kind and how to see where."""
    told = {"StackError", "SettingsError", "KendaliError"}
    if told & {kind.__name__ for kind in type(error).__mro__}:
        return str(error)
    kind = type(error).__name__
    return f"unexpected {kind}: {error} (KENDALI_DEBUG=1 shows where)"


if __name__ == "__main__":
    main()
