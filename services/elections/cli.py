"""`kendali elections …`: what somebody at the machine does for elections."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from libs.kit.calling import Calls, console
from libs.kit.db import Database
from libs.kit.settings import Settings, load
from services.elections import facts, messages, recount, sirekap
from services.elections.calling import calls, end, watch
from services.elections.crews.cli import crew_codes, verify_signature
from services.elections.domain import Contest
from services.elections.photos.cli import photos_gc
from services.elections.recount import Difference
from services.elections.simulations import rehearsing

_election = click.option("--election", help="Id of the election.")
_contest = click.option("--contest", help="Id of the contest, where the election has several.")
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def cli() -> None:
    """Imports, recounts, rehearsals, codes of crews, photos."""


cli.add_command(photos_gc)
cli.add_command(crew_codes)
cli.add_command(verify_signature)


@cli.command("import-sirekap")
@_file
@_election
@_contest
@click.option("--partial", is_flag=True, help="Keep the good rows where others are refused.")
def import_sirekap(file: Path, election: str | None, contest: str | None, partial: bool) -> None:
    """Bring in a CSV per polling station, or a raw document of Sirekap.

    Without --election a CSV with three candidates is the president's election of 2024: it is
    registered for the regency of the file as pilpres-2024-CODE.
    """
    with calls() as client:
        payload = file.read_bytes()
        chosen = election or _president(client, payload, file.name)
        text = payload.decode("utf-8-sig", errors="replace")
        about = {"name": file.name, "text": text, "partial": partial}
        data = {"election": chosen, "contest": contest, **about}
        job = client.command("start_import", data)
        ended = watch(client, "get_import", job, chosen)
    sys.exit(end(ended))


@cli.command("import-sms")
@_file
@click.option("--election", required=True, help="Id of the election.")
@click.option("--partial", is_flag=True, help="Take the good rows where others are refused.")
def import_sms(file: Path, election: str, partial: bool) -> None:
    """Take a CSV of text messages (id, from, received_at, text) as if they had come by the line."""
    with calls() as client:
        text = file.read_text(encoding="utf-8-sig")
        data = {"election": election, "text": text, "partial": partial}
        begun = client.command("start_sms_import", data)
        ended = watch(client, "get_import", begun, election)
    sys.exit(end(ended))


@cli.command("simulate")
@click.option("--of", help="Id of the election whose areas and stations are used.")
@click.option("--area", help="Without --of: the area in which stations are made.")
@click.option("--tps", type=int, help="How many polling stations.")
@click.option("--contests", type=int, help="Without --of: how many ballots.")
@click.option("--seed", type=int, help="The same seed is the same night.")
@click.option("--speed", type=float, default=0, help="Times as fast as a night; 0 = at once.")
@click.option("--hours", type=float, help="Until when all have reported.")
@click.option("--errors", "error_rate", type=float, help="Share of forms with a slip (0 to 1).")
@click.option("--conflicts", "conflict_rate", type=float, help="Share that is entered twice.")
@click.option("--verifiers", type=int, help="Made verifiers; 0 leaves it to people.")
@click.option(
    "--outage",
    "outages",
    multiple=True,
    type=(str, float, float),
    help="AREA FROM TO: no connection between these hours. May be given several times.",
)
def simulate(**plan: Any) -> None:
    """Hold a rehearsal in an election of its own, and report how it went.

    The wall shows it at /wall/ELECTION, marked as a rehearsal.
    """
    if not plan["of"] and not plan["area"]:
        raise click.UsageError("say whose night it is: --of ELECTION, or --area CODE")
    sys.exit(rehearsing.run(plan))


@cli.command("remove-rehearsal")
@click.argument("rehearsal")
def remove_rehearsal(rehearsal: str) -> None:
    """Take a rehearsal away with all that it left: its id, or that of its election (gladi-…)."""
    sys.exit(rehearsing.remove(rehearsal.removeprefix("gladi-")))


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
    with calls() as client:
        found = client.read("get_election", {"election": election})
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


def _president(client: Calls, payload: bytes, name: str) -> str:
    """Register the president's election for the document's regency; returns its id."""
    regency = sirekap.first_code(payload, name)[:4]
    if not regency or sirekap.vote_columns_of(payload) not in (0, 3):
        raise click.UsageError("the file does not say which election it is of: give --election")
    return str(client.command("register_election", facts.president(regency))["id"])


def _tally(client: Calls, election: str, contest: str, area: str) -> dict[str, Any]:
    data = {"election": election, "contest": contest, "area": area, "depth": 0}
    found: dict[str, Any] = client.read("get_tally", data)
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
