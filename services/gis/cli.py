"""`kendali gis …`: files of layers, brought in and written by somebody at the machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from libs.kit import calling
from libs.kit.calling import Calls, console
from services.gis.demo.putting import put
from services.gis.files.domain import FORMATS, MODES
from services.gis.roads.sweeping import photos_gc

PART_BYTES = 8 << 20
WORKING = ("reading", "applying", "writing")
NAMED = 10  # features of one kind of problem


@click.group()
def cli() -> None:
    """Files of layers, and of photos."""


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
    with calling.calls("gis") as client:
        made = client.command("start_import", plan)
        with file.open("rb") as data:
            for number, part in enumerate(iter(lambda: data.read(PART_BYTES), b"")):
                client.command("put_import_part", {"id": made["id"], "part": number}, part)
        found = _watch(client, client.command("preview_import", {"id": made["id"]}))
        _tell(found)
        if found["state"] != "ready" or only_preview:
            sys.exit(0 if found["state"] == "ready" else 1)
        given = {"id": found["id"], "skip_broken": skip_broken}
        done = _watch(client, client.command("apply_import", given))
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
    asked = {"layer": layer, "crs": crs, "area": area, "filter": condition}
    with calling.calls("gis") as client:
        begun = client.command("start_export", asked | {"format": form or _format(file)})
        found = _watch(client, begun)
        if found["state"] != "ready":
            raise click.ClickException(found["job"]["message"])
        with file.open("wb") as out:
            for part in range(found["found"]["parts"]):
                out.write(client.read("get_export_part", {"id": found["id"], "part": part}))
    console.print(f"{found['found']['features']} features written to {file}")


@cli.command("demo")
def demo() -> None:
    """Put the demo's map into the layers: roads, damage, signal. All of it is made."""
    with calling.calls("gis") as client:
        counts = put(lambda method, data, key: client.command(method, data, command_id=key))
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    console.print(f"The map of the demo, all of it made: {said}.")


cli.add_command(photos_gc)


def _format(file: Path) -> str:
    suffixes = {suffix: name for name, (_, suffix, _) in FORMATS.items()}
    found = suffixes.get(file.suffix.removeprefix("."))
    if found is None:
        known = ", ".join(f".{one}" for one in suffixes)
        raise click.UsageError(f"{file.name}: give --format, or one of the suffixes {known}")
    return found


def _watch(client: Calls, begun: dict[str, Any]) -> dict[str, Any]:
    """Show the job's progress until it ends; returns the import as it then is."""

    def look() -> dict[str, Any]:
        found: dict[str, Any] = client.read("get_import", {"id": begun["id"]})
        return found

    def job(found: dict[str, Any]) -> dict[str, Any]:
        working = {"state": "running"} if found["state"] in WORKING else {}
        return {**found["job"], **working}

    return calling.watch(look, job, begun["state"])


def _tell(found: dict[str, Any]) -> None:
    told = found["found"] or {}
    if "error" in told:
        console.print(f"refused: {told['error']['detail']}")
        return
    problems = told["problems"]
    for code, count in problems["counts"].items():
        of_it = [one for one in problems["items"] if one["code"] == code][:NAMED]
        if of_it:
            numbers = ", ".join(str(one["feature"]) for one in of_it)
            more = f" and {count - len(of_it)} more" if count > len(of_it) else ""
            console.print(f"  {code}, {of_it[0]['message']}: feature {numbers}{more}")
    counts = ", ".join(f"{told[name]} {name}" for name in ("added", "changed", "removed"))
    console.print(f"{told['features']} features, {told['broken']} broken: {counts}")
