"""Which kind of delivery a file is, told by its content alone.

Belongs here: comparing sheets with contracts and refusing, in words a steward can act on, what fits none or two. Not
here: reading the rows (sheets).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.ingestion.contracts.rules import Twice
from orchestration.ingestion.contracts.shape import NAMED, Contract
from orchestration.ingestion.reading.documents import DelimitedText, Sheet, Workbook
from orchestration.ingestion.reading.headers import HEADER_SEARCH, HeaderMatch, header_rows, match_header
from orchestration.ingestion.reading.layouts import Recognised, is_blank
from orchestration.language.sentences import Sentence, joined, say
from orchestration.texts.table_sheets import sheet_key, sheet_named

if TYPE_CHECKING:
    from orchestration.workspace.profile import Profile

_RESEMBLES = 0.5
"""A sheet beside recognised ones with this share of a contract's headers is taken for a damaged one of its kind."""

RETURNED = "Temuan pada "
"""Begin of the first cell of the list of findings that a workbook brings with it when it was sent back (returns/)."""


class Unrecognised(NamedTuple):
    """Why a sheet, or the whole of a file, is of no kind: the column headers that are missing, and a sentence."""

    sheet: str
    missing: str
    message: Sentence


@dataclass(frozen=True)
class Recognition:
    """What was made of a file.

    Attributes:
        sheets: the sheets of a known kind; empty when the file is refused.
        refusals: why sheets are of no kind; any refuses the file.
        unread: sheets that resemble nothing, beside recognised ones.
    """

    sheets: tuple[Recognised, ...]
    refusals: tuple[Unrecognised, ...]
    unread: tuple[Sheet, ...] = ()


def bind(contract: Contract, profile: Profile) -> Contract:
    """Puts into the contract of the survey what the profile says: question texts, minutes between two answers.

    A form lacks the questions on elements (u1 to u20) that the profile does not name, and may lack that for a
    recommendation where no indicator asks for one.
    """
    labels = {element.kode: tuple(label.casefold() for label in element.label) for element in profile.unsur}
    if contract.options.questions != "unsur":
        return contract
    recommends = any(indicator.rumus == "nps" for indicator in profile.indikator)
    columns = tuple(
        replace(
            column, contains=labels[column.name], label=say("question on {element}", element=labels[column.name][0])
        )
        if column.name in labels
        else replace(column, required=False, may_lack=True)
        if column.type == "score" or (column.name == "rekomendasi" and not recommends)
        else column
        for column in contract.columns
    )
    minutes = profile.jeda_ganda_menit
    rules = tuple(
        rule.model_copy(update={"minutes": minutes}) if isinstance(rule, Twice) else rule for rule in contract.coherence
    )
    return replace(contract, columns=columns, coherence=rules)


def recognise(document: Workbook | DelimitedText, contracts: Mapping[str, Contract]) -> Recognition:
    """Finds the kind of every sheet.

    Raises:
        DocumentError: a delimited text of a known kind cannot be split into records.
    """
    if isinstance(document, DelimitedText):
        return _recognise_text(document, contracts)
    return _recognise_workbook(document, contracts)


