"""What is told of a run, for people and as JSON: the release, the refusal, findings and checks.

Belongs here: which words and numbers an outcome comes with. Not here: how they come to stand on a terminal
(terminal.py), the words of a finding (checks/), exit codes (cli.py).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.checks.catalogue import catalogue, named
from orchestration.checks.evidence import grouped
from orchestration.language.choice import spoken
from orchestration.language.sentences import Sentence, as_declared, both, joined, say, told, verbatim
from orchestration.release import held_back
from orchestration.release.reading import read_findings, read_indicators
from orchestration.release.states import Waits, waits_of
from orchestration.run import terminal
from orchestration.workspace.delimited import read_rows

if TYPE_CHECKING:
    from rich.console import Console

    from orchestration.checks.evidence import CheckResult, Finding, FindingSeverity
    from orchestration.run.execution import RunOutcome
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

SHOWN_FINDINGS = 40


def tell_outcome(workspace: Workspace, quarter: Quarter, outcome: RunOutcome, as_json: bool, *, publish: bool) -> None:
    """The end of a run that is not broken: what holds the quarter back, or that nothing does, or the release.

    Args:
        workspace: whose releases.
        quarter: which quarter.
        outcome: refused or well.
        as_json: for programs.
        publish: whether it was asked to publish; a check tells of the families of contradictions too.
    """
    if outcome.refused:
        _tell_refusal(workspace, quarter, outcome, as_json, publish=publish)
    elif outcome.konsep is not None:
        tell_konsep(quarter, outcome.konsep, verbatim("konsep"), as_json)
    elif outcome.release is None:
        _tell_check(quarter, outcome, as_json, publish=publish)
    else:
        word = say("published")
        if not outcome.release.published:
            word = say("unchanged: the content of the report is the same")
        tell_release(quarter, outcome.release.path, word, as_json)


def _tell_refusal(workspace: Workspace, quarter: Quarter, outcome: RunOutcome, as_json: bool, *, publish: bool) -> None:
    findings = grouped(outcome.findings)
    failed = [result for result in outcome.checks if not result.passed]
    causes = sum(finding.severity == "blocking" for finding in findings)
    kept = held_back.place(workspace, quarter) if publish else None
    if as_json:
        terminal.print_json(
            {
                "quarter": quarter.code,
                "outcome": "refused",
                "causes": causes,
                "rows": str(kept) if kept else None,
                "findings": [as_record(finding) for finding in findings],
                "failed_checks": [result.record() for result in failed],
                **_contradictions(outcome, publish=publish),
            }
        )
    else:
        console = terminal.console()
        print_findings(console, findings, full=True)
        for result in failed:
            word, colour = (say("failed"), "red") if result.blocks else (say("warned"), "yellow")
            console.print(f"[{colour}]{terminal.shown(word)}[/] ", end="")
            terminal.print_text(console, _check(result))
        _print_contradictions(console, outcome, publish=publish)
        console.print()
        terminal.print_text(
            console, say("{quarter} is refused; the last release, if any, stays as it is.", quarter=quarter)
        )
        if publish and any(finding.severity == "warning" for finding in findings):
            terminal.echo(
                say("its warnings can be answered meanwhile; their keys: triwulan status {quarter}", quarter=quarter)
            )
        held = say("1 cause holds it back") if causes == 1 else say("{count} causes hold it back", count=causes)
        if kept:
            held = joined("; ", [held, say("every row concerned is in {file}", file=kept)])
        terminal.echo(held)


def _tell_check(quarter: Quarter, outcome: RunOutcome, as_json: bool, *, publish: bool) -> None:
    findings = grouped(outcome.findings)
    if as_json:
        terminal.print_json(
            {
                "quarter": quarter.code,
                "outcome": "would wait" if outcome.waits else "would publish",
                "checks": len(outcome.checks),
                **({"waits": dataclasses.asdict(outcome.waits)} if outcome.waits else {}),
                "findings": [as_record(finding) for finding in findings],
                **_contradictions(outcome, publish=publish),
            }
        )
    else:
        console = terminal.console()
        print_findings(console, findings, full=True)
        _print_contradictions(console, outcome, publish=publish)
        if outcome.found_by:
            terminal.print_text(
                console, say("unchanged: found when the same inputs made {release}", release=outcome.found_by)
            )
        terminal.print_text(
            console,
            say(
                "{quarter}: {count} checks ran, nothing holds the report back.",
                quarter=quarter,
                count=len(outcome.checks),
            ),
        )
        if outcome.waits:
            _print_waits(quarter, outcome.waits)


def tell_release(quarter: Quarter, release: Path, word: Sentence, as_json: bool) -> None:
    """The end of a good run: indicators, findings, paths."""
    indicators, findings = read_indicators(release), grouped(read_findings(release))
    if as_json:
        terminal.print_json(
            {
                "quarter": quarter.code,
                "outcome": word.split(":")[0],
                "release": str(release),
                "indicators": indicators,
                "findings": [as_record(finding) for finding in findings],
            }
        )
        return
    console = terminal.console()
    _print_indicators(console, quarter, release, indicators)
    print_findings(console, findings)
    terminal.print_text(console, joined(" ", [str(quarter), word]))
    _print_files(console, release)


def tell_konsep(quarter: Quarter, draft: Path, word: Sentence, as_json: bool) -> None:
    """The end of a run whose report waits: as of a release, and what it waits for."""
    indicators, findings, waits = read_indicators(draft), grouped(read_findings(draft)), waits_of(draft)
    if as_json:
        terminal.print_json(
            {
                "quarter": quarter.code,
                "outcome": "konsep",
                "konsep": str(draft),
                "waits": dataclasses.asdict(waits),
                "indicators": indicators,
                "findings": [as_record(finding) for finding in findings],
            }
        )
        return
    console = terminal.console()
    _print_indicators(console, quarter, draft, indicators)
    print_findings(console, findings)
    terminal.print_text(console, joined(" ", [str(quarter), word]))
    _print_files(console, draft)
    _print_waits(quarter, waits)


def _print_indicators(console: Console, quarter: Quarter, release: Path, indicators: list[dict[str, str]]) -> None:
    table = terminal.table(
        say("code"),
        say("indicator"),
        say("unit"),
        "target",
        "realisasi",
        "capaian %",
        title=f"{quarter} {release.name}",
    )
    for column in table.columns[3:]:
        column.justify = "right"
    for row in indicators:
        table.add_row(*map(terminal.shown, row.values()))
    console.print(table)


def _print_files(console: Console, release: Path) -> None:
    for name in sorted(path.name for path in release.iterdir()):
        console.print(f"  {release / name}", highlight=False, soft_wrap=True)


def _print_waits(quarter: Quarter, waits: Waits) -> None:
    """What a konsep waits for, and how to give it; the last line says it in a few words."""
    for warning in waits.warnings:
        terminal.echo(say("open {key}: {warning}", key=warning.key, warning=warning.text))
    if waits.warnings:
        terminal.echo(
            say("answer each: triwulan answer {quarter} KEY --by NAME --reason TEXT, then run again", quarter=quarter)
        )
    elif waits.approval:
        terminal.echo(say("approve it: triwulan approve {quarter} --by NAME", quarter=quarter))
    terminal.echo(say("{quarter} is a konsep and waits for {what}", quarter=quarter, what=waits.told()))


def as_record(finding: Finding) -> dict[str, Any]:
    """A finding for programs."""
    return {name: value for name, value in dataclasses.asdict(finding).items() if name != "basis"}


def tell_figures(quarter: Quarter, release: Path, form: str) -> None:
    """Every figure of a release.

    Args:
        quarter: which quarter.
        release: its folder.
        form: `table`, `csv` or `json`.
    """
    rows = read_rows(release / "figures.csv")
    if form == "json":
        terminal.print_json({"quarter": quarter.code, "release": release.name, "figures": rows})
    elif form == "csv":
        click.echo((release / "figures.csv").read_text(encoding="utf-8"), nl=False)
    else:
        console = terminal.console()
        table = terminal.table(
            say("figure"), say("label"), say("value"), say("unit"), say("period"), title=f"{quarter} {release.name}"
        )
        table.columns[2].justify = "right"
        for row in rows:
            cells = (row["figure_id"], row["label"], row["printed"], row["unit"], row["period_basis"])
            table.add_row(*map(terminal.shown, cells))
        console.print(table)


def print_findings(console: Console, findings: list[Finding], *, full: bool = False) -> None:
    """Findings, a line each cause, the gravest first; the rest is counted and lies in findings.csv."""
    order: dict[FindingSeverity, int] = {"blocking": 0, "warning": 1, "info": 2}
    colour = {"blocking": "red", "warning": "yellow", "info": "cyan"}
    ranked = sorted(findings, key=lambda finding: order[finding.severity])
    shown = ranked if full else [finding for finding in ranked if finding.severity != "info"][:SHOWN_FINDINGS]
    for finding in shown:
        console.print(f"[{colour[finding.severity]}]{terminal.shown(_SEVERITIES[finding.severity])}[/] ", end="")
        terminal.print_text(console, finding.line())
    counts = [
        joined(" ", [str(sum(finding.severity == severity for finding in findings)), _SEVERITIES[severity]])
        for severity in order
    ]
    terminal.print_text(console, say("findings: {counts}", counts=joined(", ", counts)))


_SEVERITIES: Mapping[FindingSeverity, Sentence] = {
    "blocking": say("blocking"),
    "warning": say("warning"),
    "info": say("info"),
}


def _check(result: CheckResult) -> Sentence:
    """A check that did not hold: where, which, and what it demands."""
    entry = catalogue().get(result.name)
    demands = entry.demands if entry and entry.demands == result.description else verbatim(result.description)
    what = both(f"{result.target} {result.name}", str(told(named(result.name), "id")))
    return joined(": ", [what, demands])


def _contradictions(outcome: RunOutcome, *, publish: bool) -> dict[str, Any]:
    """For `check --json`: each family of contradictions with its checks, and what no check can see."""
    if publish:
        return {}
    from orchestration.publication.judging.contradictions import catalogue, families

    found = families(outcome.checks, outcome.findings)
    return {
        "contradictions": [{**dataclasses.asdict(family), "result": family.result} for family in found],
        "prose_only": catalogue().naskah,
    }


def _print_contradictions(console: Console, outcome: RunOutcome, *, publish: bool) -> None:
    """For `check`: a line for each family of contradictions; why, and its checks, where not all of them held."""
    if publish:
        return
    from orchestration.publication.judging.contradictions import families

    colour = {"failed": "red", "not run": "red", "warned": "yellow", "passed": "green"}
    terminal.print_text(console, say("contradictions that reports may have, looked for in this one:"))
    for family in families(outcome.checks, outcome.findings):
        word = told(_RESULTS[family.result], spoken())
        console.print(f"  [{colour[family.result]}]{word:7}[/] ", highlight=False, end="")
        about = [as_declared(family.name), as_declared(family.looks_at)]
        terminal.print_text(console, joined(": ", about))
        if family.result != "passed":
            terminal.print_text(console, say("          because {reason}", reason=as_declared(family.reason)))
        for name, result in family.checks.items():
            if result != "passed":
                failed = joined(": ", [_RESULTS[result], named(name)])
                terminal.print_text(console, joined("", ["          ", failed]))


_RESULTS: Mapping[str, Sentence] = {
    "failed": say("failed"),
    "not run": say("not run"),
    "warned": say("warned"),
    "passed": say("passed"),
}
