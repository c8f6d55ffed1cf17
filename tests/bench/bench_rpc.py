"""RPC echo: the gateway's client and the kit's responder, against ClusterRpcProxy and the stock.

`python -m tests.bench.bench_rpc`
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from nameko.standalone.rpc import ClusterRpcProxy

from libs.kit.principal import SYSTEM
from libs.kit.rpc_client import RpcClient
from tests.bench.harness import Sample, alternate, median, show, verdict
from tests.bench.kit_places import places

CALLERS, CALLS = 16, 400
DATA = {"contest": "walikota", "tps": "1971011004001", "votes": {"1": 120, "2": 81}, "total": 201}


class Callers:
    """Threads that are there before the clock starts, as a gateway's are."""

    def __init__(self, prepare: Callable[[], Callable[[], object]]) -> None:
        self._prepare = prepare

    def sample(self) -> Sample:
        times: list[float] = []
        gate = threading.Barrier(CALLERS + 1)
        threads = [threading.Thread(target=self._run, args=(gate, times)) for _ in range(CALLERS)]
        for thread in threads:
            thread.start()
        gate.wait()
        started = time.perf_counter()
        for thread in threads:
            thread.join()
        return Sample(len(times), time.perf_counter() - started, times)

    def _run(self, gate: threading.Barrier, times: list[float]) -> None:
        call = self._prepare()
        call()
        gate.wait()
        for _ in range(CALLS):
            started = time.perf_counter()
            call()
            times.append(time.perf_counter() - started)


def main() -> None:
    with places() as found:
        found.run("ledger", "rpc", KENDALI_WORKERS="16")
        found.start("tests.bench.stock_echo", "ledger")
        client = RpcClient(found.amqp_url, "bench")

        def ours() -> Callable[[], object]:
            return lambda: client.call("ledger", "echo", DATA, SYSTEM)

        def stock() -> Callable[[], object]:
            proxy = ClusterRpcProxy({"AMQP_URI": found.amqp_url}).start()
            return lambda: proxy.stock_echo.echo(DATA)

        project, floor = alternate(Callers(ours).sample, Callers(stock).sample)
        client.close()
    rate, theirs = median(project, lambda s: s.rate), median(floor, lambda s: s.rate)
    p99, their99 = (median(x, lambda s: s.percentile(0.99)) for x in (project, floor))
    p50, their50 = (median(x, lambda s: s.percentile(0.5)) for x in (project, floor))
    ratio = f"{rate:,.0f} / {theirs:,.0f} calls/s = {rate / theirs:.2f}"
    tail = f"{p99:.1f} / {their99:.1f} ms = {p99 / their99:.2f} (p50 {p50:.1f} / {their50:.1f})"
    show(
        f"RPC echo, {CALLERS} callers, against ClusterRpcProxy one per thread",
        [
            ("rate", ratio, "≥ 2.5 times", verdict(rate >= 2.5 * theirs)),
            ("p99", tail, "≤ 0.5 times", verdict(p99 <= 0.5 * their99)),
        ],
    )


if __name__ == "__main__":
    main()