def _recognise_workbook(book: Workbook, contracts: Mapping[str, Contract]) -> Recognition:
    known: list[Recognised] = []
    refusals: list[Unrecognised] = []
    unknown: list[tuple[Sheet, HeaderMatch | None, Contract | None]] = []
    for sheet in book.sheets:
        if (all(is_blank(row) for row in sheet.rows) and not sheet.faults) or _is_returned(sheet):
            continue
        found, nearest = _compare(sheet.name, sheet.rows, sheet.form, contracts)
        if len(found) == 1:
            known.append(Recognised(found[0][0], sheet, found[0][1]))
        elif found:
            names = joined(say(" and of "), (f"'{contract.name}'" for contract, _ in found))
            refusals.append(
                Unrecognised(
                    sheet.name,
                    "",
                    say("the sheet is at once of kind {names}; put each kind into its own sheet", names=names),
                )
            )
        else:
            unknown.append((sheet, nearest[1] if nearest else None, nearest[0] if nearest else None))
    tables = _named_tables(known, [sheet for sheet, _, _ in unknown], contracts)
    known += tables
    unknown = [item for item in unknown if all(item[0] is not table.sheet for table in tables)]
    for sheet, match, contract in unknown:
        resembles = match is not None and match.score >= _RESEMBLES
        if contract is not None and (not known or resembles or _named(contract, sheet.name)):
            refusals.append(
                Unrecognised(
                    sheet.name, _missing(match), _nearest_sentence(say("the sheet"), contract, match, sheet.name)
                )
            )
        elif not known:
            refusals.append(
                Unrecognised(
                    sheet.name,
                    "",
                    say(
                        "the sheet is of no known kind and resembles none; known kinds: {kinds}",
                        kinds=_kinds(contracts),
                    ),
                )
            )
    if not known and not refusals:
        refusals.append(Unrecognised("", "", say("the workbook has no filled sheet")))
    bundles = {(item.contract.bundle or item.contract.kind) for item in known}
    if len(bundles) > 1:
        named = sorted({(item.contract.name, item.sheet.name) for item in known})
        names = joined(", ", (say("'{name}' (sheet '{sheet}')", name=name, sheet=sheet) for name, sheet in named))
        refusals.append(
            Unrecognised(
                "",
                "",
                say("the workbook holds more than one kind: {names}; deliver each as a file of its own", names=names),
            )
        )
    if refusals:
        return Recognition((), tuple(refusals))
    return Recognition(tuple(known), (), tuple(sheet for sheet, _, _ in unknown))


def _named_tables(known: list[Recognised], unknown: list[Sheet], contracts: Mapping[str, Contract]) -> list[Recognised]:
    """The sheets of no other kind that a sheet of their bundle names, each name once."""
    found: dict[tuple[str, str], Recognised] = {}
    for contract in contracts.values():
        if contract.layout != NAMED:
            continue
        texts = {
            cell
            for item in known
            if item.contract.bundle == contract.bundle
            for row in item.sheet.rows
            for cell in row
            if isinstance(cell, str)
        }
        wanted = {sheet_key(named[0]) for text in texts if (named := sheet_named(text)) is not None}
        for sheet in unknown:
            if (key := sheet_key(sheet.name)) in wanted:
                found.setdefault((contract.kind, key), Recognised(contract, sheet, None))
    return list(found.values())


def _is_returned(sheet: Sheet) -> bool:
    """Whether a sheet is that list: ours, and no delivery."""
    first = sheet.rows[0][0] if sheet.rows and sheet.rows[0] else None
    return isinstance(first, str) and first.startswith(RETURNED)


def _recognise_text(document: DelimitedText, contracts: Mapping[str, Contract]) -> Recognition:
    fitting: dict[str, tuple[Contract, str, HeaderMatch | None]] = {}
    nearest: tuple[Contract, HeaderMatch | None] | None = None
    for delimiter in document.delimiters or (";",):
        candidates = {kind: c for kind, c in contracts.items() if delimiter in c.delimiters}
        found, close = _compare("", document.head(delimiter, HEADER_SEARCH), "csv", candidates)
        for contract, match in found:
            fitting.setdefault(contract.kind, (contract, delimiter, match))
        if close is not None and (nearest is None or _score(close[1]) > _score(nearest[1])):
            nearest = close
    if not fitting:
        if nearest is None:
            return Recognition(
                (),
                (
                    Unrecognised(
                        "",
                        "",
                        say(
                            "the text is of no known kind and resembles none; known kinds: {kinds}",
                            kinds=_kinds(contracts),
                        ),
                    ),
                ),
            )
        return Recognition(
            (), (Unrecognised("", _missing(nearest[1]), _nearest_sentence(say("the text"), *nearest, "")),)
        )
    if len(fitting) > 1:
        names = joined(say(" and of "), (f"'{contract.name}'" for contract, _, _ in fitting.values()))
        return Recognition(
            (),
            (
                Unrecognised(
                    "", "", say("the text is at once of kind {names}; deliver each as a file of its own", names=names)
                ),
            ),
        )
    contract, delimiter, match = next(iter(fitting.values()))
    if document.encoding not in contract.encodings:
        allowed = joined(say(" or "), contract.encodings)
        said = say(
            "'{name}' is read as {allowed}; the text is {encoding}: save it again",
            name=contract.name,
            allowed=allowed,
            encoding=document.encoding,
        )
        return Recognition((), (Unrecognised("", "", said),))
    return Recognition((Recognised(contract, document.sheet(delimiter), match),), ())


