"""`kendali eoffice ca …`: the certificate authority, and what officials sign by.

It works on the service's database by itself: no passphrase crosses the bus. Passphrases are asked
for, or read by scripts from the variables that the help names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy.engine import Connection

from libs.kit.calling import console
from libs.kit.db import Database
from libs.kit.errors import KendaliError
from libs.kit.settings import Settings, load
from services.eoffice.signing import authority
from services.eoffice.signing.keys import BSRE, LOCAL, PKCS11, SigningKey
from services.eoffice.signing.repository import Authorities, Keys

OWNER_ONLY = 0o600
MOST_DAYS = 1826
OURS, THEIRS = "KENDALI_CA_PASSPHRASE", "KENDALI_OFFICIAL_PASSPHRASE"
ca_passphrase = click.option(
    "--ca-passphrase", envvar=OURS, prompt="Passphrase of the authority", hide_input=True,
    help=f"Of the issuing key; asked for, or {OURS}.",
)  # fmt: skip


@click.group()
def ca() -> None:
    """Certificates by which officials sign letters."""


@ca.command()
@click.argument("organisation")
@click.option(
    "--root-key",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Where the root's key goes (PKCS#12, encrypted): take it off this machine.",
)
@ca_passphrase
def init(organisation: str, root_key: Path, ca_passphrase: str) -> None:
    """Make a root and what issues below it for an ORGANISATION; both keys by one passphrase."""
    now = datetime.now(UTC)
    with writing() as tx:
        root = authority.make_root(organisation, ca_passphrase, now)
        given = root, ca_passphrase, organisation, ca_passphrase, now
        Authorities(tx).add(organisation, root, authority.make_issuing(*given))
        _write_private(root_key, root.keys)
    console.print(f"{organisation}: authority made; its root's key is in {root_key}", markup=False)


@ca.command()
@click.argument("person")
@click.argument("name")
@click.option("--title", default="", help="The official's position, as the certificate has it.")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=730, show_default=True)
@ca_passphrase
@click.option(
    "--passphrase", envvar=THEIRS, prompt="The official's own passphrase", hide_input=True,
    confirmation_prompt=True, help=f"Asked for, or {THEIRS}.",
)  # fmt: skip
def issue(
    person: str, name: str, title: str, days: int, ca_passphrase: str, passphrase: str
) -> None:
    """Give the account PERSON a certificate that says NAME, in the place of any earlier one."""
    with writing() as tx:
        organisation, issuing = Authorities(tx).issuing()
        asked = (organisation, title, name), passphrase, datetime.now(UTC), timedelta(days=days)
        kept = authority.issue(issuing, ca_passphrase, *asked)
        Keys(tx).put(person, SigningKey(LOCAL, name, kept.certificate, kept.keys))
    console.print(f"{person} signs as {name} until {_until(kept)}", markup=False)


@ca.command()
@click.argument("person")
@click.argument("name")
@click.argument("reference")
@click.option("--kind", type=click.Choice([PKCS11, BSRE]), required=True)
def place(person: str, name: str, reference: str, kind: str) -> None:
    """Say where the key of the account PERSON is: token/key of a token, or an account of BSrE."""
    with writing() as tx:
        Keys(tx).put(person, SigningKey(kind, name, reference=reference))
    console.print(f"{person} signs by {kind}", markup=False)


@ca.command()
@click.argument("serials", nargs=-1)
@ca_passphrase
def revoke(serials: tuple[str, ...], ca_passphrase: str) -> None:
    """Write the list of revoked certificates anew: all SERIALS (hexadecimal), also earlier ones."""
    numbers = [int(one, 16) for one in serials]
    with writing() as tx:
        store = Authorities(tx)
        _, issuing = store.issuing()
        store.put_crl(authority.revoke(issuing, ca_passphrase, numbers, datetime.now(UTC)))
    console.print(f"{len(numbers)} certificates are revoked", markup=False)


@ca.command()
def root() -> None:
    """Print the root's certificate (PEM), for those who verify our signatures elsewhere."""
    with writing() as tx:
        found = Authorities(tx).all()
    if "root" not in found:
        raise click.ClickException("there is no certificate authority yet")
    click.echo(found["root"].parsed.public_bytes(Encoding.PEM).decode(), nl=False)


@contextmanager
def writing() -> Iterator[Connection]:
    """Give a transaction on the service's database; an error of ours ends the command."""
    db = Database(load(Settings).database_url, 1)
    try:
        with db.begin() as tx:
            yield tx
    except KendaliError as error:
        lines = [error.detail, *(f"  {one.field}: {one.message}" for one in error.errors)]
        raise click.ClickException("\n".join(lines)) from None
    finally:
        db.close()


def _write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, OWNER_ONLY), "wb") as file:
        file.write(content)


def _until(kept: authority.Keystore) -> str:
    return f"{kept.parsed.not_valid_after_utc:%Y-%m-%d}"
