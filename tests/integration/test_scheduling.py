"""Who runs what: a small set of tests, shared by three workers as `make test` shares all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict

import pytest

from tests.conventions import ROOT

FILE = """
import os, pathlib, pytest

@pytest.mark.parametrize("number", range(3))
def test_it(number, request):
    with pathlib.Path(os.environ["HEARD"]).open("a") as file:
        file.write(os.environ["PYTEST_XDIST_WORKER"] + " " + request.node.nodeid + chr(10))
"""


def _shared(folder, workers, *names):
    """Run files of these names; returns what each worker ran, in its order."""
    for name in names:
        path = folder / "tests" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILE)
    (folder / "pytest.ini").write_text("[pytest]\n")
    heard = folder / "heard"
    options = ["-p", "xdist", "-p", "tests.scheduling", "-n", str(workers)]
    environ = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=folder,
        env=environ | {"PYTHONPATH": str(ROOT), "HEARD": str(heard)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = defaultdict(list)
    for line in heard.read_text().splitlines():
        worker, node = line.split(" ", 1)
        found[worker].append(node.partition("::")[0].removeprefix("tests/").removesuffix(".py"))
    return found


@pytest.mark.parametrize(("workers", "stacks"), [(2, 1), (3, 2)])
def test_pages_are_for_some_workers_first_and_a_stack_of_its_own_for_one(tmp_path, workers, stacks):
    pages = [f"e2e/test_page{n}" for n in range(6)]
    native = [f"integration/native/test_native{n}" for n in range(2)]
    others = [f"unit/test_unit{n}" for n in range(9)]
    found = _shared(tmp_path, workers, *pages, *native, *others)
    everything = [name for ran in found.values() for name in ran]
    assert sorted(everything) == sorted([*pages, *native, *others] * 3)
    browsing = [ran for ran in found.values() if set(ran) & set(pages)]
    assert 1 <= len(browsing) <= stacks
    for ran in browsing:
        early = [name in pages for name in ran]
        assert early == sorted(early, reverse=True)
    assert sum(bool(set(ran) & set(native)) for ran in found.values()) == 1
    for ran in found.values():
        assert {ran.count(name) for name in ran} == {3}
