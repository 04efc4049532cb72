"""Checking what editors wrote: schema, quotes, figures, dates, coverage, orphan rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from policy_kb.calculation.loading import load_rule
from policy_kb.calculation.model import Source, Subsidy
from policy_kb.errors import DataFileError
from policy_kb.extraction import FactKind, extract_facts
from policy_kb.extraction.numbers import read_quantities
from policy_kb.lexicon import Lexicon, load_lexicon
from policy_kb.model import Document, Node
from policy_kb.parsing import clause_text, find_node, load_document, squeeze
from policy_kb.regions import Divisions, load_divisions

_FIGURES = ("rate", "rate_high", "yuan", "yuan_high", "percent", "cap", "total", "rates")
_HERE = Path(__file__).parent


def check(root: Path = _HERE) -> tuple[DataFileError, ...]:
    """Check the documents and rules below a folder against each other and return everything that must be fixed."""
    divisions = load_divisions(root / "data" / "divisions.csv")
    errors: list[DataFileError] = []
    documents, rules = _load(root, errors)
    for path, document in documents.items():
        errors += _document_errors(path, document, documents.values(), divisions)
    by_slug = {document.slug: document for document in documents.values()}
    for path, rule in rules.items():
        errors += _rule_errors(path, rule, by_slug)
    return tuple(errors)


def uncovered_amounts(root: Path = _HERE) -> tuple[str, ...]:
    """Name the sums of money in documents that no rule quotes; they are answered by quotation only."""
    documents, rules = _load(root, [])
    return tuple(_uncovered(documents.values(), rules.values()))


def _load(root: Path, errors: list[DataFileError]) -> tuple[dict[Path, Document], dict[Path, Subsidy]]:
    lexicon = load_lexicon(root / "lexicon.yml")
    return _load_documents(root / "documents", errors), _load_rules(root / "subsidies", lexicon, errors)


def _load_documents(folder: Path, errors: list[DataFileError]) -> dict[Path, Document]:
    found = {}
    for path in sorted(folder.glob("*.md")):
        try:
            found[path] = load_document(path)
        except DataFileError as error:
            errors.append(error)
    return found


def _load_rules(folder: Path, lexicon: Lexicon, errors: list[DataFileError]) -> dict[Path, Subsidy]:
    found = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            found[path] = load_rule(path, lexicon)
        except DataFileError as error:
            errors.append(_with_line(error))
    return found


def _with_line(error: DataFileError) -> DataFileError:
    """Name the line of the word an error is about, where the loader did not."""
    named = re.search(r"'([^']+)'", error.problem)
    return error if error.line or not named else _error(error.path, named[1], error.problem, error.hint)


def _document_errors(path: Path, document: Document, every: Iterable[Document], divisions: Divisions) -> Iterator[DataFileError]:
    """Yield what is wrong with a document's front matter or tree."""
    meta = document.meta
    if meta.region not in divisions:
        yield _error(path, "region", f"there is no place with the code {meta.region}", "Take the code from policy_kb/data/divisions.csv.")
    if meta.in_force_from and meta.in_force_until and meta.in_force_from > meta.in_force_until:
        yield _error(path, "in_force_until", "the period ends before it begins", "Compare both days with the document.")
    if not meta.is_draft and meta.issued_on is None:
        yield _error(path, "issued_on", "an issued document needs its day of issue", "Write issued_on: 2018-02-28.")
    slugs = {other.slug for other in every}
    if meta.supersedes and meta.supersedes not in slugs:
        yield _error(path, "supersedes", f"there is no document {meta.supersedes}", f"Name one of: {', '.join(sorted(slugs))}.")
    if meta.number and any(other.meta.number == meta.number and other.slug != meta.slug for other in every):
        yield _error(path, "number", f"two documents have the number {meta.number}", "Withdraw one of them.")
    if (gap := uncovered_at(document.root)) is not None:
        line = document.source[:gap].count("\n") + path.read_text(encoding="utf-8")[: -len(document.source)].count("\n") + 1
        yield DataFileError(path, "a character lies in no clause or in two", "Report the document; the reading of clauses is wrong.", line)


