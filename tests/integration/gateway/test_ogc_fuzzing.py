"""What the API says of itself, held against what it does, by requests that schemathesis makes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mapping import mapped

OF_A_LAYER = r"/items(/[^/]+)?|/schema|/queryables|/sortables|/tiles(/WebMercatorQuad)?"
OURS = rf"(/|/(conformance|api|tileMatrixSets|tiles/[^/]+|collections(/[^/]+({OF_A_LAYER})?)?))?$"
# Where each document stands, and what its paths begin with.
DOCUMENTS = {"the map's own": ("/v1/gis/api", ""), "the gateway's": ("/openapi.json", "/v1/gis")}
LEAST = 16  # operations that are tried
CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_schema_conformance", "negative_data_rejection", "unsupported_method"),
)


@pytest.fixture(scope="module")
def maps(bare_house):
    return mapped(bare_house)


@pytest.mark.parametrize("which", DOCUMENTS)
def test_it_does_what_it_says(maps, tmp_path, which):
    place, before = DOCUMENTS[which]
    address = f"{maps.house.url}{place}"
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", address]
    options = ["--phases=examples,fuzzing", "--max-examples=8", "--seed=4", "--no-color"]
    options += [f"--checks={','.join(CHECKS)}", f"--header=X-API-Key: {maps.key}"]
    options += [
        "--include-path-regex",
        f"^{before}{OURS}",
        "--generation-database=none",
        "--workers=2",
    ]
    done = subprocess.run(
        [*command, *options], check=False, capture_output=True, text=True, cwd=tmp_path, timeout=90
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    [selected] = re.findall(r"Selected:\D*(\d+)", done.stdout)
    assert int(selected) >= LEAST
