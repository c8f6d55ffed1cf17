"""`kendali elections crew-codes` and `verify-signature`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from libs.kit import clock
from libs.kit.calling import Calls, console
from libs.kit.settings import Settings, load
from services.elections.calling import calls
from services.elections.crews import sheets
from services.elections.crews.sheets import Slip

AT_ONCE = 500
_out = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("crew-codes")
@click.option("--election", required=True, help="Id of the election.")
@click.option("--area", help="Code of the area; the whole election without it.")
@click.option("--hours", type=int, default=72, show_default=True, help="How long they are good.")
@click.option("--url", default="", help="Address of the server, for the QR codes of a sheet.")
@click.option("--out", type=_out, required=True, help="New file: .csv, or .html to print.")
def crew_codes(election: str, area: str | None, hours: int, url: str, out: Path) -> None:
    """Make one-time codes with which crews sign in on the field page.

    Codes that were made before and that nobody used are good no more. The file can be read by
    its owner alone: whoever has a code can hand in for its polling station.
    """
    if out.suffix not in (".csv", ".html"):
        raise click.BadParameter("needs a name ending in .csv or .html", param_hint="--out")
    if out.suffix == ".html" and not url:
        raise click.BadParameter("a sheet needs the server's address", param_hint="--url")
    with _opened(out) as file, calls() as client:
        slips = list(_slips(client, election, area, hours))
        file.write(
            sheets.table(slips) if out.suffix == ".csv" else sheets.page(slips, url.rstrip("/"))
        )
    console.print(f"{len(slips)} codes in {out}")


@click.command("verify-signature")
@click.argument("submission")
@click.option("--election", required=True, help="Id of the election.")
def verify_signature(submission: str, election: str) -> None:
    """Check again that a submission was signed by its crew's phone, and is kept as it was signed.

    Exits with 1 when it was not.
    """
    with calls() as client:
        found = client.read("get_signature", {"election": election, "submission": submission})
    key = found["key"]
    console.print(f"TPS {key['tps']}, key {key['id']} ({key['algorithm']})")
    console.print(f"enrolled {key['enrolled_at']}, received {found['received_at']}")
    if key["revoked_at"]:
        console.print(f"the key was revoked {key['revoked_at']}: {key['reason']}")
    console.print(f"signature {'is right' if found['valid'] else 'IS WRONG'}")
    console.print(f"{'as kept' if found['agrees'] else 'IS NOT WHAT IS KEPT'}: {found['content']}")
    sys.exit(0 if found["valid"] and found["agrees"] else 1)


def _slips(client: Calls, election: str, area: str | None, hours: int) -> Iterator[Slip]:
    names = {"election": election, "area": area, "limit": AT_ONCE}
    after = None
    while True:
        asked = {name: value for name, value in names.items() if value is not None}
        page = client.read("list_stations", asked | ({"after": after} if after else {}))
        stations = {one["code"]: one["name"] or "" for one in page["items"]}
        if stations:
            yield from _made(client, election, stations, hours)
        after = page["next"]
        if after is None:
            return


def _made(client: Calls, election: str, stations: dict[str, str], hours: int) -> Iterator[Slip]:
    wanted = {"election": election, "tps": list(stations), "hours": hours}
    answer = client.command("make_crew_codes", wanted)
    zone = load(Settings).timezone
    until = clock.from_text(answer["expires_at"]).astimezone(zone).strftime("%d-%m-%Y %H.%M %Z")
    villages: dict[str, str] = {}
    for one in answer["items"]:
        tps, village = one["tps"], one["tps"][:10]
        if village not in villages:
            villages[village] = _village(client, election, tps)
        place = ", ".join(name for name in (stations[tps], villages[village]) if name)
        yield Slip(tps, place, one["code"], until)


def _village(client: Calls, election: str, tps: str) -> str:
    """Return the names of the village and the district that hold the polling station."""
    areas = client.read("get_crew_brief", {"election": election, "tps": tps})["areas"]
    wanted = ("village", "district")
    return ", ".join(one["name"] for level in wanted for one in areas if one["level"] == level)


def _opened(out: Path) -> Any:
    """Return a new file that its owner alone can read; what is there is not written over."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.BadParameter(f"{out} is there already", param_hint="--out") from None
    return os.fdopen(handle, "w", encoding="utf-8")
