#!/usr/bin/env bash
# vl-convert-python 2.0.0rc7 starts two threads as it is merely imported, before anything is drawn; 1.9.0.post1 starts
# none. A process that imports it beforehand to fork from it later (a preloading server, a pool of workers begun by fork)
# no longer forks from one thread, with all that Python and POSIX say against that. Import it after the fork.
#
# Seen on Linux: 1 thread with 1.9.0.post1, 3 with 2.0.0rc7. Fails when either changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
for version in 1.9.0.post1 2.0.0rc7; do
  python3 -m venv "$place/$version"
  "$place/$version/bin/python" -m pip install --quiet --disable-pip-version-check "vl-convert-python==$version"
  "$place/$version/bin/python" - "$version" <<'PYTHON'
import os
import sys

before = len(os.listdir("/proc/self/task"))
import vl_convert  # noqa: E402, F401

after = len(os.listdir("/proc/self/task"))
print("vl-convert", sys.argv[1], "threads:", before, "before the import,", after, "after")
assert (before, after) == (1, 1 if sys.argv[1].startswith("1.") else 3), "it has changed"
PYTHON
done
