"""A small real process for a stack's table: answers /readyz on its metrics port, and nothing else.

`python -m tests.integration.native.small broken` says why and ends at once.
"""

from __future__ import annotations

import os
import signal
import sys

from libs.kit import metrics


def main() -> None:
    if sys.argv[1:] == ["broken"]:
        sys.exit("small: no hands to work with")
    metrics.serve("127.0.0.1", int(os.environ["KENDALI_METRICS_PORT"]), dict)
    signal.pause()


if __name__ == "__main__":
    main()
