"""Who runs what where workers share the tests (`make test`).

A unit is run whole by one worker: a file, as its tests share what they started, or a folder with a
stack of its own. Files of tests/e2e share a running stack and a browser: they go to as few workers
as end in time, and those do nothing else before; each worker takes its next unit when it has none.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

WHOLE = ("tests/integration/native",)
BROWSERS = "tests/e2e/"
STACKS = 2  # that stand beside each other; where there are only two workers, one


class Units(LoadScopeScheduling):
    """Hands out the units."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in WHOLE if file.startswith(f"{folder}/")), file)

    def _reschedule(self, node: WorkerController) -> None:
        if self._next(node) is None and not node.shutting_down:
            node.shutdown()
        super()._reschedule(node)

    def _assign_work_unit(self, node: WorkerController) -> None:
        unit = self._next(node)
        if unit is not None:
            self.workqueue.move_to_end(unit, last=False)
            super()._assign_work_unit(node)

    def _next(self, node: WorkerController) -> str | None:
        """Return the unit for this worker, None where there is none left that it may have."""
        stacks = min(STACKS, max(1, self.numnodes - 1))
        browses = node in self.nodes[:stacks]
        if browses:
            found = (unit for unit in self.workqueue if unit.startswith(BROWSERS))
            return next(found, None) or next(iter(self.workqueue), None)
        return next((unit for unit in self.workqueue if not unit.startswith(BROWSERS)), None)


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Units:
    config.option.loadscopereorder = False
    return Units(config, log)
