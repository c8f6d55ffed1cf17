"""`kendali gateway …`: accounts and keys, by somebody at the machine."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from libs.kit.areas import is_area
from libs.kit.db import Database
from libs.kit.principal import ROLES
from libs.kit.settings import load
from services.gateway.demo import ACCOUNTS, DemoAccount
from services.gateway.passwords import SHORTEST, hash_password, is_password
from services.gateway.repository import Accounts, ApiKeys
from services.gateway.sessions import digest, new_key
from services.gateway.settings import GatewaySettings
from services.gateway.tokens import Tokens

DEMO_FILE = "demo-accounts.json"

_roles = click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(sorted(ROLES))
)
_area = click.option(
    "--area",
    help="Code prefix; empty = everywhere. Without it the region's, for admin and ops everywhere.",
)
EVERYWHERE = frozenset({"admin", "ops"})


def _database() -> Database:
    return Database(load(GatewaySettings).database_url, 1, "gateway cli")


def _checked_area(area: str | None, roles: tuple[str, ...]) -> str:
    if area is None:
        return "" if EVERYWHERE & set(roles) else load(GatewaySettings).region.area
    if area and not is_area(area):
        raise click.BadParameter("needs the digits of an area code", param_hint="--area")
    return area


def _ask_password() -> str:
    given = os.environ.get("KENDALI_PASSWORD") or click.prompt(
        "Password", hide_input=True, confirmation_prompt=True
    )
    if len(given) < SHORTEST:
        raise click.UsageError(f"a password has {SHORTEST} characters at least")
    return str(given)


@click.group()
def cli() -> None:
    """Accounts and API keys."""


@cli.group()
def account() -> None:
    """People who sign in with a password."""


@account.command("add")
@click.argument("username")
@click.option("--name", default="")
@_roles
@_area
def add_account(username: str, name: str, roles: tuple[str, ...], area: str | None) -> None:
    """Add an account; asks for its password, or reads KENDALI_PASSWORD."""
    hashed = hash_password(_ask_password())
    with _database().begin() as tx:
        store = Accounts(tx)
        store.add(
            username, name or username, hashed, roles=list(roles), area=_checked_area(area, roles)
        )
    click.echo(f"added {username}")


@account.command("list")
def list_accounts() -> None:
    """List accounts."""
    with _database().begin() as tx:
        for one in Accounts(tx).list():
            state = "disabled" if one.disabled else "demo" if one.demo else ""
            roles = ",".join(one.roles)
            click.echo(f"{one.username}\t{roles}\t{one.area or '*'}\t{one.name}\t{state}")


@account.command("disable")
@click.argument("username")
def disable_account(username: str) -> None:
    """Let an account in no more, and end its sessions."""
    with _database().begin() as tx:
        Accounts(tx).disable(username)
    click.echo(f"disabled {username}")


@account.command("password")
@click.argument("username")
def change_password(username: str) -> None:
    """Change a password, and end the account's sessions."""
    hashed = hash_password(_ask_password())
    with _database().begin() as tx:
        Accounts(tx).set_password(username, hashed)
    click.echo(f"changed the password of {username}")


@cli.group("api-key")
def api_key() -> None:
    """Keys of machines."""


@api_key.command("add")
@click.argument("name")
@_roles
@_area
def add_key(name: str, roles: tuple[str, ...], area: str | None) -> None:
    """Add a key and print it, this once."""
    text = new_key()
    with _database().begin() as tx:
        key_id = ApiKeys(tx).add(name, digest(text), list(roles), _checked_area(area, roles))
    click.echo(f"{key_id}\n{text}")


@api_key.command("list")
def list_keys() -> None:
    """List keys, without their text."""
    with _database().begin() as tx:
        for key in ApiKeys(tx).list():
            state = "revoked" if key.revoked_at else ""
            click.echo(f"{key.id}\t{','.join(key.roles)}\t{key.area or '*'}\t{key.name}\t{state}")


@api_key.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """End a key; workers forget it within seconds."""
    with _database().begin() as tx:
        ApiKeys(tx).revoke(key_id)
    click.echo(f"revoked {key_id}")


@cli.command("token")
@click.argument("username")
def print_token(username: str) -> None:
    """Print an access token of an account, for scripts on this machine."""
    click.echo(token(username, load(GatewaySettings)))


def token(username: str, settings: GatewaySettings) -> str:
    """Return an access token of the account; raises NotFound."""
    db = Database(settings.database_url, 1, "gateway cli")
    try:
        with db.begin() as tx:
            principal = Accounts(tx).get(username).principal
    finally:
        db.close()
    return Tokens(settings.jwt_key).issue(principal, settings.access_seconds)


def demo_accounts(
    settings: GatewaySettings, home: Path, accounts: Mapping[str, DemoAccount] = ACCOUNTS
) -> dict[str, str]:
    """Make the demo's accounts where they are missing; returns passwords by user name.

    The passwords are random, of this installation, and kept in the stack's home, readable by its
    owner only.
    """
    path = home / DEMO_FILE
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    passwords = {name: known.get(name) or secrets.token_urlsafe(9) for name in accounts}
    _write_private(path, json.dumps(passwords, indent=1))
    db = Database(settings.database_url, 1, "gateway cli")
    try:
        with db.begin() as tx:
            for username, made in accounts.items():
                _put_demo(Accounts(tx), username, made, passwords[username])
    finally:
        db.close()
    return passwords


def _put_demo(store: Accounts, username: str, made: DemoAccount, password: str) -> None:
    known = store.find(username)
    if known is None:
        fields: dict[str, Any] = {"roles": [made.role], "area": made.area, "demo": True}
        store.add(username, made.name, hash_password(password), **fields)
    elif known.demo and not is_password(password, known.password_hash):
        store.set_password(username, hash_password(password))


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)
