"""A local copy of the OSV database, answered to pip-audit where no network is: `make audit ADVISORIES=all.zip`.

The file is OSV's own export of an ecosystem (`PyPI/all.zip` of its public bucket: one JSON file an advisory), brought
here on a disk. Belongs here: which advisories hold for a version, by the rules of the OSV schema (its list of versions,
else the events of a range of type ECOSYSTEM), and answering the one question that pip-audit asks. Not here: the audit.
It is as new as the file; its newest advisory is printed, for nobody else says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

Advisory = Mapping[str, Any]


def read(archive: Path) -> dict[str, list[Advisory]]:
    """Advisories by the canonical name of a package.

    Raises:
        OSError: the file cannot be read.
        ValueError: there is none in the file; an empty database would find nothing wrong with anything.
        BadZipFile: it is no archive, or not a whole one.
    """
    found: dict[str, list[Advisory]] = {}
    with zipfile.ZipFile(archive) as opened:
        for name in sorted(opened.namelist()):
            if name.endswith(".json"):
                advisory = json.loads(opened.read(name))
                for package in {canonicalize_name(part["package"]["name"]) for part in _parts(advisory)}:
                    found.setdefault(package, []).append(advisory)
    if not found:
        raise ValueError("no advisory for PyPI in it")
    return found


def newest(advisories: Mapping[str, Sequence[Advisory]]) -> str:
    """When the newest of them was last changed."""
    return max(str(advisory.get("modified", "")) for several in advisories.values() for advisory in several)


def of_version(advisories: Mapping[str, Sequence[Advisory]], package: str, version: str) -> list[Advisory]:
    """The advisories that hold for a version of a package."""
    name = canonicalize_name(package)
    return [
        advisory
        for advisory in advisories.get(name, ())
        if any(
            _affects(part, version) for part in _parts(advisory) if canonicalize_name(part["package"]["name"]) == name
        )
    ]


def _parts(advisory: Advisory) -> Iterator[Mapping[str, Any]]:
    for part in advisory.get("affected", ()):
        if part.get("package", {}).get("ecosystem") == "PyPI":
            yield part


def _affects(part: Mapping[str, Any], text: str) -> bool:
    version = Version(text)
    listed = []
    for other in part.get("versions", ()):
        try:
            listed.append(Version(other))
        except InvalidVersion:
            continue
    return version in listed or any(
        _lies_in(version, given["events"]) for given in part.get("ranges", ()) if given["type"] == "ECOSYSTEM"
    )


def _lies_in(version: Version, events: Sequence[Mapping[str, str]]) -> bool:
    """As the OSV schema evaluates events: sorted, each switches; `last_affected` is inside."""
    inside = False
    for kind, at in sorted(
        ((kind, _at(text)) for event in events for kind, text in event.items()), key=lambda one: one[1]
    ):
        if kind == "introduced" and version >= at:
            inside = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            inside = False
    return inside


def _at(text: str) -> Version:
    return Version("0.dev0") if text == "0" else Version(text)


@contextmanager
def served(advisories: Mapping[str, Sequence[Advisory]]) -> Iterator[str]:
    """The address on 127.0.0.1 that answers `POST {package: {name}, version}` as api.osv.dev/v1/query does."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            held = of_version(advisories, asked["package"]["name"], asked["version"])
            answer = json.dumps({"vulns": held} if held else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def main() -> int:
    """Serves the file for the length of a command, whose last words become `--osv-url ADDRESS`."""
    archive, *command = sys.argv[1:]
    try:
        advisories = read(Path(archive))
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"NOT AUDITED: {archive}: {error}; bring OSV's all.zip for PyPI again, as the README says\n")
        return 2
    sys.stdout.write(f"advisories for {len(advisories)} packages, the newest of {newest(advisories)}\n")
    sys.stdout.flush()
    with served(advisories) as address:
        return subprocess.run([*command, "--osv-url", address], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
