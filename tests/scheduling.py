"""Who runs what where two workers share the tests (`make test`).

A unit is run whole by one worker: a file, as its tests share what they started; or one of the
folders that have a whole stack. Units go out in the order in which they were collected, so the
longest of them, tests/e2e, is under way while the other worker does the rest.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

WHOLE = ("tests/e2e", "tests/integration/native")


class Units(LoadScopeScheduling):
    """Hands out the units."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in WHOLE if file.startswith(f"{folder}/")), file)


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Units:
    config.option.loadscopereorder = False
    return Units(config, log)
