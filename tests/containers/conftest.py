"""One engine and one running system for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.containers.engine import SERVICES, Engine
from tests.containers.engine import engine as an_engine
from tests.containers.system import VERSION, System
from tests.containers.system import system as a_system


@pytest.fixture(scope="session")
def say(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Print a line that is seen although the tests' output is captured."""
    reporter = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    capture = pytestconfig.pluginmanager.get_plugin("capturemanager")

    def say_line(line: str) -> None:
        with capture.global_and_fixture_disabled():
            reporter.write_line(f"\n  {line}")

    return say_line


@pytest.fixture(scope="session")
def engine(say) -> Iterator[Engine]:
    with an_engine(say) as found:
        yield found


@pytest.fixture(scope="session")
def images(engine: Engine, say) -> Iterator[dict[str, str]]:
    """Build the five images; says how long each took and how large it is."""
    names = {service: f"kendali/{service}:{VERSION}" for service in SERVICES}
    for service, name in names.items():
        seconds = engine.build(service, VERSION)
        say(f"{name}: {engine.megabytes(name)} MB, built in {seconds:.0f} s")
    yield names
    engine.docker("image", "rm", "--force", *names.values())


@pytest.fixture(scope="session")
def system(engine: Engine, images: dict[str, str], tmp_path_factory) -> Iterator[System]:
    with a_system(engine, tmp_path_factory.mktemp("secrets")) as found:
        yield found
