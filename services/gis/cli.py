"""`kendali gis …`: files of layers, brought in and written by somebody at the machine."""

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

from libs.kit.errors import KendaliError
from libs.kit.principal import SYSTEM
from libs.kit.rpc_client import RpcClient
from libs.kit.settings import Settings, load
from services.gis.files.domain import FORMATS, MODES

PART_BYTES = 8 << 20
WORKING = ("reading", "applying", "writing")
LOOK_SECONDS, SHOWN_PROBLEMS = 0.2, 20
console = Console()


@click.group()
def cli() -> None:
    """Files of layers."""


@contextmanager
def _calls() -> Iterator[RpcClient]:
    """Give a client; an error of the service ends the command with what it says."""
    client = RpcClient(load(Settings).amqp_url, "gis cli")
    try:
        yield client
    except KendaliError as error:
        lines = [error.detail, *(f"  {one.field}: {one.message}" for one in error.errors)]
        raise click.ClickException("\n".join(lines)) from None
    finally:
        client.close()


def _command(client: RpcClient, method: str, data: dict[str, Any], attached: bytes = b"") -> Any:
    given = {name: value for name, value in data.items() if value is not None}
    options: dict[str, Any] = {"command_id": str(uuid.uuid4()), "attachment": attached}
    return client.call("gis", method, given, SYSTEM, timeout=60, **options)["answer"]


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--layer", required=True, help="Id of the layer, new or not.")
@click.option("--mode", type=click.Choice(MODES), default="new", show_default=True)
@click.option("--key", help="With replace: the attribute that tells features apart.")
@click.option("--name", help="Title of a new layer.")
@click.option("--crs", help="Where the file does not say it: EPSG:32749.")
@click.option("--encoding", help="Of a CSV or shapefile that is not UTF-8.")
@click.option("--table", help="Which of several layers of the file.")
@click.option("--code", help="Of boundaries: the attribute with the area code.")
@click.option("--label", help="Of boundaries: the attribute with the name.")
@click.option("--skip-broken", is_flag=True, help="Leave out features that are broken.")
@click.option("--preview", "only_preview", is_flag=True, help="Only tell what would be done.")
def import_file(file: Path, *, skip_broken: bool, only_preview: bool, **plan: str | None) -> None:
    """Bring a file into a layer: GeoJSON, Shapefile (ZIP), GeoPackage, KML, CSV, FlatGeobuf."""
    with _calls() as client:
        made = _command(client, "start_import", plan)
        with file.open("rb") as data:
            for number, part in enumerate(iter(lambda: data.read(PART_BYTES), b"")):
                about = {"id": made["id"], "part": number}
                _command(client, "put_import_part", about, part)
        found = _watch(client, _command(client, "preview_import", {"id": made["id"]}))
        _tell(found)
        if found["state"] != "ready" or only_preview:
            sys.exit(0 if found["state"] == "ready" else 1)
        given = {"id": found["id"], "skip_broken": skip_broken}
        done = _watch(client, _command(client, "apply_import", given))
    console.print(f"{done['state']}: {done['job']['message']}")
    sys.exit(0 if done["state"] == "applied" else 1)


@cli.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--layer", required=True, help="Id of the layer.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="Else by the suffix.")
@click.option("--crs", help="EPSG:32749 and so on; degrees unless told.")
@click.option("--area", help="Only what stands in this area.")
@click.option("--filter", "condition", help="CQL2, such as \"condition = 'heavy'\".")
def export_file(
    file: Path,
    layer: str,
    form: str | None,
    crs: str | None,
    area: str | None,
    condition: str | None,
) -> None:
    """Write a layer to a file."""
    suffixes = {suffix: name for name, (_, suffix, _) in FORMATS.items()}
    chosen = form or suffixes.get(file.suffix.removeprefix("."))
    asked = {"layer": layer, "format": chosen, "crs": crs, "area": area, "filter": condition}
    with _calls() as client:
        found = _watch(client, _command(client, "start_export", asked))
        if found["state"] != "ready":
            raise click.ClickException(found["job"]["message"])
        with file.open("wb") as out:
            for part in range(found["found"]["parts"]):
                about = {"id": found["id"], "part": part}
                out.write(client.call("gis", "get_export_part", about, SYSTEM))
    console.print(f"{found['found']['features']} features written to {file}")


def _watch(client: RpcClient, found: dict[str, Any]) -> dict[str, Any]:
    """Show the job's progress until it ends; returns the import as it then is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        bar = progress.add_task(found["state"], total=None)
        while found["state"] in WORKING:
            time.sleep(LOOK_SECONDS)
            found = client.call("gis", "get_import", {"id": found["id"]}, SYSTEM)
            job = found["job"]
            progress.update(bar, completed=job["done"], total=job["total"])
    return found


def _tell(found: dict[str, Any]) -> None:
    told = found["found"] or {}
    if "error" in told:
        console.print(f"refused: {told['error']['detail']}")
        return
    for one in told["problems"]["items"][:SHOWN_PROBLEMS]:
        console.print(f"  feature {one['feature']} {one['code']}: {one['message']}")
    counts = ", ".join(f"{told[name]} {name}" for name in ("added", "changed", "removed"))
    console.print(f"{told['features']} features, {told['broken']} broken: {counts}")
