#!/usr/bin/env bash
# securesystemslib 1.6.0: `dsse.Envelope.from_dict` takes the signatures apart in the dictionary that it is given. The
# envelope it returns is right, but the same dictionary read a second time raises KeyError: 'sig'. Whoever keeps the parsed
# JSON to look at it again, or to write it out, has to hand over a copy.
#
# Seen: one signature whole before, {} after; the second reading raises KeyError 'sig'. Fails when that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check securesystemslib==1.6.0
"$place/env/bin/python" - <<'PYTHON'
from securesystemslib.dsse import Envelope

told = {"payload": "e30=", "payloadType": "application/json", "signatures": [{"keyid": "a", "sig": "AA=="}]}
read = Envelope.from_dict(told)
print("after", told["signatures"])
assert len(read.signatures) == 1
assert told["signatures"] == [{}], "from_dict leaves its input alone now"
try:
    Envelope.from_dict(told)
except KeyError as error:
    print("second reading: KeyError", error)
    assert error.args == ("sig",)
else:
    raise AssertionError("the second reading succeeds now")
PYTHON
