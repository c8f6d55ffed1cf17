"""The container engine of these tests: local stand-ins of the base images, or the real ones.

Where `../shared/tools/seed-images.sh` is, it starts an engine of its own and makes the stand-ins;
it is stopped again if it was not running before. Elsewhere the machine's engine and the real images
are used.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conventions import ROOT
from tests.shared import SHARED

SEED = SHARED / "tools" / "seed-images.sh"
DEBIANS_DOCKER = Path("/usr/bin/docker")
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
COMPOSE_FILE = ROOT / "deploy" / "compose.yaml"
SERVICES = ("gateway", "elections", "gis", "eoffice", "notifications", "indicators")


@dataclass(frozen=True)
class Engine:
    """Where the engine is, and its client."""

    environ: dict[str, str]
    client: str

    def docker(self, *arguments: str, seconds: float = 120) -> str:
        """Run the client; returns what it printed, raises with its words when it fails."""
        return run([self.client, *arguments], self.environ, seconds)

    def build(self, service: str, version: str) -> float:
        """Build the image `kendali/<service>:<version>`; returns the seconds it took."""
        started = time.monotonic()
        self.docker(
            "build", "--quiet", "--network", "host", "--file", str(DOCKERFILE),
            "--build-arg", f"SERVICE={service}", "--build-arg", f"VERSION={version}",
            "--tag", f"kendali/{service}:{version}", str(ROOT), seconds=600,
        )  # fmt: skip
        return time.monotonic() - started

    def megabytes(self, image: str) -> int:
        size = self.docker("image", "inspect", "--format", "{{.Size}}", image)
        return int(size) // 1_000_000


def run(command: list[str], environ: dict[str, str], seconds: float) -> str:
    """Run a program to its end; returns its standard output."""
    done = subprocess.run(
        command, env=environ, check=False, capture_output=True, text=True, timeout=seconds
    )
    if done.returncode:
        words = (done.stdout + done.stderr)[-4000:]
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{words}")
    return done.stdout


@contextmanager
def engine(say: Callable[[str], None]) -> Iterator[Engine]:
    """Give an engine that has the base images, or can fetch them."""
    if not SEED.exists():
        say(f"{SEED} is absent: the machine's engine and the real base images are used")
        yield Engine(os.environ | {"DOCKER_BUILDKIT": "1"}, "docker")
        return
    environ = os.environ | _pinned_tags() | {"DOCKER_BUILDKIT": "1"}
    address = run([str(SEED), "env"], environ, 30).strip().removeprefix("export DOCKER_HOST=")
    environ["DOCKER_HOST"] = address
    was_running = _answers(environ)
    seeding = {key: value for key, value in environ.items() if key != "DOCKER_BUILDKIT"}
    try:
        run([str(SEED), "up"], seeding, 900)
        yield Engine(environ, str(DEBIANS_DOCKER))
    finally:
        if not was_running:
            run([str(SEED), "down"], seeding, 120)


def _answers(environ: dict[str, str]) -> bool:
    if not DEBIANS_DOCKER.exists():
        return False
    asked = subprocess.run(
        [str(DEBIANS_DOCKER), "info"], env=environ, check=False, capture_output=True, timeout=60
    )
    return asked.returncode == 0


def _pinned_tags() -> dict[str, str]:
    """Return the names under which the compose file wants the images that it pins to a version."""
    text = COMPOSE_FILE.read_text(encoding="utf-8")
    found = dict(re.findall(r"image: (prom/prometheus|grafana/grafana)(:\S+)", text))
    variables = {"prom/prometheus": "PROMETHEUS_TAGS", "grafana/grafana": "GRAFANA_TAGS"}
    return {variables[name]: f"{name}{tag} {name}:latest" for name, tag in found.items()}
