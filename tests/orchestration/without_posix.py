"""`triwulan` as on a system that is not POSIX: run as `python -m tests.orchestration.without_posix WORDS...`.

Belongs here: taking away what Windows does not have, for our own modules; libraries keep theirs, since those that come
with Windows' ways have them for Windows alone. Links cannot be made by anybody.
"""

from __future__ import annotations

import builtins
import os
import sys
import warnings
from typing import Any

MODULES = frozenset({"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty"})
FUNCTIONS = ("pread", "pwrite", "fork", "killpg", "getuid", "geteuid", "getpgid", "setsid", "fchmod", "chown", "link")
_import = builtins.__import__


def _without(name: str, globals: Any = None, *rest: Any, **more: Any) -> Any:
    if name in MODULES and str((globals or {}).get("__name__", "")).startswith(("orchestration", "__main__")):
        raise ImportError(f"No module named '{name}'")
    return _import(name, globals, *rest, **more)


def _no_link(*_: Any, **__: Any) -> None:
    raise OSError(1314, "A required privilege is not held by the client")


class _Os:
    """The module `os` as our modules see it."""

    def __getattr__(self, name: str) -> Any:
        if name in FUNCTIONS or name in ("O_CLOEXEC", "O_NOFOLLOW"):
            raise AttributeError(f"module 'os' has no attribute '{name}'")
        return getattr(os, name)


def install() -> None:
    """Takes it away."""
    builtins.__import__ = _without
    os.symlink = _no_link  # type: ignore[assignment]
    bare = _Os()

    def ours(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        found = _without(name, globals, locals, fromlist, level)
        inside = str((globals or {}).get("__name__", "")).startswith("orchestration")
        return bare if name == "os" and inside and not fromlist else found

    builtins.__import__ = ours


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)  # they would name this module as the importer
    install()
    from orchestration.cli import main

    sys.argv[0] = "triwulan"
    main()
