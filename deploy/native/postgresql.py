"""A private PostgreSQL with PostGIS for one stack."""

import os
import pwd
import re
import shutil
import subprocess
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2

from deploy.native import keys
from deploy.native.errors import StackError
from deploy.native.places import Places

OLDEST = 15
DATABASE = "kendali"
ADMIN = "postgres"
SYSTEM_USER = "postgres"
# Where root keeps the data when PostgreSQL's user cannot pass through the folders above home.
ELSEWHERE = Path("/var/lib/kendali")
INSTALLED = Path("/usr/lib/postgresql")

CONFIG = """\
# Written at every start by deploy/native/postgresql.py.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 200
shared_buffers = 128MB
work_mem = 8MB
maintenance_work_mem = 128MB
effective_cache_size = 1GB
random_page_cost = 1.1
max_wal_size = 1GB
wal_compression = on
checkpoint_timeout = 15min
max_parallel_workers_per_gather = 1
jit = off
# An answer of 201 means the result is on disk.
fsync = on
synchronous_commit = on
full_page_writes = on
idle_in_transaction_session_timeout = '60s'
shared_preload_libraries = 'pg_stat_statements'
log_min_duration_statement = 1000
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
"""
ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n"


@dataclass(frozen=True)
class PostgreSQL:
    """The stack's own server: its files, its start script, its readiness."""

    places: Places
    port: int
    name: str = "postgresql"

    @property
    def title(self) -> str:
        return f"PostgreSQL {self.version}"

    @property
    def data(self) -> Path:
        return self.places.postgresql.resolve() / "data"

    @property
    def admin_url(self) -> str:
        """URL of the superuser, into the database ``kendali``."""
        return self._admin_url(DATABASE)

    def url(self, role: str, password: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}:{quote(password)}@127.0.0.1:{self.port}/{database}"

    def check(self) -> None:
        """Refuse a missing or too old server, and data of a version that is not installed."""
        versions = installed_versions()
        if not versions:
            raise StackError(
                "PostgreSQL with PostGIS is not installed: run 'make setup' "
                "(or set KENDALI_DATABASE_URL to a server's administrator)."
            )
        written = self._written_version()
        if written and written not in versions:
            raise StackError(
                f"{self.data} was written by PostgreSQL {written}, which is not installed: "
                f"install postgresql-{written}-postgis-3, or remove the data with 'make clean'."
            )
        if not written and max(versions) < OLDEST:
            raise StackError(
                f"PostgreSQL {max(versions)} is too old: {OLDEST} or newer is needed. "
                "Install a newer one with its PostGIS, or set KENDALI_DATABASE_URL."
            )

    def prepare(self) -> None:
        """Make the cluster at the first start, and write its configuration."""
        self.places.postgresql.parent.mkdir(exist_ok=True)
        self._place_data()
        self._drop_stale_pid_file()
        if not self._written_version():
            self._make_cluster()
        self._write("postgresql.conf", CONFIG.format(port=self.port))
        self._write("pg_hba.conf", ACCESS)

    def command(self) -> list[str]:
        # If the supervisor dies, the kernel asks for a fast shutdown (SIGINT).
        return [
            *self._as_server(),
            "--pdeathsig",
            "INT",
            self._program("postgres"),
            "-D",
            str(self.data),
        ]

    def environment(self) -> dict[str, str]:
        return {"LC_ALL": "C.UTF-8", "HOME": str(self.places.postgresql)}

    def is_ready(self) -> str | None:
        """None when it answers as administrator, else why not."""
        return answers(self._admin_url(ADMIN))

    def make_database(self) -> None:
        """Create the database ``kendali`` where it is missing."""
        create_database(self._admin_url(ADMIN), DATABASE)

    def remove(self) -> None:
        """Remove the data that stands outside of the home, if any."""
        if self.places.postgresql.is_symlink():
            shutil.rmtree(self.places.postgresql.resolve(), ignore_errors=True)

    @property
    def version(self) -> int:
        return self._written_version() or max(installed_versions())

    def _admin_url(self, database: str) -> str:
        return self.url(ADMIN, keys.password(self.places.secrets, "database-admin"), database)

    def _program(self, name: str) -> str:
        return str(INSTALLED / str(self.version) / "bin" / name)

    def _written_version(self) -> int | None:
        with suppress(OSError, ValueError):
            return int((self.data / "PG_VERSION").read_text())
        return None

    def _as_server(self) -> list[str]:
        """PostgreSQL refuses to run as root: then it becomes its package's user."""
        if os.geteuid() != 0:
            return ["setpriv"]
        return ["setpriv", f"--reuid={SYSTEM_USER}", f"--regid={SYSTEM_USER}", "--init-groups"]

    def _place_data(self) -> None:
        folder = self.places.postgresql
        if not folder.exists() and os.geteuid() == 0 and not self._may_pass(folder.parent):
            target = ELSEWHERE / self.places.digest
            # What stands there is of a home that was removed, and its passwords with it.
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            folder.unlink(missing_ok=True)
            folder.symlink_to(target)
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, SYSTEM_USER, pwd.getpwnam(SYSTEM_USER).pw_gid)
        folder.chmod(0o700)

    def _may_pass(self, folder: Path) -> bool:
        test = [*self._as_server(), "test", "-x", str(folder)]
        return subprocess.run(test, check=False, cwd="/").returncode == 0

    def _drop_stale_pid_file(self) -> None:
        """After a reboot the pid in it may be anyone's, and PostgreSQL would not start."""
        path = self.data / "postmaster.pid"
        with suppress(OSError, ValueError):
            pid = int(path.read_text().splitlines()[0])
            if str(self.data).encode() not in Path(f"/proc/{pid}/cmdline").read_bytes():
                path.unlink()

    def _make_cluster(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        password_file = self.data.with_name("password")
        secret = keys.password(self.places.secrets, "database-admin")
        self._own(keys.write_private(password_file, secret))
        command = [
            *self._as_server(),
            self._program("initdb"),
            "-D",
            str(self.data),
            "-U",
            ADMIN,
            "--auth=scram-sha-256",
            f"--pwfile={password_file}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--data-checksums",
        ]
        with self.places.log("initdb").open("wb") as log:
            made = subprocess.run(
                command,
                check=False,
                cwd="/",
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=os.environ | self.environment(),
            )
        password_file.unlink()
        if made.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise StackError(f"PostgreSQL could not make its data: see {log.name}")

    def _write(self, name: str, content: str) -> None:
        self._own(keys.write_private(self.data / name, content))

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            shutil.chown(path, SYSTEM_USER, pwd.getpwnam(SYSTEM_USER).pw_gid)


def installed_versions() -> list[int]:
    """Major versions that have PostGIS."""
    libraries = INSTALLED.glob("*/lib/postgis-3.so")
    names = [library.parents[1].name for library in libraries]
    return [int(name) for name in names if re.fullmatch(r"\d+", name)]


def answers(url: str) -> str | None:
    """None when the server lets us in, else its reason on one line."""
    try:
        with closing(psycopg2.connect(url, connect_timeout=3)):
            return None
    except psycopg2.OperationalError as error:
        return reason(error)


def reason(error: psycopg2.Error) -> str:
    """The first line of what the server or the driver says; the rest is advice."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def create_database(url: str, name: str) -> None:
    """Create a database on the server of this URL unless it exists."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{name}"')
