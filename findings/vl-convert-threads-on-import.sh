#!/usr/bin/env bash
# vl-convert-python 2.0.0rc7 starts a pool of threads as it is merely imported, before anything is drawn, one for each
# processor that the process may use; 1.9.0.post1 starts none. A process that imports it beforehand to fork from it later
# (a preloading server, a pool of workers begun by fork) no longer forks from one thread, with all that Python and POSIX
# say against that. Import it after the fork.
#
# Seen on Linux, Python 3.11, two processors:
#   vl-convert 1.9.0.post1 threads: 1 before the import, 1 after
#   vl-convert 2.0.0rc7 threads: 1 before the import, 3 after (2 where the process is held to one processor)
# Fails when either changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/old"
"$place/old/bin/python" -m pip install --quiet --disable-pip-version-check vl-convert-python==1.9.0.post1
python3 -m venv "$place/new"
"$place/new/bin/python" -m pip install --quiet --disable-pip-version-check vl-convert-python==2.0.0rc7
cat > "$place/count.py" <<'PYTHON'
import os
import sys
from importlib.metadata import version

before = len(os.listdir("/proc/self/task"))
import vl_convert  # noqa: E402, F401

after = len(os.listdir("/proc/self/task"))
print("vl-convert", version("vl-convert-python"), "threads:", before, "before the import,", after, "after")
assert before == 1, "Python has changed"
assert (after > before) == (sys.argv[1] == "starts"), "vl-convert has changed"
PYTHON
"$place/old/bin/python" "$place/count.py" starts-none
"$place/new/bin/python" "$place/count.py" starts
taskset --cpu-list 0 "$place/new/bin/python" "$place/count.py" starts
