"""The Kubernetes manifests as data: rendered where kubectl is, else as they are written."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.containers.engine import run
from tests.conventions import ROOT

KUBECTL = shutil.which("kubectl")
FOLDER = ROOT / "deploy" / "k8s"
FILES = sorted(path for path in FOLDER.rglob("*.yaml") if path.name != "kustomization.yaml")


@functools.cache
def documents() -> list[dict[str, Any]]:
    if KUBECTL:
        texts = [run([KUBECTL, "kustomize", str(f)], {}, 60) for f in (FOLDER, FOLDER / "migrate")]
    else:
        texts = [path.read_text(encoding="utf-8") for path in FILES]
    return [found for text in texts for found in yaml.safe_load_all(text)]


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [found for found in documents() if found["kind"] == kind]


def deployments() -> dict[str, dict[str, Any]]:
    return {found["metadata"]["name"]: found for found in of_kind("Deployment")}


def pods() -> dict[str, dict[str, Any]]:
    """Return the pod of each Deployment and Job, by its name."""
    owners = [*of_kind("Deployment"), *of_kind("Job")]
    return {found["metadata"]["name"]: found["spec"]["template"]["spec"] for found in owners}


def rendered(folder: Path, region: bool) -> list[Path]:
    """Return what kubectl makes of a copy of the manifests, with the region's component or not."""
    shutil.copytree(FOLDER, folder)
    made = []
    for place, component in ((folder, "region"), (folder / "migrate", "../region")):
        if region:
            with (place / "kustomization.yaml").open("a", encoding="utf-8") as file:
                file.write(f"components: [{component}]\n")
        path = folder.with_name(f"{folder.name}-{place.name}.yaml")
        path.write_text(run([str(KUBECTL), "kustomize", str(place)], {}, 60), encoding="utf-8")
        made.append(path)
    return made


def containers_of(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each pod's description with each of its containers."""
    for one in yaml.safe_load_all(path.read_text(encoding="utf-8")):
        if one["kind"] in ("Deployment", "Job"):
            pod = one["spec"]["template"]["spec"]
            yield from ((pod, container) for container in pod["containers"])
