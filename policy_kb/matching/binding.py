"""Which fact a quantity is about, when the noun beside it did not say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from policy_kb.calculation.formulas import PercentOf, Schedule
from policy_kb.calculation.model import Item
from policy_kb.lexicon import Fact, Lexicon
from policy_kb.matching.asked import asks
from policy_kb.matching.together import ADDED_UNITS, is_left
from policy_kb.model import Mention

NEAR = 10  # characters within which a word speaks for a number
_SAYS_MUCH = frozenset({"户", "亩", "头", "只"})  # units of few things; 一个 and 三年 may be anything's
_FIRST_CALENDAR_YEAR = Decimal(1900)
_NAME_WORTH, _MEASURE_WORTH, _ONLY_ONE_WORTH = 3.0, 2.0, 0.5


def bind(
    mentions: Sequence[Mention], items: Iterable[Item], text: str, lexicon: Lexicon, by_elimination: bool = True
) -> tuple[Mention, ...]:
    """Return the mentions with a fact wherever one can be told from the unit and the words around the number.

    `by_elimination`: a quantity with no such words belongs to the one thing left that it can measure.
    """
    items = tuple(items)
    wanted = _facts_wanted(items, lexicon)
    whole = (m for m in mentions if m.of is None)  # 两个干了三个月，其余半年: what holds of a part leaves the rest to be told
    taken: set[str | None] = {m.fact for m in whole if m.fact and m.value is not None and _fits(lexicon.facts.get(m.fact), m)}
    bound: list[Mention] = []
    for said in mentions:
        if _counts_nothing(said, mentions, items, text):
            bound.append(replace(said, fact=None))
            continue
        mention = _bound(said, mentions, _that_may_be(said, wanted, items, text), taken, items, text, lexicon, by_elimination)
        if mention.fact and mention.value is not None and mention.of is None:
            taken.add(mention.fact)
        bound += _readings(mention, items, taken, text, lexicon) or [mention]
    return tuple(bound)


def _that_may_be(mention: Mention, wanted: Sequence[Fact], items: Iterable[Item], text: str) -> list[Fact]:
    """Return the facts a quantity may be of: what is left of a sum is not what was taken off it."""
    if mention.end <= mention.start or not is_left(mention, text):
        return list(wanted)
    taken_off = {item.formula.less for item in items if isinstance(item.formula, PercentOf)}
    return [fact for fact in wanted if fact.id not in taken_off]


def are_alternatives(mentions: Sequence[Mention]) -> bool:
    """Say whether one quantity was given several readings (三亩大棚: of either kind), which must not be added up."""
    spans = [(m.start, m.end) for m in mentions if m.fact and m.end > m.start and m.value is not None]
    return len(spans) > len(set(spans))


def _readings(mention: Mention, items: Sequence[Item], taken: set[str | None], text: str, lexicon: Lexicon) -> list[Mention]:
    """Read a quantity that named nothing as each of several things that one of its neighbouring words may mean."""
    if mention.fact or mention.value is None or mention.unit == "元" or mention.end <= mention.start:
        return []
    near = text[max(0, mention.start - NEAR) : mention.end + NEAR]
    facts = [
        lexicon.fact(item.formula.uses[0])
        for item in items
        if item.formula.uses and item.formula.uses[0] not in taken and any(word in near for word in item.asks_about)
    ]
    fitting = list({fact.id: fact for fact in facts if _fits(fact, mention)}.values())
    return [_as(mention, fact) for fact in fitting] if len(fitting) > 1 else []


def _bound(
    mention: Mention,
    others: Sequence[Mention],
    wanted: Sequence[Fact],
    taken: set[str | None],
    items: Sequence[Item],
    text: str,
    lexicon: Lexicon,
    by_elimination: bool,
) -> Mention:
    known = lexicon.facts.get(mention.fact) if mention.fact else None
    if mention.value is None and mention.low is None:
        return mention
    if mention.ordinal or mention.leading or mention.trailing:
        return _of_schedule(mention, items, text)
    if known and (meant := _meant(known, mention, others, wanted, text, lexicon)):
        return _as(mention, meant)
    best = max(((_worth(fact, mention, others, text), fact) for fact in wanted if _fits(fact, mention)), default=None, key=lambda p: p[0])
    free = [fact for fact in wanted if _fits(fact, mention) and (fact.id not in taken or mention.of is not None)]
    if best and best[0] >= _MEASURE_WORTH * 0.5 and not (best[1].id in taken and mention.unit in ADDED_UNITS):
        return _as(mention, best[1])
    if (by_elimination or mention.unit in _SAYS_MUCH) and len(free) == 1 and (free[0].unit != "元" or not _may_be_claimed(text)):
        return _as(mention, free[0])
    return (
        _of_schedule(mention, items, text)
        if mention.unit == "年" and not (best and best[0] > _ONLY_ONE_WORTH)
        else replace(mention, fact=None)
    )


def _may_be_claimed(text: str) -> bool:
    """Say whether a bare sum may be what someone wants confirmed (能领六千吗), and not what they start from (交二百补多少)."""
    return asks("claim", text) and not asks("how_much", text)


def _meant(known: Fact, mention: Mention, others: Sequence[Mention], wanted: Sequence[Fact], text: str, lexicon: Lexicon) -> Fact | None:
    """Return the fact a quantity with a noun means, as the rules asked about see it; None when its unit does not fit."""
    if known not in wanted and (named := _of_the_same_name(mention, wanted)):
        return named
    return (
        (_asked_of(known, mention, text, lexicon) or _fuller_name(known, mention, others, wanted, text)) if _fits(known, mention) else None
    )


def _counts_nothing(mention: Mention, others: Sequence[Mention], items: Sequence[Item], text: str) -> bool:
    """Say whether a quantity is nothing to start from: 人均2万 is what a head gets; of 一年多少，三年一共多少 the three years count."""
    if mention.unit == "元":
        return asks("per_head", text[: mention.start])
    is_one_year = mention.unit == "年" and mention.value == 1 and not any(isinstance(item.formula, Schedule) for item in items)
    return is_one_year and any(_is_longer(other) for other in others)


def _is_longer(mention: Mention) -> bool:
    return mention.unit == "年" and mention.value is not None and 1 < mention.value < _FIRST_CALENDAR_YEAR


def _of_the_same_name(mention: Mention, wanted: Sequence[Fact]) -> Fact | None:
    """Return the fact a rule asked about whose name holds that of a thing: 退耕地, to whoever plants trees on it (退耕地造林).

    A number of 贫困户 counted by 个 may be one of households where only households are asked about.
    """
    longer = (fact for fact in wanted if mention.text and any(mention.text in name for name in fact.names) and _fits(fact, mention))
    households = (fact for fact in wanted if fact.unit == "户" and "户" in mention.text and mention.unit in ("人", "个"))
    return next(chain(longer, households), None)


def _asked_of(known: Fact, mention: Mention, text: str, lexicon: Lexicon) -> Fact | None:
    """Return the fact a word right before a number speaks of, when the noun behind it is what is asked for: 贷五万[保险费多少]."""
    if mention.end <= mention.start or known.type != "money":
        return None
    before = text[: mention.start].rstrip()
    measured = [fact for fact in lexicon.facts.values() if fact.type == "money" and any(before.endswith(word) for word in fact.measures)]
    is_asked = any(asks("noun_asked", text[at + len(name) :][:6]) for name in known.names if (at := text.find(name, mention.start)) >= 0)
    return next((fact for fact in measured if fact is not known), None) if is_asked else None


def _fuller_name(known: Fact, mention: Mention, others: Sequence[Mention], wanted: Sequence[Fact], text: str) -> Fact:
    """Return the fact with the longest name beside the number, none of another quantity's: 8个[贫困户工人] are no mere 工人.

    What a word before the number says (贷五万) is not undone by a noun that is asked for behind it (保险费多少).
    """
    if mention.end <= mention.start or (known.type == "money" and not mention.text):
        return known
    if mention.text in known.names and text.startswith(mention.text, mention.start):
        return known  # 荞麦二亩，山药蛋…: what was named before its number is not what comes next
    stop = min([mention.end + NEAR // 2, *(o.start for o in others if o.start >= mention.end and o.end > o.start and o.value is not None)])
    beside = text[mention.start : stop]
    named = [(len(name), fact) for fact in (known, *wanted) if _fits(fact, mention) for name in fact.names if name in beside]
    return max(named, key=lambda pair: pair[0])[1] if named else known


def _as(mention: Mention, fact: Fact) -> Mention:
    factor = Decimal(12) if fact.type == "months" and mention.unit == "年" else Decimal(1)
    scaled = {name: value * factor for name in ("value", "low", "high") if (value := getattr(mention, name)) is not None}
    return replace(mention, fact=fact.id, unit=fact.unit, **scaled)


def _of_schedule(mention: Mention, items: Sequence[Item], text: str) -> Mention:
    schedule = next((i.formula for i in items if isinstance(i.formula, Schedule)), None)
    if schedule is None or (mention.value is not None and mention.value > _FIRST_CALENDAR_YEAR):
        return replace(mention, fact=None)
    if schedule.last and mention.trailing:
        return replace(mention, fact=schedule.last, unit="年")
    if schedule.last and mention.value is not None and _is_received(mention, text):
        left = Decimal(len(schedule.rates)) - mention.value
        return replace(mention, fact=schedule.last, value=max(left, Decimal(0)), unit="年", ordinal=False, leading=False, trailing=True)
    is_one_year = mention.ordinal and not asks("so_far", text)  # 现在第三年了，已经拿了多少: three years' worth
    return replace(mention, fact=schedule.year if is_one_year else schedule.first, unit="年")


def _is_received(mention: Mention, text: str) -> bool:
    """Say whether years were told as paid already and what is left is asked for (头两年的领了，剩下的呢)."""
    is_told_before = mention.end <= mention.start  # 那剩下的呢, after 头两年一共多少
    return asks("the_rest", text) and (is_told_before or asks("received", text[mention.end :]))


def _facts_wanted(items: Sequence[Item], lexicon: Lexicon) -> list[Fact]:
    names: dict[str, None] = {}
    for item in items:
        names.update(dict.fromkeys((*item.formula.uses, *(c.fact for c in item.conditions), *item.covers)))
    return [lexicon.fact(name) for name in names]


def _fits(fact: Fact | None, mention: Mention) -> bool:
    if fact is None or fact.type in ("yes_no", "choice"):
        return False
    value = mention.value if mention.value is not None else mention.low
    if value is None or not mention.unit:
        return True
    if fact.type == "year":
        return mention.unit == "年" and value > _FIRST_CALENDAR_YEAR
    if mention.unit == "年" and value > _FIRST_CALENDAR_YEAR:
        return False
    if fact.type == "months":
        return mention.unit in ("月", "年")
    return mention.unit == fact.unit or {mention.unit, fact.unit} <= {"头", "只", "人", "个"}


def _worth(fact: Fact, mention: Mention, others: Sequence[Mention], text: str) -> float:
    """Weigh the fact's words near the number; a word between this number and another belongs to the nearer one."""
    if mention.end <= mention.start:
        return 0.0
    before, after = _span_around(mention, others, text)
    worth = 0.0
    for words, most in ((fact.names, _NAME_WORTH), (fact.measures, _MEASURE_WORTH)):
        for word in words:
            worth = max(worth, _closeness(word, before, after) * most + 0.01 * len(word))
    return worth


def _span_around(mention: Mention, others: Sequence[Mention], text: str) -> tuple[str, str]:
    counted = [o for o in others if o.end > o.start and (o.value is not None or o.low is not None)]
    start = max([0, mention.start - NEAR, *(o.end for o in counted if o.end <= mention.start)])
    stop = min([len(text), mention.end + NEAR, *(o.start for o in counted if o.start >= mention.end)])
    return text[start : mention.start], text[mention.start : stop]


def _closeness(word: str, before: str, after: str) -> float:
    distances = []
    if (at := before.rfind(word)) >= 0:
        distances.append(len(before) - at - len(word))
    if (at := after.find(word)) >= 0:
        distances.append(max(0, at - 3))
    return 1.0 - min(distances) / (2 * NEAR) if distances else 0.0
