"""`kendali elections simulate`: start a rehearsal, watch it, and print its report."""

from __future__ import annotations

import time
from typing import Any

from rich.table import Table

from libs.kit.calling import ENDED, LOOK_SECONDS, console
from libs.kit.errors import NotFound
from services.elections.calling import calls, watch

PARTS = ("p50", "p99", "most")


def run(given: dict[str, Any]) -> int:
    """Hold the rehearsal; returns the exit code: 0 when it ended with exact tallies."""
    outages = [
        {"area": area, "from_hour": begin, "to_hour": end}
        for area, begin, end in given.pop("outages")
    ]
    plan = given | ({"outages": outages} if outages else {})
    with calls() as client:
        begun = client.command("start_simulation", plan)
        console.print(f"rehearsal {begun['election']}: /wall/{begun['election']}")
        ended = watch(client, "get_simulation", begun, "night")
    if ended["report"] is None:
        console.print(f"{ended['state']}: {ended['message']}")
        return 1
    show(ended["report"])
    return 0 if all(one["exact"] for one in ended["report"]["contests"]) else 1


def remove(rehearsal: str) -> int:
    """Take a rehearsal away; returns the exit code."""
    with calls() as client:
        now = client.command("remove_simulation", {"id": rehearsal})
        while now["state"] not in ENDED:
            time.sleep(LOOK_SECONDS)
            try:
                now = client.read("get_simulation", {"id": rehearsal})
            except NotFound:
                console.print(f"{now['election']} is gone")
                return 0
    console.print(f"{now['state']}: {now['message']}")
    return 1


def show(report: dict[str, Any]) -> None:
    """Print a report."""
    contests = Table("ballot", "TPS in", "votes", "handed in", "exact")
    for one in report["contests"]:
        votes = [" / ".join(f"{n:,}" for n in one[name]) for name in ("votes", "handed_in")]
        exact = "yes" if one["exact"] else "NO"
        contests.add_row(one["contest"], f"{one['tps_in']} of {one['expected']}", *votes, exact)
    console.print(contests)
    ages = Table("milliseconds", "p50", "p99", "most")
    for name in ("hand_in_ms", "tally_age_ms", "outbox_age_ms"):
        row = report["latency"][name]
        ages.add_row(
            name.removesuffix("_ms"), *(f"{row[part]:g}" for part in ("p50", "p99", "most"))
        )
    console.print(ages)
    verifiers = report["verifiers"]
    rate = report["deeds"] / report["seconds"] if report["seconds"] else 0
    console.print(f"{report['deeds']} deeds in {report['seconds']} s: {rate:.0f} a second")
    console.print(
        f"contested: {verifiers['made']} decided by made verifiers, {verifiers['people']} by "
        f"people, {verifiers['waiting']} waiting; at most {report['latency']['most_held']} held"
    )
    for outage in report["outages"]:
        hours = f"{outage['from_hour']:g} to {outage['to_hour']:g} h"
        console.print(f"outage {outage['area']} {hours}: {outage['held_back']} forms held back")
    for one in report["broke"]:
        console.print(f"broke: {one['what']}, {one['times']} times since {one['first_at']}")
