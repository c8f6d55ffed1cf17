"""What a killed session leaves is gone at the next one; what a living one has is not touched."""

from __future__ import annotations

import subprocess
import sys

from deploy.native import traces
from tests import folders
from tests.servers import until

SESSION = """
import os, subprocess, sys, pathlib
from tests import folders
with folders.home("kendali-", pathlib.Path(sys.argv[1])) as home:
    mark = {"KENDALI_STACK": str(home)}
    subprocess.Popen(["sleep", "600"], env={**os.environ, **mark}, stdout=subprocess.DEVNULL)
    print(home, flush=True)
    sys.stdin.read()
"""


def _session(above):
    """Start a session that has a folder and a process of its own."""
    session = subprocess.Popen(
        [sys.executable, "-c", SESSION, str(above)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    home = above / session.stdout.readline().decode().strip().rpartition("/")[2]
    return session, home


def test_what_a_killed_session_left_is_swept_and_nothing_else(tmp_path):
    dead, left = _session(tmp_path)
    dead.kill()
    dead.communicate()
    running = until(lambda: traces.pids_of(left))
    with folders.home("kendali-", tmp_path) as mine:
        assert not left.exists()
        assert traces.wait_gone(running, 5) == []
        assert folders.sweep("kendali-", tmp_path) == []
        assert mine.exists()
    assert not mine.exists()


def test_a_living_session_keeps_its_folder_until_its_end(tmp_path):
    living, kept = _session(tmp_path)
    assert folders.sweep("kendali-", tmp_path) == []
    running = until(lambda: traces.pids_of(kept))
    assert kept.exists()
    living.communicate()
    assert not kept.exists()
    assert traces.wait_gone(running, 5) == []
