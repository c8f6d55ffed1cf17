"""`kendali audit …`: check the log, or that a form is in it; show it; export it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

import click
import orjson
import requests
from rich.console import Console

from libs.kit import settings
from libs.kit.db import Database
from libs.kit.errors import Invalid, from_wire
from libs.kit.principal import SYSTEM
from libs.kit.request import Request
from services.elections import audit
from services.elections.audit import checking, holding, messages, signing
from services.elections.audit.domain import Entry, Root, Sealed
from services.elections.audit.reading import Rows
from services.elections.audit.repository import Log
from services.elections.settings import Settings

SECONDS = 30  # until the server has to have answered
EARLIER = 24  # roots that a form's log is checked against, besides those that were kept
SHOWN = 200  # problems
BATCH = 1000
LONGEST = 500  # characters of what is shown of a change
console = Console(soft_wrap=True)
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def cli() -> None:
    """The audit log: check it, show it, export it."""


@cli.command()
@click.argument("held", required=False, metavar="[FORM.json | SUBMISSION-ID]")
@click.option("--url", help="Address of the server to ask, such as https://kendali.example.go.id.")
@click.option("--key", type=_file, help="The roots' key: PEM, or JSON as /v1/public/audit/key.")
@click.option("--kept", type=_file, help="Roots that you kept: JSON as /v1/public/audit/roots.")
@click.option("--election", help="Id of the form's election, where the form does not say it.")
def verify(
    held: str | None, url: str | None, key: Path | None, kept: Path | None, election: str | None
) -> None:
    """Check that a form is in the log, or the whole log.

    With a form (JSON as it was handed in) or the id of a submission, the server at --url is asked
    for proofs, of which nothing is believed but what --key signed. Without, the database's log is
    checked from its first entry to its last. Exits with 1 when anything is wrong.
    """
    roots = _kept(kept) if kept else []
    if held is None and url is None:
        _verify_database(key, roots)
    elif url is None:
        raise click.UsageError("say whom to ask: --url")
    else:
        _verify_held(held, url, key, roots, election)


def _verify_database(key: Path | None, kept: list[Root]) -> None:
    read = settings.load(Settings)
    pem = _pem(key) if key else read.audit_key
    with closing(Database(read.database_url, 1, "audit cli")) as db, db.begin() as tx:
        tx.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        report = checking.check(tx, pem, kept)
    for problem in report.problems[:SHOWN]:
        console.print(f"[red]✗[/red] {problem}", highlight=False)
    wrong = f"{len(report.problems)} problems" if report.problems else "nothing is wrong"
    console.print(f"{report.size} entries, {report.roots} roots: {wrong}", highlight=False)
    sys.exit(1 if report.problems else 0)


def _verify_held(
    given: str | None, url: str, key: Path | None, kept: list[Root], election: str | None
) -> None:
    ask = _asking(url)
    pem = _pem(key) if key else _key_of(ask)
    lines = []
    if given is not None:
        lines += holding.prove(ask, holding.held(_given(given), election), pem)
    earlier = [messages.root_in(one) for one in ask("roots", limit=EARLIER)["items"]]
    lines += holding.prove_kept(ask, [*kept, *earlier], pem)
    for line in lines:
        console.print(f"[green]✓[/green] {line}" if line[0] != " " else line, highlight=False)


def _key_of(ask: holding.Ask) -> str:
    key = ask("key")
    told = f"the key {key['id']} is the server's own word: compare it with a copy, or give --key"
    console.print(f"[yellow]![/yellow] {told}", highlight=False)
    return str(key["pem"])


def _pem(path: Path) -> str:
    """Read a public key: PEM, or the JSON in which the API gives it."""
    text = path.read_text()
    if not text.lstrip().startswith("{"):
        return text
    found = _json(path)
    return str(found.get("pem") if isinstance(found, dict) else "")


def _given(text: str) -> Any:
    path = Path(text)
    return _json(path) if path.is_file() else text


def _kept(path: Path) -> list[Root]:
    """Read roots: one, a list of them, or a page as the API answers it."""
    found = _json(path)
    rows = found.get("items", [found]) if isinstance(found, dict) else found
    try:
        return [messages.root_in(row) for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise click.BadParameter(f"{path}: not a root of the log: {error!r}") from None


def _json(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise click.BadParameter(f"{path} is not JSON: {error}") from None


def _asking(url: str) -> holding.Ask:
    def ask(what: str, **query: Any) -> dict[str, Any]:
        place = f"{url.rstrip('/')}/v1/public/audit/{what}"
        try:
            answer = requests.get(place, params=query, timeout=SECONDS)
            found: dict[str, Any] = answer.json()
        except requests.RequestException as error:
            raise Invalid(f"{url} does not answer: {type(error).__name__}") from None
        if answer.ok:
            return found
        slug = found.get("type", "internal")
        raise from_wire({**found, "slug": slug, "extra": {}})

    return ask


@cli.command()
@click.option("--subject", help="What it is about, or how that begins: pilkada/bupati/9901…")
@click.option("--who", help="Id of the account.")
@click.option("--what", help="What happened: result_submitted …")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
def show(limit: int, **wanted: str | None) -> None:
    """Show the newest entries; that is an entry too."""
    asked = {name: text for name, text in wanted.items() if text}
    with closing(_database()) as db, db.begin() as tx:
        found = Log(tx).page("", limit, None, asked)
        audit.note(tx, Request({}, SYSTEM), "audit_log_read", "log", None, asked)
    for sealed, entry in reversed(found[:limit]):
        _show(sealed, entry)


def _show(sealed: Sealed, entry: Entry) -> None:
    at = f"{entry.at:%Y-%m-%d %H:%M:%S} UTC"
    origin = f" from {entry.origin}" if entry.origin else ""
    console.print(f"{sealed.position}  {at}  {entry.what} {entry.subject}", highlight=False)
    console.print(f"    by {entry.who} ({', '.join(entry.roles)}){origin}", highlight=False)
    for name, value in (("before", entry.before), ("after", entry.after)):
        if value is not None:
            console.print(f"    {name} {_short(value)}", highlight=False, markup=False)


@cli.command()
@click.option("--to", type=click.File("w"), default="-", help="Where to; the screen if not said.")
def export(to: TextIO) -> None:
    """Write the whole log as JSON lines: roots and key first, then an entry a line.

    It has personal data (accounts, network addresses). Writing it is an entry too.
    """
    read = settings.load(Settings)
    with closing(_database()) as db, db.begin() as tx:
        rows = Rows(tx)
        roots = [messages.root_out(root) for root in rows.roots()]
        _line(to, {"key": signing.public(read.audit_key), "roots": roots})
        for line in _exported(rows):
            _line(to, line)
        audit.note(tx, Request({}, SYSTEM), "audit_log_exported", "log")


def _exported(rows: Rows) -> Iterator[dict[str, Any]]:
    for batch in rows.leaves(BATCH):
        for sealed, entry in batch:
            yield {
                "position": sealed.position,
                "hash": sealed.hash.hex(),
                "leaf": messages.leaf_out(sealed.leaf),
                "entry": messages.entry_out(entry) if entry else None,
            }


def _database() -> Database:
    return Database(settings.load(settings.Settings).database_url, 1, "audit cli")


def _line(to: TextIO, value: Any) -> None:
    to.write(orjson.dumps(value).decode() + "\n")


def _short(value: Any) -> str:
    text = "" if value is None else orjson.dumps(value).decode()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
