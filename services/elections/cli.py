"""`kendali elections …`: imports, recounts and comparisons, by somebody at the machine."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from libs.kit.db import Database
from libs.kit.errors import KendaliError
from libs.kit.principal import SYSTEM
from libs.kit.rpc_client import RpcClient
from libs.kit.settings import Settings, load
from services.elections import facts, messages, recount, sirekap
from services.elections.domain import Contest
from services.elections.recount import Difference

ENDED = ("done", "failed", "cancelled")
LOOK_SECONDS = 0.2
SHOWN_ERRORS = 10
console = Console()

_election = click.option("--election", help="Id of the election.")
_contest = click.option("--contest", help="Id of the contest, where the election has several.")
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def cli() -> None:
    """Imports, recounts and comparisons."""


@cli.command("import-sirekap")
@_file
@_election
@_contest
def import_sirekap(file: Path, election: str | None, contest: str | None) -> None:
    """Bring in a CSV per polling station, or a raw document of Sirekap.

    Without --election a CSV with three candidates is the president's election of 2024: it is
    registered for the regency of the file as pilpres-2024-CODE.
    """
    with _calls() as client:
        payload = file.read_bytes()
        chosen = election or _president(client, payload, file.name)
        text = payload.decode("utf-8-sig", errors="replace")
        data = {"election": chosen, "contest": contest, "name": file.name, "text": text}
        job = _command(client, "start_import", data)
        ended = _watch(client, job, chosen)
    for error in ended["errors"][:SHOWN_ERRORS]:
        console.print(f"  row {error['place']} {error['code']}: {error['reason']}")
    console.print(f"{ended['state']}: {ended['message']}")
    sys.exit(0 if ended["state"] == "done" else 1)


@cli.command("recount")
@click.option("--check", "mode", flag_value="check", default="check", help="Only compare.")
@click.option("--repair", "mode", flag_value="repair", help="Write what the submissions say.")
@_election
def recount_command(mode: str, election: str | None) -> None:
    """Count everything again from the submissions themselves.

    Works on the database itself. Exits with 1 when a check finds a difference. While a repair
    runs, submissions for the contest wait.
    """
    db = Database(load(Settings).database_url, 1, "elections cli")
    run = recount.repair if mode == "repair" else recount.check
    found, rows = [], 0
    for ballot in recount.ballots(db, election):
        rows += 1
        found += run(db, ballot)
    db.close()
    if found:
        console.print(_differences(found))
    word = "repaired" if mode == "repair" else "differ"
    console.print(f"{rows} contests recounted, {len(found)} rows {word}")
    sys.exit(1 if found and mode == "check" else 0)


@cli.command()
@_file
@click.option("--election", required=True, help="Id of the election.")
@click.option("--contest", required=True, help="Id of the contest.")
def compare(file: Path, election: str, contest: str) -> None:
    """Compare a tally with the totals of a regency's or district's Sirekap document.

    Exits with 1 when they differ.
    """
    with _calls() as client:
        found = _read(client, "get_election", {"election": election})
        ballot = messages.election(found)
        chosen = next((one for one in ballot.contests if one.id == contest), None)
        if chosen is None:
            raise click.BadParameter(f"{election} has no contest {contest}")
        rows = [
            (one, _tally(client, election, contest, one.area))
            for one in sirekap.published(file.read_bytes(), chosen)
        ]
    table, differ = _comparison(chosen, rows)
    console.print(table)
    console.print(f"{differ} of {len(rows)} areas differ" if differ else "all areas agree")
    sys.exit(1 if differ else 0)


def _president(client: RpcClient, payload: bytes, name: str) -> str:
    """Register the president's election for the document's regency; returns its id."""
    regency = sirekap.first_code(payload, name)[:4]
    if not regency or sirekap.vote_columns_of(payload) not in (0, 3):
        raise click.UsageError("the file does not say which election it is of: give --election")
    return str(_command(client, "register_election", facts.president(regency))["id"])


def _watch(client: RpcClient, job: dict[str, Any], name: str) -> dict[str, Any]:
    """Show the job's progress until it ends; returns it as it then is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        bar = progress.add_task(name, total=None)
        while True:
            job = _read(client, "get_import", {"id": job["id"]})
            progress.update(bar, completed=job["done"], total=job["total"])
            if job["state"] in ENDED:
                return job
            time.sleep(LOOK_SECONDS)


@contextmanager
def _calls() -> Iterator[RpcClient]:
    client = RpcClient(load(Settings).amqp_url, "elections cli")
    try:
        yield client
    except KendaliError as error:
        lines = [error.detail, *(f"  {one.field}: {one.message}" for one in error.errors)]
        raise click.ClickException("\n".join(lines)) from None
    finally:
        client.close()


def _command(client: RpcClient, method: str, data: dict[str, Any]) -> Any:
    given = {name: value for name, value in data.items() if value is not None}
    call = client.call("elections", method, given, SYSTEM, command_id=str(uuid.uuid4()), timeout=30)
    return call["answer"]


def _read(client: RpcClient, method: str, data: dict[str, Any]) -> Any:
    return client.call("elections", method, data, SYSTEM)


def _tally(client: RpcClient, election: str, contest: str, area: str) -> dict[str, Any]:
    data = {"election": election, "contest": contest, "area": area, "depth": 0}
    found: dict[str, Any] = _read(client, "get_tally", data)
    return found


def _differences(found: list[Difference]) -> Table:
    table = Table("contest", "what", "area", "stored", "from the submissions")
    for one in found[:200]:
        table.add_row(one.contest, one.kind, one.area, str(one.stored), str(one.right))
    return table


def _comparison(
    contest: Contest, rows: list[tuple[sirekap.Published, dict[str, Any]]]
) -> tuple[Table, int]:
    table = Table("area", "name", "TPS", *(f"no. {number}" for number in contest.numbers))
    differ = 0
    for published, tally in rows:
        votes = {one["number"]: one["votes"] for one in tally["candidates"]}
        pairs = [(votes.get(n, 0), published.votes.get(n, 0)) for n in contest.numbers]
        pairs.insert(0, (tally["tps_in"], published.stations_in or 0))
        differ += any(ours != theirs for ours, theirs in pairs)
        cells = [f"{a:,}" if a == b else f"[bold]{a:,} / {b:,}[/bold]" for a, b in pairs]
        table.add_row(published.area, tally["area"]["name"], *cells)
    return table, differ
