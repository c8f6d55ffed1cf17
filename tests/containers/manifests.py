"""The Kubernetes manifests as data: rendered where kubectl is, else as they are written."""

from __future__ import annotations

import functools
import shutil
from typing import Any

import yaml

from tests.containers.engine import run
from tests.conventions import ROOT

FOLDER = ROOT / "deploy" / "k8s"
FILES = sorted(path for path in FOLDER.rglob("*.yaml") if path.name != "kustomization.yaml")


@functools.cache
def documents() -> list[dict[str, Any]]:
    kubectl = shutil.which("kubectl")
    if kubectl:
        texts = [run([kubectl, "kustomize", str(f)], {}, 60) for f in (FOLDER, FOLDER / "migrate")]
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
