"""A process that does one piece of work for the desk and tells of it, a JSON object a line on standard output.

Belongs here: which function does it, and its outcome as plain data. Not here: starting the process and reading what it
tells (jobs.py), any of the work: the functions are those that `triwulan run` and `triwulan approve` call.

Started as `python -m orchestration.desk.work.working`; the workspace comes by the variables of the project, what is to
be done as one JSON object on standard input.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from orchestration.declarations import ConfigurationError
from orchestration.language.sentences import Sentence
from orchestration.language.sentences import told as in_language
from orchestration.release import states
from orchestration.release.reading import KONSEP, manifest_sha256
from orchestration.workspace import attachments
from orchestration.workspace.faults import of_the_machine
from orchestration.workspace.locking import WorkspaceBusyError, hold, run_lock
from orchestration.workspace.pictures import PictureError, picture_in
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import SettingsError, Workspace

Tell = Callable[[dict[str, Any]], None]
_OUTPUT = os.dup(1)


def tell(told: dict[str, Any]) -> None:
    """Writes one line, whatever else prints."""
    os.write(_OUTPUT, (json.dumps(told, ensure_ascii=False, default=str) + "\n").encode())


def run(workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
    """Runs a quarter, as `triwulan run`."""
    from orchestration.run.quarter import run_quarter

    outcome = run_quarter(workspace, Quarter.parse(asked["quarter"]), publish=True, on_event=_event)
    if isinstance(outcome, Path):
        return {"outcome": "konsep" if outcome.name == KONSEP else "unchanged", "release": outcome.name}
    if outcome.refused:
        return {"outcome": "refused"}
    if outcome.waits:
        return {"outcome": "konsep"}
    if outcome.release is None:
        why = of_the_machine(outcome.error) or outcome.error.strip()
        return {"outcome": "broken", "message": in_language(why, "id")}
    return {"outcome": "published" if outcome.release.published else "unchanged", "release": outcome.release.path.name}


def approve(workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
    """Approves the konsep that was looked at, as `triwulan approve`."""
    from orchestration.run.deciding import NotPossibleError
    from orchestration.run.deciding import approve as approving
    from orchestration.run.execution import WAIT_SECONDS

    quarter = Quarter.parse(asked["quarter"])
    try:
        with hold(run_lock(workspace), f"approve {quarter}", wait_seconds=WAIT_SECONDS):
            draft = states.konsep(workspace.reports / quarter.code)
            if draft is None or manifest_sha256(draft) != asked["seen"]:
                return {"outcome": "not possible", "message": "Konsepnya bukan lagi yang dilihat ketika disahkan."}
            done = approving(workspace, quarter, by=asked["by"], note=asked["note"], on_event=_event)
    except NotPossibleError as error:
        return {"outcome": "not possible", "message": in_language(error, "id")}
    assert done.release is not None  # noqa: S101 -- what `approve` promises
    return {"outcome": "approved", "release": done.release.path.name}


def recognise(workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
    """Says of files what they would be as deliveries of a quarter, one line each."""
    from orchestration.ingestion.contracts.loading import load_contracts
    from orchestration.ingestion.pipeline.delivery import Refused
    from orchestration.ingestion.pipeline.looking import glance

    quarter = Quarter.parse(asked["quarter"])
    contracts = load_contracts(workspace.contracts)
    for file in asked["files"]:
        if kind := attachments.kind_of(Path(file["path"])):
            tell({"token": file["token"], "rejected": 0, **_beside(Path(file["path"]), kind)})
            continue
        seen = glance(workspace, quarter, file["name"], Path(file["path"]).read_bytes())
        told: dict[str, Any] = {"token": file["token"], "parts": [], "rejected": 0, "problems": []}
        if isinstance(seen, Refused):
            told["problems"] = [
                {"sheet": item.sheet, "rule": item.rule, "message": in_language(item.message, "id")}
                for item in seen.refusals
            ]
        else:
            told["parts"] = [{**vars(part), "name": contracts[part.kind].printed_name} for part in seen.parts]
            told["rejected"] = seen.rejected
        tell(told)
    return {"outcome": "recognised"}


def _beside(path: Path, kind: str) -> dict[str, Any]:
    """What a picture or a document is that has no rows, and why it could not be shown."""
    why: Sentence | PictureError = attachments.too_large(path)
    if kind != "pdf":
        try:
            picture_in(path)
        except PictureError as error:
            why = error
    problems = [{"sheet": "", "rule": "berkas", "message": in_language(why, "id")}] if why else []
    name = "Dokumen pendukung (PDF)" if kind == "pdf" else "Gambar"
    return {"parts": [{"kind": kind, "name": name, "rows": None, "first": "", "last": ""}], "problems": problems}


def give_back(workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
    """Writes the marked copies of deliveries with findings into a folder, as `triwulan return`."""
    from orchestration.returns import returning

    try:
        found = returning.copies(workspace, Quarter.parse(asked["quarter"]))
    except returning.NotLookedAtError as error:
        return {"outcome": "not possible", "message": in_language(error, "id")}
    written = returning.write(found, Path(asked["folder"])) if found.copies else []
    left_out = {name: in_language(why, "id") for name, why in found.left_out.items()}
    return {"outcome": "returned", "files": [path.name for path in written], "left_out": left_out}


def hand_over(workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
    """Writes an export of a release into a folder, as `triwulan export`."""
    from orchestration.exports import writing
    from orchestration.journey import proving

    quarter, release = Quarter.parse(asked["quarter"]), Path(asked["release"])
    try:
        writing.export(workspace, quarter, release, asked["kind"], Path(asked["folder"]), proving.verify)
    except writing.RefusedError as error:
        return {"outcome": "refused", "message": in_language(error, "id")}
    return {"outcome": "exported"}


WORK: dict[str, Callable[[Workspace, dict[str, Any]], dict[str, Any]]] = {
    "run": run,
    "approve": approve,
    "recognise": recognise,
    "give back": give_back,
    "hand over": hand_over,
}


def _event(stop: str, name: str, status: str, seconds: float | None = None) -> None:
    del seconds
    tell({"stop": stop, "name": name, "status": status})


def main() -> None:
    """Does what standard input asks for; its last line is the outcome."""
    os.dup2(2, 1)  # what a library prints is no line of ours
    # dbt starts a process that watches semaphores and takes our options; it would complain of how this one ends.
    sys.warnoptions.append("ignore:resource_tracker:UserWarning")
    asked = json.load(sys.stdin)
    try:
        told = WORK[asked["work"]](Workspace.resolve(), asked)
    except (ConfigurationError, SettingsError) as error:
        told = {"outcome": "configuration", "message": in_language(error, "id")}
    except WorkspaceBusyError as error:
        told = {"outcome": "busy", "message": in_language(error, "id")}
    except Exception as error:
        traceback.print_exc()
        told = {"outcome": "broken", "message": in_language(of_the_machine(repr(error)) or str(error), "id")}
    tell(told)
    # Tearing down the libraries of a run takes a second and changes nothing.
    os._exit(0)


if __name__ == "__main__":
    main()
