"""Makes calls at once from greenlets, as the gateway's worker does; prints what came back."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402

import gevent  # noqa: E402

from libs.kit.errors import KendaliError  # noqa: E402
from libs.kit.principal import SYSTEM  # noqa: E402
from libs.kit.rpc_client import RpcClient  # noqa: E402

CALLS = 50


def main() -> None:
    client = RpcClient(os.environ["KENDALI_AMQP_URL"], "green")
    started = time.monotonic()
    waits = [
        gevent.spawn(client.call, "ledger", "wait", {"name": "g", "seconds": 0.5}, SYSTEM, None, 10)
        for _ in range(8)
    ]
    echoes = [gevent.spawn(client.call, "ledger", "echo", {"n": n}, SYSTEM) for n in range(CALLS)]
    gevent.joinall([*waits, *echoes], raise_error=True)
    assert [echo.value["data"]["n"] for echo in echoes] == list(range(CALLS))
    assert time.monotonic() - started < 3
    try:
        client.call("nobody", "echo", {}, SYSTEM)
    except KendaliError as error:
        sys.stdout.write(f"{error.slug}\n")
    client.close()


if __name__ == "__main__":
    main()