def uncovered_at(node: Node) -> int | None:
    """Return the first offset that lies outside a node's parent or in two nodes; None when a tree is sound."""
    at = node.start
    for child in node.children:
        if not at <= child.start <= child.end <= node.end:
            return child.start
        deeper = uncovered_at(child)
        if deeper is not None:
            return deeper
        at = child.end
    return None


def _rule_errors(path: Path, rule: Subsidy, documents: dict[str, Document]) -> Iterator[DataFileError]:
    """Yield the quotes, figures and days of a rule that its document does not bear out."""
    document = documents.get(rule.document)
    if document is None:
        yield _error(path, "document", f"there is no document {rule.document}", f"Name one of: {', '.join(sorted(documents))}.")
        return
    begins = document.meta.in_force_from or document.meta.issued_on
    for version in rule.versions:
        if begins and version.since < begins:
            yield _error(path, str(version.since), "the rule begins before its document", f"Begin it on {begins}.")
        for source in _sources(version):
            yield from _quote_errors(path, document, source)
    yield from _figure_errors(path)


def _sources(version: Any) -> Iterator[Source]:
    for item in version.items:
        yield item.source
        yield from (condition.source for condition in item.conditions)
    yield from (cap.source for cap in version.caps)
    if version.how_to_apply:
        yield version.how_to_apply


def _quote_errors(path: Path, document: Document, source: Source) -> Iterator[DataFileError]:
    if find_node(document, source.clause) is None:
        yield _error(path, source.clause, f"{document.slug} has no clause {source.clause}", "Copy the clause from `fuwen kb show`.")
    elif squeeze(source.quote) not in squeeze(clause_text(document, source.clause)):
        problem = f"the quote “{source.quote}” does not stand in {source.clause}"
        yield _error(path, source.quote, problem, "Copy the words from the document, without changing any.")


def _figure_errors(path: Path) -> Iterator[DataFileError]:
    """Find figures of items and caps that their own quote does not show."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    for version in data["versions"].values():
        if not isinstance(version, dict):
            continue
        for entry in (*version["items"].values(), *version.get("caps", ())):
            shown = {value for quantity in read_quantities(squeeze(entry["quote"])) for value in quantity.values}
            shown |= {Decimal(figure) for figure in re.findall(r"\d+(?:\.\d+)?", entry["quote"])}
            for figure in _figures(entry):
                if Decimal(figure) not in shown:
                    problem = f"the figure {figure} does not stand in its quote"
                    yield _error(path, figure, problem, "Correct the figure or lengthen the quote.")


def _figures(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures of an item or a cap as they are written."""
    for key in _FIGURES:
        values = entry.get(key, ())
        yield from map(str, values if isinstance(values, list | tuple) else (values,))


def _uncovered(documents: Iterable[Document], rules: Iterable[Subsidy]) -> Iterator[str]:
    """Name the amounts of documents that no rule quotes; they are answered by quotation only."""
    quoted: dict[str, str] = {}
    for rule in rules:
        words = "".join(squeeze(source.quote) for version in rule.versions for source in _sources(version))
        quoted[rule.document] = quoted.get(rule.document, "") + words
    for document in documents:
        for fact in extract_facts(document):
            is_sum = fact.kind in (FactKind.AMOUNT, FactKind.CAP, FactKind.LOAN) and fact.unit == "元"
            words = quoted.get(document.slug, "")
            if is_sum and squeeze(fact.quote) not in words and not _shares(fact.quote, words):
                yield f"{document.slug} {fact.clause}: {fact.quote}"


def _shares(quote: str, quoted: str) -> bool:
    """Tell whether a quoted passage holds the figure's own phrase, though cut differently."""
    figures = re.findall(r".{0,2}\d[\d.]*[万亿]?元", squeeze(quote))
    return bool(figures) and all(figure in quoted for figure in figures)


def _error(path: Path, near: str, problem: str, hint: str) -> DataFileError:
    """Make an error, naming the first line that holds some words."""
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if near in text), 1)
    return DataFileError(path, problem, hint, line)
