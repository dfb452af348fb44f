"""`make bench`: measures the parts that are asked for, prints each result and keeps it in results.csv."""

from __future__ import annotations

import argparse
from importlib import import_module

from tests.bench import results

PARTS = ("run", "rows", "trail", "services", "desk")
"""Modules here that measure. `make consolidation` puts many units together, `make spark` compares the engines."""


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=PARTS, help="all where none is named")
    parser.add_argument("--against", help="a commit, or the folder of an installed checkout, to run beside this one")
    parser.add_argument("--repeat", type=int, default=5, help="pairs that are measured after a first")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the large deliveries, about")
    parser.add_argument("--large-repeat", type=int, default=1, help="pairs of the large deliveries")
    asked = parser.parse_args()
    print(f"{results.commit()} on {results.machine()}")  # noqa: T201
    for part in asked.parts:
        measured = []
        for result in import_module(f"tests.bench.{part}").measure(asked):
            print(result, flush=True)  # noqa: T201
            measured.append(result)
        results.kept(measured)


if __name__ == "__main__":
    main()
