"""dbt inside this process.

Belongs here: calling dbt's runner and closing its connection. Not here: what it builds (build.py), and what its
manifest says (project.py). Import this module where it is used: it loads dbt, more than a second.

Why not dbt's command line in a child process: it starts Python and imports dbt again, asks the registry for the newest
version, and its connection outlives our knowledge of it. One process may open the warehouse for writing; here that
process is ours before, during and after dbt.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import extended_mashumuro_decoder
from dbt_common.behavior_flags import BehaviorFlagRendered
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager

from orchestration.transformation.errors import DbtProjectError
from orchestration.transformation.project import PARSED, parsed_in

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

# dbt asks each behaviour flag of the adapter where it comes from by reading the source lines of the whole call stack: a
# second of CPU in a process with many modules, and it loads those that were postponed. The answer is this.
BehaviorFlagRendered._default_source = staticmethod(lambda: "dbt.adapters.duckdb.impl")  # type: ignore[method-assign]

# dbt puts each of its 3,000 messages of a build into the form for its log file, of which none is written: a tenth of
# the build. Those for whoever looks for a fault in dbt end here, but for the two that say how far it has come.
_TOLD = ("NodeStart", "NodeFinished")
_fire = EventManager.fire_event


def _fire_told(manager: EventManager, e: BaseEvent, level: EventLevel | None = None, **more: Any) -> None:
    if (level or e.level_tag()) != EventLevel.DEBUG or type(e).__name__ in _TOLD:
        _fire(manager, e, level=level, **more)


EventManager.fire_event = _fire_told  # type: ignore[method-assign, assignment]

# It also writes each into a message of protobuf before anybody says whether it is told; here that waits for a reader.
_write = BaseEvent.__init__


class _OnceRead:
    """The message of an event, written when it is first asked for; after that it stands in the event itself."""

    def __get__(self, event: BaseEvent | None, owner: type) -> Any:
        if event is None:
            return self
        arguments, named = event.__dict__["_given"]
        _write(event, *arguments, **named)
        return event.__dict__["pb_msg"]


def _keep(event: BaseEvent, *arguments: Any, **named: Any) -> None:
    event.__dict__["_given"] = arguments, named


BaseEvent.__init__ = _keep  # type: ignore[method-assign, assignment]
BaseEvent.pb_msg = _OnceRead()


def parse(workspace: Workspace, project: Path, target: str | None = None) -> None:
    """Writes what dbt makes of the project into the workspace's dbt target folder.

    Raises:
        DbtProjectError: with dbt's message.
    """
    _invoke(workspace, project, ["parse"], None, target=target, write_json=True)


def compiled(workspace: Workspace, project: Path) -> dict[str, str]:
    """The SQL of every model with its macros put in, by dbt's unique id; the warehouse is not opened.

    Raises:
        DbtProjectError: with dbt's message.
    """
    only_models = ["--select", "resource_type:model"]
    outcome = invoke(workspace, project, ["compile", *only_models, "--no-introspect", "--no-populate-cache"])
    return {result.node.unique_id: result.node.compiled_code for result in outcome.results}


def invoke(
    workspace: Workspace,
    project: Path,
    command: list[str],
    *,
    target: str | None = None,
    watch: Callable[[Any], None] | None = None,
    may_fail: bool = False,
) -> Any:
    """Calls dbt's runner over the parsed project and closes the warehouse afterwards, whatever happened.

    Args:
        workspace: whose warehouse and target folder are used.
        project: folder of the dbt project.
        command: what dbt is to do.
        target: of dbt's profile, where it is not the one that the profile begins with.
        watch: told of every event.
        may_fail: whether failed nodes are no error.

    Raises:
        DbtProjectError: with dbt's message.
    """
    parsed = (parsed_in(workspace, project, target) / PARSED).read_bytes()
    manifest = Manifest.from_msgpack(parsed, decoder=extended_mashumuro_decoder)
    return _invoke(workspace, project, command, manifest, target=target, watch=watch, may_fail=may_fail)


def _invoke(
    workspace: Workspace,
    project: Path,
    command: list[str],
    manifest: Manifest | None,
    *,
    target: str | None = None,
    write_json: bool = False,
    watch: Callable[[Any], None] | None = None,
    may_fail: bool = False,
) -> Any:
    workspace.warehouse.parent.mkdir(parents=True, exist_ok=True)
    os.environ["TRIWULAN_WAREHOUSE"] = str(workspace.warehouse)
    # dbt reads these from the environment only before it reads its flags: nothing leaves the machine.
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    arguments = [
        *("--log-level", "none", "--log-level-file", "none", "--quiet", "--no-print", "--no-version-check"),
        "--write-json" if write_json else "--no-write-json",
        *command,
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *(("--target", target) if target else ()),
        *("--target-path", str(workspace.dbt_target), "--log-path", str(workspace.dbt_target / "logs")),
    ]
    messages: list[str] = []

    def listen(event: Any) -> None:
        if event.info.level == "error":
            messages.append(event.info.msg)
        if watch is not None:
            watch(event)

    try:
        outcome = dbtRunner(manifest, callbacks=[listen]).invoke(arguments)
    finally:
        _release_warehouse()
    if outcome.exception is not None and not isinstance(outcome.exception, Exception):
        raise outcome.exception  # Ctrl-C, which dbt hands back as a result
    if outcome.exception is not None or (outcome.result is None) or not (outcome.success or may_fail):
        reason = str(outcome.exception or "\n".join(messages) or "no message")
        raise DbtProjectError(f"dbt {command[0]} in {project}: {reason}")
    return outcome.result


def _release_warehouse() -> None:
    """Closes the connection that dbt-duckdb keeps open between statements.

    The profile keeps it open on purpose: reopening the file for each of a hundred nodes costs more than all queries.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    environment = DuckDBConnectionManager._ENV
    if environment is not None:
        environment.close()
        DuckDBConnectionManager.close_all_connections()
    # dbt adds a handler at each invocation; a second run in this process would hold on to the first one's buffers.
    logging.getLogger("dbt").handlers.clear()
