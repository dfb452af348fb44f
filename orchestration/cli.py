"""The command `triwulan`: its commands, and how the process ends when one fails.

Belongs here: the way in. Not here: any command (commands/).

Exit codes: 0 done or unchanged; 1 refused, findings listed; 2 usage or configuration; 3 internal error;
4 no such figure or warning; 5 a release does not verify; 6 a konsep waits for answers or approval.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from types import FunctionType

import click

from orchestration.commands import (
    beginning,
    consolidating,
    deciding,
    following,
    handing_over,
    keeping,
    looking,
    proving,
    returning,
    running,
    serving,
    signing,
    upgrading,
    watching,
)
from orchestration.commands.options import EXIT_INTERNAL, EXIT_REFUSED, EXIT_USAGE, fail, leave, speaking
from orchestration.language.sentences import said, say
from orchestration.run import terminal
from orchestration.workspace.settings import SettingsError

_STACK_SLOTS = 600_000


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="triwulan")
def cli() -> None:
    """The quarterly PP 39 report from an agency's own exports, every figure traceable to its cell.

    Begin with `triwulan demo --out DIR`, then `triwulan run 2025-TW2 --sources DIR`. A quarter is written 2025-TW2; a
    konsep is a draft that waits for answers or approval. `triwulan COMMAND --help` says more of each command.
    """


for command in (
    *(running.run, running.check),
    looking.status,
    returning.return_files,
    *(deciding.answer, deciding.approve, deciding.withdraw),
    *(following.figures, following.trace, following.working_paper, following.impact, following.diff),
    *(proving.verify, proving.bundle),
    *(handing_over.export, handing_over.compare_docx),
    *(signing.key, signing.sign),
    *(keeping.backup, keeping.restore, keeping.prune),
    upgrading.upgrade,
    consolidating.build_units,
    consolidating.consolidate,
    *(watching.doctor, watching.notify),
    *(beginning.demo, beginning.init, beginning.new_year, beginning.explain),
    serving.ui,
):
    cli.add_command(speaking(command))


def main() -> None:
    """Entry point of `triwulan`."""
    # CPython takes the frames' stack in pieces of 16 KiB and gives each back when a call has returned across its end; a
    # run did so 60,000 times. A frame that asks for more than it needs brings one piece for everything it calls.
    roomy = FunctionType(_command.__code__.replace(co_stacksize=_STACK_SLOTS), globals())
    roomy()


def _command() -> None:
    as_json = "--json" in sys.argv
    # A command is short and imports a million objects: going over them for cycles costs more than it frees.
    gc.disable()
    # Numpy's library makes a thread a core, and these turn in a circle until they are needed: nothing here needs one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # dbt starts a process that watches semaphores and takes our options; it would complain of how `leave` ends.
    sys.warnoptions.append("ignore:resource_tracker:UserWarning")
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        if as_json:
            terminal.print_json({"outcome": "error", "message": error.format_message()})
        else:
            error.show()
        sys.exit(EXIT_USAGE)
    except click.exceptions.Abort:
        terminal.echo(say("stopped"), err=True)
        sys.exit(EXIT_INTERNAL)
    except SettingsError as error:
        fail(said(error), EXIT_USAGE, as_json)
    except Exception as error:
        from orchestration.declarations import ConfigurationError
        from orchestration.workspace.faults import of_the_machine
        from orchestration.workspace.locking import WorkspaceBusyError

        if isinstance(error, ConfigurationError):
            fail(said(error), EXIT_USAGE, as_json)
        if isinstance(error, WorkspaceBusyError):
            fail(said(error), EXIT_REFUSED, as_json)
        if fault := of_the_machine(repr(error)):
            fail(fault, EXIT_INTERNAL, as_json)
        terminal.echo(say("internal error: {error}", error=error), err=True)
        traceback.print_exc()
        leave(EXIT_INTERNAL)


if __name__ == "__main__":
    main()
