"""Do a rule's figures stand in its quotes, and the quotes in their clauses?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from policy_kb.calculation.figures import numbers_in
from policy_kb.calculation.model import Source, Subsidy, Version

_BLANK = re.compile(r"\s+")


def problems_of(rule: Subsidy, clause_text: Callable[[str, str], str]) -> list[str]:
    """Name everything in a rule that its document does not bear out; `clause_text` gives a clause of a document."""
    return [problem for version in rule.versions for problem in _problems(rule, version, clause_text)]


def _problems(rule: Subsidy, version: Version, clause_text: Callable[[str, str], str]) -> Iterator[str]:
    for source in _sources(version):
        text = clause_text(rule.document, source.clause)
        if not text:
            yield f"{rule.id}: {rule.document} has no clause {source.clause}"
        elif _close(source.quote) not in _close(text):
            yield f"{rule.id}: not in {source.clause}: {source.quote}"
    for item in version.items:
        numbers = numbers_in(item.source.quote)
        yield from (f"{rule.id}.{item.id}: {figure} is not in its quote" for figure in item.formula.figures() if figure not in numbers)
    for cap in version.caps:
        if cap.yuan not in numbers_in(cap.source.quote):
            yield f"{rule.id}: the cap {cap.yuan} is not in its quote"
    for condition in (c for item in version.items for c in item.conditions):
        limits = [n for n in (condition.at_least, *condition.one_of) if n is not None]
        numbers = numbers_in(condition.source.quote) | {n * 12 for n in numbers_in(condition.source.quote)}  # 1年 is 12 months
        yield from (f"{rule.id}: {limit} is not in the quote of a condition" for limit in limits if limit not in numbers)


def _sources(version: Version) -> Iterator[Source]:
    for item in version.items:
        yield item.source
        yield from (condition.source for condition in item.conditions)
    yield from (cap.source for cap in version.caps)
    if version.how_to_apply:
        yield version.how_to_apply


def _close(text: str) -> str:
    return _BLANK.sub("", text)
