"""What a sum hangs on: the condition said first, the question that settles it, and why something is not paid."""

from __future__ import annotations

from collections.abc import Iterable

from policy_kb.calculation.model import Condition, Facts, ItemResult
from policy_kb.lexicon import Fact, Lexicon
from policy_kb.model import FactValue
from policy_kb.wording.numbers import plain, quantity, say, words


def conditions_text(conditions: tuple[Condition, ...], lexicon: Lexicon) -> str:
    """Name the conditions a sum is subject to."""
    return _listed(_named(c, lexicon) for c in conditions)


def if_text(conditions: tuple[Condition, ...], lexicon: Lexicon) -> str:
    """Begin a sentence with the conditions it holds under: 如果您家是建档立卡贫困户，."""
    return say("answers", "if_condition", conditions=_listed(_supposed(c, lexicon) for c in conditions)) if conditions else ""


def not_paid_text(results: list[ItemResult], facts: Facts, lexicon: Lexicon) -> str:
    """Say of items that fail on one condition that they are not paid, why, and in which words."""
    labels = _listed(r.item.label for r in results)
    failed = results[0].failed
    if failed is None:
        return ""
    fact, source = lexicon.fact(failed.fact), failed.source.quote
    value = facts.get(failed.fact)
    if failed.at_least is not None and not isinstance(value, bool | str | None):
        needed, distance = quantity(failed.at_least, fact.unit), quantity(failed.at_least - value, fact.unit)
        return say("answers", "not_yet_condition", label=labels, fact=fact.label, needed=needed, distance=distance, quote=source)
    if failed.equals is False and results[0].item.only_said:
        return say("answers", "not_own_part", label=labels, quote=source)
    if failed.equals is False:
        return say("answers", "not_again", label=labels, fact=fact.label)
    return say("answers", "not_eligible_condition", label=labels, condition=_named(failed, lexicon), quote=source)


def _listed(texts: Iterable[str]) -> str:
    return str(words()["answers"]["list"]).join(dict.fromkeys(texts))


def _named(condition: Condition, lexicon: Lexicon) -> str:
    fact = lexicon.fact(condition.fact)
    if condition.one_of:
        return fact.label + _years(condition.one_of, fact)
    if condition.at_least is not None:
        return f"{fact.label}{quantity(condition.at_least, fact.unit)}"
    return fact.label


def _supposed(condition: Condition, lexicon: Lexicon) -> str:
    fact = lexicon.fact(condition.fact)
    asking = str(words()["answers"]["asking_end"])
    if condition.equals is True and fact.question.endswith(asking):
        return fact.question.removesuffix(asking)
    if condition.equals is False and fact.question.endswith(asking):
        return fact.question.removesuffix(asking).replace("是", "不是", 1)
    if condition.at_least is not None:
        return say("answers", "if_at_least", fact=fact.label, needed=quantity(condition.at_least, fact.unit))
    if condition.one_of:
        return say("answers", "if_one_of", fact=fact.label, values=_years(condition.one_of, fact))
    return say("answers", "if_other", fact=fact.label)


def _years(values: tuple[FactValue, ...], fact: Fact) -> str:
    return str(words()["answers"]["or"]).join(f"{plain(v)}{fact.unit}" for v in values if not isinstance(v, bool | str))
