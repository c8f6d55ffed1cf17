"""`make test-fresh`: both commands of the README in a bare Debian, as a newcomer would type them.

`python -m tests.fresh [--suite trixie] [--only demo|test]`. Needs root and mmdebstrap. The root has
python3, make and git and nothing else; how this machine reaches Debian's archive, PyPI and npm is
carried over, nothing more. It is not thrown away when something fails, but when this is ended: then
nothing goes on in it either, and it stays only where this was killed outright.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[1]
SOURCES = Path("/etc/apt/sources.list.d/debian.sources")
# The bare root shares the network of this machine: a base of its own, below the range of clients.
PORT = "27000"
REACHING = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/pip.conf",
    "/etc/apt/apt.conf.d",
    "/etc/ssl/certs",
    "/usr/local/share/ca-certificates",
)
STEPS = {
    # In one go: what a step leaves running ends with it.
    "demo": ["make demo SPEED=0 && make status && make down && make demo SPEED=0 && make clean"],
    "test": ["make test"],
}


def main() -> None:
    options = _options()
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        sys.exit("test-fresh needs root and mmdebstrap (apt-get install mmdebstrap).")
    root = Path(tempfile.mkdtemp(prefix=f"kendali-fresh-{options.suite}-"))
    root.chmod(0o755)
    make_root(options.suite, root)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        try_all(root, [options.only] if options.only else list(STEPS))
    except KeyboardInterrupt:
        shutil.rmtree(root)
        sys.exit(130)
    shutil.rmtree(root)


def try_all(root: Path, names: list[str]) -> None:
    """Run the steps of these names, up to the first that fails."""
    begun = time.monotonic()
    for step in [step for name in names for step in STEPS[name]]:
        if not run_in(root, step):
            sys.exit(f"\n'{step}' failed in {root}, which is kept.")
        print(f"== {step}: ok after {time.monotonic() - begun:.0f} s", flush=True)  # noqa: T201


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make test-fresh", description=__doc__)
    parser.add_argument("--suite", default="bookworm", help="bookworm (Debian 12), trixie (13)")
    parser.add_argument("--only", choices=STEPS)
    return parser.parse_args()


def make_root(suite: str, root: Path) -> None:
    """Make the bare Debian, with a clone of this checkout."""
    sources = root.with_suffix(".sources")
    here = re.search(r"VERSION_CODENAME=(\S+)", Path("/etc/os-release").read_text())
    text = SOURCES.read_text() if SOURCES.exists() else ""
    sources.write_text(text.replace(here[1], suite) if here else text)
    command = ["mmdebstrap", "--mode=root", "--variant=minbase", "--include=python3,make,git"]
    subprocess.run([*command, suite, root, *([sources] if text else [])], check=True)
    sources.unlink()
    for path in REACHING:
        _carry(Path(path), root)
    target = root / "srv/kendali"
    subprocess.run(["git", "clone", "-q", PROJECT, target], check=True)


def _carry(path: Path, root: Path) -> None:
    target = root / path.relative_to("/")
    if path.is_dir():
        shutil.copytree(path, target, dirs_exist_ok=True)
    elif path.exists():
        shutil.copy(path, target)


def run_in(root: Path, step: str) -> bool:
    """Run a command in the clone; whatever it leaves running ends with it."""
    shared_memory = root / "dev" / "shm"
    inside = (
        f"mount -t proc proc {root}/proc && mount -t tmpfs tmpfs {shared_memory} &&"
        f" exec chroot {root} /bin/sh -c 'cd /srv/kendali && {step}'"
    )
    # Where this is killed, the kernel ends what it started.
    command = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork"]
    command += ["--kill-child", "/bin/sh", "-c", inside]
    with subprocess.Popen(command, env=_environ(), stdin=subprocess.DEVNULL) as process:
        try:
            return process.wait() == 0
        except KeyboardInterrupt:
            _end(process.pid)
            raise


def _end(pid: int) -> None:
    """End the first process of the root's own kind, and so all of them, before their parent."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for child in psutil.Process(pid).children():
            child.kill()


def _environ() -> dict[str, str]:
    """A login's environment, and how registries are reached."""
    reaching = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "NODE_EXTRA"))}
    return reaching | {
        "HOME": "/root",
        "USER": "root",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "TERM": "dumb",
        "KENDALI_PORT": PORT,
    }


if __name__ == "__main__":
    main()
