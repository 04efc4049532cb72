"""其中三个只干了四个月: some of those counted do not reach a condition that the others reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from policy_kb.calculation.formulas import PerUnit
from policy_kb.calculation.model import Condition
from policy_kb.lexicon import Lexicon
from policy_kb.matching.matching import Matching
from policy_kb.model import Mention, Question
from policy_kb.wording import quantity, say

_UNNAMED = "个"
_COUNTED = frozenset({_UNNAMED, "人"})


@dataclass(frozen=True)
class Part:
    """So many of those counted, and the quantity told of them alone."""

    count: Decimal
    told: Mention


def apart(question: Question) -> tuple[Question, tuple[Part, ...]]:
    """Return a question without what it tells of a part of those counted, and those parts."""
    parts: list[Part] = []
    rest: list[Mention] = []
    mentions = list(question.mentions)
    while mentions:
        first = mentions.pop(0)
        count = first.value if _counts_some(first) else None
        if count is not None and mentions and _is_told_of(mentions[0]):
            parts.append(Part(count, mentions.pop(0)))
        else:
            rest.append(first)
    return (replace(question, mentions=tuple(rest)), tuple(parts)) if parts else (question, ())


def _counts_some(mention: Mention) -> bool:
    return not mention.fact and mention.unit in _COUNTED and mention.value is not None and mention.end > mention.start


def _is_told_of(mention: Mention) -> bool:
    return mention.value is not None and mention.unit in ("月", "年") and not (mention.ordinal or mention.leading or mention.trailing)


def less_the_parts(matching: Matching, parts: Sequence[Part], lexicon: Lexicon) -> tuple[Matching, tuple[str, ...]]:
    """Take those who miss a condition out of the number that is paid for, and say so."""
    for match in matching.matches:
        formula = match.item.formula
        conditions = [c for c in match.item.conditions if c.at_least is not None]
        if isinstance(formula, PerUnit) and conditions and any(m.fact == formula.of and m.value is not None for m in matching.mentions):
            return _without(matching, formula.of, conditions[0], parts, lexicon)
    return matching, ()


def _without(
    matching: Matching, counted: str, condition: Condition, parts: Sequence[Part], lexicon: Lexicon
) -> tuple[Matching, tuple[str, ...]]:
    needed, fact = condition.at_least or Decimal(0), lexicon.fact(condition.fact)
    missing = [(part, value) for part in parts if (value := _in_months(part.told)) < needed]
    reaching = [value for part in parts if (value := _in_months(part.told)) >= needed]
    out = sum((part.count for part, _ in missing), Decimal(0))
    mentions = tuple(_fewer(m, out) if m.fact == counted else m for m in matching.mentions)
    if reaching and not any(m.fact == condition.fact for m in mentions):
        mentions = (*mentions, Mention(condition.fact, min(reaching), fact.unit, ""))
    unit = lexicon.fact(counted).unit
    lines = tuple(
        say(
            "answers",
            "part_missing",
            count=quantity(part.count, unit),
            fact=fact.label,
            value=quantity(value, fact.unit),
            needed=quantity(needed, fact.unit),
        )
        for part, value in missing
    )
    return replace(matching, mentions=mentions), lines


def _in_months(told: Mention) -> Decimal:
    value = told.value or Decimal(0)
    return value * 12 if told.unit == "年" else value


def _fewer(mention: Mention, out: Decimal) -> Mention:
    return replace(mention, value=max((mention.value or Decimal(0)) - out, Decimal(0)), low=None, high=None)
