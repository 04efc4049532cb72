"""Parts that do not count: of twelve workers three with four months leave nine; what was taken off a sum is not taken off twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from policy_kb.calculation.formulas import PercentOf, PerUnit
from policy_kb.calculation.model import Condition
from policy_kb.lexicon import Lexicon
from policy_kb.matching.asked import asks, latest
from policy_kb.matching.scoring import Match
from policy_kb.matching.together import is_left
from policy_kb.model import FactValue, Mention, Question
from policy_kb.wording import quantity, say


@dataclass(frozen=True)
class ShortPart:
    """How many of a fact miss a condition."""

    fact: str
    whole: Decimal
    part: Decimal
    condition: Condition
    met: Decimal | None = None  # what the others were told to have, where nothing was told of this part

    @property
    def left(self) -> Decimal:
        """Return how many are left to count."""
        return max(self.whole - self.part, Decimal(0))


def short_parts(matches: Iterable[Match], mentions: Iterable[Mention], facts: Mapping[str, FactValue]) -> tuple[ShortPart, ...]:
    """Find the parts that miss a condition of an item paid by their number."""
    items = [m.item for m in matches if isinstance(m.item.formula, PerUnit)]
    found: dict[Condition, ShortPart] = {}
    for mention in (m for m in mentions if m.of is not None):
        for item in items:
            whole = facts.get(item.formula.uses[0])
            for condition in (c for c in item.conditions if c.fact == mention.fact):
                if isinstance(whole, Decimal) and mention.of and _misses(mention, condition):
                    found[condition] = ShortPart(item.formula.uses[0], whole, mention.of, condition)
                elif isinstance(whole, Decimal) and mention.of and _meets(mention, condition) and condition.fact not in facts:
                    found[condition] = ShortPart(item.formula.uses[0], whole, whole - mention.of, condition, mention.value)
    return tuple(found.values())


def _misses(mention: Mention, condition: Condition) -> bool:
    if condition.at_least is None or mention.value is None:
        return False
    return mention.value < condition.at_least or (mention.negated and mention.value <= condition.at_least)


def _meets(mention: Mention, condition: Condition) -> bool:
    return condition.at_least is not None and mention.value is not None and mention.value >= condition.at_least and not mention.negated


def short_text(part: ShortPart, lexicon: Lexicon) -> str:
    """Say which part is not counted, and how many are left."""
    unit, condition = lexicon.fact(part.fact).unit, lexicon.fact(part.condition.fact)
    needed = quantity(part.condition.at_least or Decimal(0), condition.unit)
    whole, few, left = (quantity(value, unit) for value in (part.whole, part.part, part.left))
    key = "short_part" if part.met is None else "untold_part"
    return say("answers", key, part=few, fact=condition.label, needed=needed, whole=whole, left=left)


def without_taken_off(
    matches: Iterable[Match], mentions: Iterable[Mention], text: str, facts: Mapping[str, FactValue]
) -> dict[str, FactValue]:
    """Leave out what a rule takes off a sum where the sum told is what is left of it (用了四百万，还剩两千六百万)."""
    formulas = [m.item.formula for m in matches]
    left = {m.fact for m in mentions if m.value is not None and m.end > m.start and is_left(m, text)}
    done = {formula.less for formula in formulas if isinstance(formula, PercentOf) and formula.less and formula.of in left}
    return {fact: value for fact, value in facts.items() if fact not in done}


def for_one_year(matches: Iterable[Match], question: Question, facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Leave out for how many years something is paid where what one year brings is asked for (签了3年，一年拿多少)."""
    said = latest(question.text)
    if not asks("one_year", said) or asks("total", said) or asks("several_years", said):
        return dict(facts)
    years = {m.item.formula.years for m in matches if isinstance(m.item.formula, PerUnit)}
    needed = {condition.fact for m in matches for condition in m.item.conditions}
    return {fact: value for fact, value in facts.items() if fact not in years - needed}
