"""Which processes of the machine belong to a stack, and who holds a port.

Every process of a stack inherits ``KENDALI_STACK=<home>``. So they are found again whatever
happened to the supervisor, to its pid file, or to a daemon that left its parent (epmd).
"""

import os
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path

MARK = "KENDALI_STACK"
LISTENING = "0A"


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def stack_of(pid: int) -> str | None:
    """Home of the stack the process belongs to, None when it is no stack's (or not readable)."""
    try:
        environ = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return None
    prefix = f"{MARK}=".encode()
    for variable in environ.split(b"\0"):
        if variable.startswith(prefix):
            return os.fsdecode(variable.removeprefix(prefix))
    return None


def pids_of(home: Path) -> list[int]:
    """Living processes of the stack with this home."""
    pids = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]  # noqa: PTH208
    return [pid for pid in pids if pid != os.getpid() and stack_of(pid) == str(home)]


def wait_gone(pids: list[int], seconds: float) -> list[int]:
    """Wait until the processes have ended; those that have not are returned."""
    deadline = time.monotonic() + seconds
    left = [pid for pid in pids if is_alive(pid)]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [pid for pid in left if is_alive(pid)]
    return left


def send(pids: list[int], number: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def end_all(home: Path, seconds: float) -> list[int]:
    """End whatever is left of the stack, politely first. Returns the pids there were."""
    pids = pids_of(home)
    send(pids, signal.SIGTERM)
    left = wait_gone(pids, seconds) if pids else []
    # A last look: something may have been started meanwhile.
    left = left or pids_of(home)
    send(left, signal.SIGKILL)
    wait_gone(left, 5)
    return pids


def is_free(port: int) -> bool:
    """Whether a server could listen there; a closed connection lingering on it is no hindrance."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def holder_of(port: int) -> int | None:
    """Pid of the process that listens there; None when another user's, which cannot be seen."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    for entry in os.listdir("/proc"):  # noqa: PTH208
        if entry.isdigit() and not sockets.isdisjoint(_open_files(entry)):
            return int(entry)
    return None


def program(pid: int) -> str:
    """Short name of what runs under this pid."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return "?"


def _listening(port: int) -> set[str]:
    """Inodes of the sockets that listen on the port."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            rows = [line.split() for line in Path(table).read_text().splitlines()[1:]]
            inodes |= {
                row[9]
                for row in rows
                if row[3] == LISTENING and int(row[1].rpartition(":")[2], 16) == port
            }
    return inodes


def _open_files(pid: str) -> set[str]:
    names = set()
    with suppress(OSError):
        for descriptor in os.scandir(f"/proc/{pid}/fd"):
            with suppress(OSError):
                names.add(os.readlink(descriptor.path))  # noqa: PTH115
    return names
