"""How `triwulan ui` starts the desk beside Dagster's interface.

Belongs here: whether it may listen where it is asked to, the link that makes the first account, what is said of both.
Not here: starting and ending processes (run/interface.py), serving (__main__.py).
"""

from __future__ import annotations

import ipaddress
import json
import secrets
import sys

from orchestration.desk import settings
from orchestration.desk.access.people import People
from orchestration.desk.office import FOLDER
from orchestration.run.interface import Companion
from orchestration.workspace.settings import SettingsError, Workspace


def companion(workspace: Workspace, host: str, port: int, *, read_only: bool) -> Companion:
    """The desk as `triwulan ui` starts it.

    Args:
        workspace: whose.
        host: address to listen on.
        port: on it.
        read_only: nothing can be changed.

    Raises:
        SettingsError: it is to listen beyond this machine, and nobody could log in.
        ConfigurationError: the settings of the office cannot be used.
    """
    settings.read(workspace)
    accounts = People(workspace.state / FOLDER).all()
    if not accounts and not _is_local(host):
        raise SettingsError(
            f"--host {host}: nobody has a login yet, and whoever is first there would be in charge; start"
            " `triwulan ui` without --host once, open the link that it prints, and make the first account"
        )
    first = "" if accounts else secrets.token_urlsafe(32)
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{port}"
    lines = [f"the first account is made once at  {url}/awal/{first}"] if first else []

    def asks(dagster: str) -> bytes:
        told = {"host": host, "port": port, "read_only": read_only, "dagster": dagster, "first": first}
        return json.dumps(told).encode() + b"\n"

    return Companion(
        name="meja",
        host=host,
        port=port,
        url=url,
        health="/sehat",
        command=[sys.executable, "-m", "orchestration.desk"],
        asks=asks,
        lines=lines,
    )


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
