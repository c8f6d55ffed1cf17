"""One running stack for all end-to-end tests of a worker: every process, on ports of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser

from deploy.native.places import PROJECT
from deploy.native.stack import Stack
from libs.kit.db import Database
from libs.kit.settings import load
from services.gateway import cli
from services.gateway.repository import Accounts
from services.gateway.settings import GatewaySettings
from tests import folders
from tests.api import Api
from tests.collector import Collector, collecting
from tests.e2e.browsing import FLAGS, WHOLE, started
from tests.outside import Outside, standing
from tests.servers import free_base

LOGS = PROJECT / "artifacts" / "logs" / os.environ.get("PYTEST_XDIST_WORKER", "")
PASSWORD = "kata-sandi-uji"
# A log-in costs what the hash was made with: some three hundred would take a processor minute.
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
ROLES = ("admin", "operator", "verifier", "reporter", "viewer", "officer", "ops")


class Running:
    """A stack that is up, and how a test speaks to it."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.url = stack, stack.url
        self.token = cache(self._token)

    def api(self, user: str) -> Api:
        return Api(self.url, self.token(user))

    def kendali(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the command line against this stack."""
        environment = (
            os.environ
            | variables
            | {
                "KENDALI_HOME": str(self.stack.places.home),
                "KENDALI_PORT": str(self.stack.ports.base),
            }
        )
        return subprocess.run(
            [str(Path(sys.executable).with_name("kendali")), *words],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def add_accounts(self) -> None:
        """Make one account of each role, named after it."""
        for role in ROLES:
            self.add_account(role, role)

    def add_account(self, user: str, role: str, area: str | None = None) -> None:
        """Make an account, whose password is PASSWORD, without a process of the command line.

        Without an area it has the region's, as the command line gives it.
        """
        settings = self.settings
        if area is None:
            area = "" if role in cli.EVERYWHERE else settings.region.area
        with closing(Database(settings.database_url, 1, "tests")) as db, db.begin() as tx:
            Accounts(tx).add(user, user, HASHED, roles=[role], area=area)

    @property
    def settings(self) -> GatewaySettings:
        return load(GatewaySettings, self.stack.environment.of("gateway"))

    def _token(self, user: str) -> str:
        return cli.token(user, self.settings)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with started() as made:
        yield made


@pytest.fixture
def whole_browser(browser: Browser) -> Iterator[Browser]:
    """Chromium with all it has: the shell's pages take no push messages."""
    made = browser.browser_type.launch(executable_path=WHOLE, args=list(FLAGS))
    yield made
    made.close()


@pytest.fixture(scope="package")
def collector() -> Iterator[Collector]:
    """Where the stack's processes send the spans of traces that a test says to record."""
    with collecting() as made:
        yield made


@pytest.fixture(scope="package")
def outside() -> Iterator[Outside]:
    """A site outside, whose page and pictures the stack's walls may show."""
    with standing() as made:
        yield made


@pytest.fixture(scope="package")
def running(collector: Collector, outside: Outside) -> Iterator[Running]:
    traces = {"KENDALI_TRACES": collector.url, "KENDALI_TRACES_RATIO": "0"}
    # Where stacks and browsers share two cores, five seconds are sometimes too short for a call.
    beside = {"KENDALI_WALL_HOSTS": outside.host, "KENDALI_RPC_SECONDS": "10"}
    with folders.home("kendali-e2e-") as home:
        stack = Stack(home, free_base(), settings=SETTINGS | traces | beside, report=print)
        try:
            stack.up()
            found = Running(stack)
            found.add_accounts()
            yield found
        finally:  # a start that failed is to be looked at too
            shutil.copytree(stack.places.logs, LOGS, dirs_exist_ok=True)
            stack.down()


# The passphrase of the certificate authority, and of each official's key.
PASSPHRASE = "tanda tangan uji"
KEYS = {"KENDALI_CA_PASSPHRASE": PASSPHRASE, "KENDALI_OFFICIAL_PASSPHRASE": PASSPHRASE}


@pytest.fixture(scope="package")
def authority(running: Running, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The stack's certificate authority: it has one."""
    root = str(tmp_path_factory.mktemp("authority") / "root.p12")
    begun = running.kendali("eoffice", "ca", "init", "Kota Uji", "--root-key", root, **KEYS)
    assert begun.returncode == 0, begun.stderr


# Limits are for the world outside; a test's sixteen crews share one account and one address. The
# access token lives as long as the session, so that a test never waits for a new one.
SMS_SECRET = "rahasia-sms-uji"
ACCESS_SECONDS = "3600"
SETTINGS = {
    "KENDALI_SMS_SECRET": SMS_SECRET,
    "KENDALI_CHANNEL_NETWORKS": "127.0.0.0/8",  # where tests receive what is sent
    "KENDALI_WALL_NETWORKS": "127.0.0.0/8,::1/128",
    "KENDALI_BROADCAST_ALONE": "0",  # each broadcast needs a second person
    "KENDALI_RATE_REPORTS": "100000/minute",
    "KENDALI_RATE_PRINCIPAL": "100000/minute",
    "KENDALI_RATE_ADDRESS": "100000/minute",
    "KENDALI_ACCESS_SECONDS": ACCESS_SECONDS,
}
