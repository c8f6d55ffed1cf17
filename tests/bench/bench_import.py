"""30,000 stations with their voters and forms by the bulk road, against a bare COPY of the same."""

from __future__ import annotations

import csv
import io
import time

import psycopg2

from services.elections.facts import president
from services.elections.simulations import making
from services.elections.simulations.domain import codes
from services.elections.sirekap import ADMINISTRATION
from tests.bench import harness
from tests.bench.running import running
from tests.e2e.conftest import Running
from tests.factories import command_id
from tests.servers import until

STATIONS, AREA = 30_000, "3201"
CANDIDATES = (1, 2, 3)
COLUMNS = ("kode_tps", *(f"suara_{n}" for n in CANDIDATES), *ADMINISTRATION)
GOAL = 60.0  # seconds


def rows() -> list[list[str]]:
    """Return the stations' forms in the columns of Sirekap's CSV."""
    fields = [*(f"votes.{n}" for n in CANDIDATES), *ADMINISTRATION.values()]
    made = []
    for code in codes(AREA, STATIONS):
        form = making.form(1, code, 290, 0, CANDIDATES)
        made.append([code, *(str(form[name]) for name in fields)])
    return made


def document(made: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *made])
    return text.getvalue().encode()


def bring_in(night: Running, text: bytes) -> float:
    """Import the document over the API; returns the seconds until all of it is in the tally."""
    api, election = night.api("admin"), president(AREA)
    made = api.post("/v1/elections", election, command_id("bench-import"))
    assert made.ok, made.text
    path = f"/v1/elections/{election['id']}"
    started = time.perf_counter()
    job = api.upload(f"{path}/imports", text, command_id("bench-import", "file"))
    assert job.ok, job.text
    where = f"/v1/elections/imports/{job.json()['id']}"
    until(lambda: api.read(where)["state"] not in ("queued", "running"), 600)
    ended = api.read(where)
    assert ended["state"] == "done", ended
    tally = f"{path}/contests/{election['contests'][0]['id']}/tally?depth=0"
    until(lambda: api.read(tally)["tps_in"] == STATIONS, 60)
    return time.perf_counter() - started


def copied(night: Running, made: list[list[str]]) -> float:
    """Copy the same rows into a bare table; returns the seconds."""
    connection = psycopg2.connect(night.stack.database_url("elections"))
    columns = ", ".join(["kode_tps text", *(f"{name} int" for name in COLUMNS[1:])])
    text = io.StringIO()
    csv.writer(text).writerows(made)
    with connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_floor ({columns}, PRIMARY KEY (kode_tps))")
    text.seek(0)
    started = time.perf_counter()
    with connection, connection.cursor() as cursor:
        cursor.copy_expert("COPY bench_floor FROM STDIN (FORMAT csv)", text)
    taken = time.perf_counter() - started
    connection.close()
    return taken


def main() -> None:
    made = rows()
    with running() as night:
        floor, seconds = copied(night, made), bring_in(night, document(made))
    what = f"import of {STATIONS:,} stations with forms"
    pace = f"{seconds:.0f} s ({STATIONS / seconds:.0f}/s)"
    measured = f"{pace}, bare COPY {floor:.1f} s: {seconds / floor:.0f} x"
    harness.show("Import", [(what, measured, f"≤ {GOAL:.0f} s", harness.verdict(seconds <= GOAL))])


if __name__ == "__main__":
    main()