def _compare(
    name: str, rows: Sequence[list[Any]], form: str, contracts: Mapping[str, Contract]
) -> tuple[list[tuple[Contract, HeaderMatch | None]], tuple[Contract, HeaderMatch | None] | None]:
    """The contracts that a sheet fits, and the nearest one it does not fit."""
    found: list[tuple[Contract, HeaderMatch | None]] = []
    nearest: tuple[Contract, HeaderMatch | None] | None = None
    best = 0.0
    prepared = header_rows(rows)
    for contract in contracts.values():
        named = _named(contract, name)
        if contract.layout == NAMED:
            continue
        if contract.layout != "table":
            if form in contract.formats and (named or _titled(contract, rows)):
                found.append((contract, None))
            continue
        match = match_header(contract, prepared)
        if match is None and not named:
            continue
        if match is not None and match.fits and form in contract.formats and (named or not contract.sheet_needed):
            found.append((contract, match))
            continue
        closeness = _score(match) + (0.5 if named else 0.0)
        if closeness > best:
            best, nearest = closeness, (contract, match)
    return found, nearest


def _score(match: HeaderMatch | None) -> float:
    return match.score if match is not None else 0.0


def _named(contract: Contract, name: str) -> bool:
    return contract.sheet is not None and bool(name) and bool(contract.sheet.search(name.strip()))


def _titled(contract: Contract, rows: Sequence[list[Any]]) -> bool:
    if contract.title is None:
        return False
    return any(isinstance(cell, str) and contract.title.search(cell) for row in rows[:HEADER_SEARCH] for cell in row)


def _missing(match: HeaderMatch | None) -> str:
    return ", ".join(column.label for column in match.missing) if match is not None else ""


def _nearest_sentence(subject: Sentence, contract: Contract, match: HeaderMatch | None, sheet: str) -> Sentence:
    text = say(
        "{subject} is of no known kind; the nearest is '{name}' (contract {contract})",
        subject=subject,
        name=contract.name,
        contract=contract.path.name,
    )
    if match is None:
        return say(
            "{text}, but no header row of it was found in the first {rows} rows",
            text=text,
            rows=HEADER_SEARCH,
        )
    reasons = []
    if match.missing:
        reasons.append(
            say("missing columns: {columns}", columns=joined(", ", [column.label for column in match.missing]))
        )
    if match.doubled:
        reasons.append(say("columns that stand twice: {columns}", columns=joined("; ", match.doubled)))
    if not reasons and contract.sheet_needed:
        reasons.append(
            say(
                "its sheet has to be named like '{name}', not '{sheet}'",
                name=contract.options.sheet_name or contract.name,
                sheet=sheet,
            )
        )
    if not reasons:
        reasons.append(say("it is delivered as {formats}", formats=joined(say(" or "), contract.formats)))
    return joined("; ", [text, *reasons])


def _kinds(contracts: Mapping[str, Contract]) -> str:
    return ", ".join(contract.name for contract in contracts.values())
