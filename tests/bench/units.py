"""`make units`: the figures of 1, 8 and 24 units by one build, held beside their releases; CPU and memory by how many.

One unit of the sample is run; the others are what it has read, under other codes.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from orchestration.workspace.settings import PROJECT
from tests.bench.consolidation import told
from tests.bench.measuring import CALL, QUARTER
from tests.gathering.recoding import another

SAMPLE = "999119"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="*", default=[1, 8, 24])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        state, reports = Path(name) / "state", Path(name) / "reports"
        where = [f"--sources={PROJECT / 'sources'}", f"--state={state}", f"--reports={reports}"]
        with told("the run of one unit", 1):
            subprocess.run([*CALL, "run", QUARTER, *where], check=True, stdout=subprocess.DEVNULL)
        for count in asked.counts:
            units = Path(name) / f"units-{count}"
            for number in range(count):
                another(state, reports, units / f"unit-{number}", SAMPLE, f"{700_001 + number}")
            command = [*CALL, "build-units", "--units", str(units), "--quarter", QUARTER, "--out", f"{units}-out"]
            with told(f"build-units, {count} units", count):
                done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            assert done.stdout.count("each as in r1") == count, done.stdout


if __name__ == "__main__":
    main()
