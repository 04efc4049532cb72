"""Answering how much: find the rules a question is about, work them out, say the sum first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from policy_kb.answering.followup import joined, leans
from policy_kb.answering.sums import Worked, compose
from policy_kb.calculation.assess import assess
from policy_kb.calculation.model import Subsidy, Verdict
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.asked import asks, latest
from policy_kb.matching.matching import ASKING_FOR_OTHERS, Matching, match
from policy_kb.model import Answer, FactValue, Mention, Outcome, Question
from policy_kb.wording import say

_QUANTITIES = frozenset({"count", "area", "money"})


def answer_subsidy(kb: KnowledgeBase, question: Question) -> Answer | None:
    """Answer a question whose answer is a sum, a rate, a limit or a threshold; None when no rule is about it."""
    understood, matching = _understand(kb, question)
    if not matching.matches:
        return _ask_for_holdings(kb, understood)
    if understood.region is None:
        return Answer(Outcome.ASKS_BACK, say("answers", "ask_region"), asks=("region",), resolved=understood)
    resolved = replace(understood, mentions=matching.mentions, previous=None)
    low, high = _facts(kb, understood, matching.mentions, "low"), _facts(kb, understood, matching.mentions, "high")
    worked = _work_out(matching, resolved, low)
    upper = _work_out(matching, resolved, high) if high != low else ()
    return compose(kb, resolved, worked, upper)


def _understand(kb: KnowledgeBase, question: Question) -> tuple[Question, Matching]:
    """Read the question by itself, or with the one before where it leans on that or says too little alone."""
    together = joined(question)
    if leans(question):
        matching = match(together, _rules(kb, together), kb.lexicon)
        if matching.matches:
            return together, matching
    alone = match(question, _rules(kb, question), kb.lexicon)
    if question.previous is None or any(m.named for m in alone.matches) or question.intent == "start_calculation":
        return question, alone
    with_before = match(together, _rules(kb, together), kb.lexicon)
    if not with_before.matches or not _goes_on(alone, with_before, question):
        return question, alone
    return together, with_before


def _goes_on(alone: Matching, with_before: Matching, question: Question) -> bool:
    """Say whether a question that names no fact goes on about the rule of the question before."""
    if not alone.matches:
        return bool(question.mentions) or any(asks(way, question.text) for way in ("total", "cap", "own_share", "percent_share", "inverse"))
    return alone.matches[0].subsidy.id == with_before.matches[0].subsidy.id


def _rules(kb: KnowledgeBase, question: Question) -> tuple[Subsidy, ...]:
    if question.region is None:
        return tuple(kb.subsidies.values())
    return kb.subsidies_for(question.region, question.as_of)


def _facts(kb: KnowledgeBase, question: Question, mentions: Iterable[Mention], end: str) -> dict[str, FactValue]:
    """Put together what is known: what was told before, and the quantities of this question (one end of the vague ones)."""
    told = question.facts if not any(m.value is not None for m in mentions) and asks("general", question.text) else _standing(kb, question.facts)
    facts = dict(told)
    for mention in mentions:
        if mention.fact is None or mention.fact not in kb.lexicon.facts:
            continue
        kind = kb.lexicon.fact(mention.fact).type
        value = getattr(mention, end) if getattr(mention, end) is not None else mention.value
        if mention.negated:
            facts[mention.fact] = Decimal(0) if kind in _QUANTITIES else False
        elif kind == "yes_no":
            facts.setdefault(mention.fact, True) if mention.fact != "registered_poor" else None
        elif value is not None:
            facts[mention.fact] = value
    return facts


def _standing(kb: KnowledgeBase, facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Keep what holds whatever is asked (建档立卡, 脱贫年份); a quantity counts only where it is asked about."""
    return {name: value for name, value in facts.items() if kb.lexicon.fact(name).type not in _QUANTITIES}


def _work_out(matching: Matching, question: Question, facts: Mapping[str, FactValue]) -> tuple[Worked, ...]:
    applicant = None if question.applicant in ASKING_FOR_OTHERS else question.applicant
    worked = []
    for subsidy, matches in matching.by_subsidy:
        assessment = assess(subsidy, facts, question.as_of, applicant)
        asked = {m.item.id for m in matches}
        results = tuple(r for r in assessment.items if r.item.id in asked)
        if assessment.verdict is not Verdict.NOT_IN_FORCE and results:
            worked.append(Worked(assessment, results, facts))
    return tuple(worked)


def _ask_for_holdings(kb: KnowledgeBase, question: Question) -> Answer | None:
    """Ask what someone has when they want their sum and told nothing."""
    if question.intent not in ("ask_subsidy", "start_calculation") or not asks("general", latest(question.text)):
        return None
    if question.region is None:
        return Answer(Outcome.ASKS_BACK, say("answers", "ask_region"), asks=("region",), resolved=question)
    if not any(item.formula.uses for rule in _rules(kb, question) for v in rule.versions for item in v.items):
        return None
    return Answer(Outcome.ASKS_BACK, say("answers", "ask_holdings"), asks=("holdings",), resolved=question)
