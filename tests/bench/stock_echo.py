"""A stock Nameko service with a stock launcher: the floor of the RPC bench."""

from __future__ import annotations

import warnings

warnings.simplefilter("ignore")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import os  # noqa: E402
import sys  # noqa: E402

from nameko.rpc import rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402


class StockEcho:
    name = "stock_echo"

    @rpc
    def echo(self, data: dict) -> dict:
        return {"data": data}


if __name__ == "__main__":
    runner = ServiceRunner({"AMQP_URI": os.environ["KENDALI_AMQP_URL"], "max_workers": 16})
    runner.add_service(StockEcho)
    runner.start()
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    runner.wait()
