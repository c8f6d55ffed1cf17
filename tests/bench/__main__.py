"""`make bench`: run every bench, or those whose name holds one of the given words."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main(words: list[str]) -> None:
    names = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    for name in names:
        if not words or any(word in name for word in words):
            importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
