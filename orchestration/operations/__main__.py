"""The process that the interface starts to write numbers and tell people; the workspace comes by its variables.

Belongs here: the way in. Not here: what is done (attending.py).
"""

from __future__ import annotations

import sys

from orchestration.language.sentences import told
from orchestration.operations.attending import follow
from orchestration.workspace.settings import Workspace

if __name__ == "__main__":
    for sentence in follow(Workspace.resolve()):
        print(told(sentence, "id"), file=sys.stderr)  # noqa: T201
