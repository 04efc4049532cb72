"""Answering how much: find the rules a question is about, work them out, say the sum first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from policy_kb.answering.clauses.intentions import HOLDINGS_UNITS
from policy_kb.answering.followup import joined, leans, who_is_meant
from policy_kb.answering.parts import for_one_year, short_parts, short_text, without_taken_off
from policy_kb.answering.sums import Worked, compose
from policy_kb.answering.unheard import thing_asked
from policy_kb.calculation.assess import assess
from policy_kb.calculation.formulas import PercentOf, PerUnit
from policy_kb.calculation.model import Assessment, ItemResult, Subsidy, Verdict
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.apiece import had_by, holders_of
from policy_kb.matching.asked import asks, latest
from policy_kb.matching.matching import HOUSEHOLD, Matching, match
from policy_kb.matching.scoring import ASKING_FOR_OTHERS, Match, says_any
from policy_kb.matching.stretches import stretches
from policy_kb.matching.together import ADDED_UNITS
from policy_kb.model import Answer, FactValue, Mention, Outcome, Question
from policy_kb.wording import say, words

_FEW_WORDS = 14  # characters of a message that only names a line
_QUANTITIES = frozenset({"count", "area", "money"})
_SUMS = frozenset({"ask_subsidy", "start_calculation", "inform"})
GOING_ON = ("total", "general", "cap", "own_share", "percent_share", "inverse")
_ASKED_ONLY = frozenset({"registered_poor"})  # naming poor households does not make one
_QUANTITY = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d年)\d[\d.]*\s*(?![\d.年月日号])[\u4e00-\u9fff]")


def answer_subsidy(kb: KnowledgeBase, question: Question) -> Answer | None:
    """Answer a question whose answer is a sum, a rate, a limit or a threshold; None when no rule is about it."""
    understood, matching = _understand(kb, question)
    if (gone := _all_gone(kb, question, understood)) is not None:
        return gone
    if not matching.matches:
        return _ask_for_holdings(kb, understood)
    if understood.region is None:
        return Answer(Outcome.ASKS_BACK, say("answers", "ask_region"), asks=("region",), resolved=understood)
    return compose(kb, *_both_ends(kb, understood, matching))


def worked_out(kb: KnowledgeBase, question: Question) -> tuple[tuple[Worked, ...], tuple[Worked, ...]]:
    """Return what a question came to, rule by rule: for the low end of its vague numbers, and for the high end if any."""
    understood, matching = _understand(kb, question)
    if not matching.matches or understood.region is None:
        return (), ()
    _, low, high = _both_ends(kb, understood, matching)
    return low, high


def _both_ends(kb: KnowledgeBase, understood: Question, matching: Matching) -> tuple[Question, tuple[Worked, ...], tuple[Worked, ...]]:
    resolved = replace(understood, mentions=matching.mentions, previous=None)
    low, high = _facts(kb, understood, matching.mentions, "low"), _facts(kb, understood, matching.mentions, "high")
    if len(holders := holders_of(matching.mentions)) > 1:
        each = [_facts(kb, understood, had_by(holder, matching.mentions), "low") for holder in holders]
        return resolved, tuple(_of_what_is_had(w) for facts in each for w in _work_out(kb, matching, resolved, facts)), ()
    if len(periods := stretches(matching, resolved)) > 1:
        others = {name: value for name, value in low.items() if all(name != fact for fact, _ in periods)}
        return resolved, tuple(w for fact, years in periods for w in _work_out(kb, matching, resolved, {**others, fact: years})), ()
    return resolved, _work_out(kb, matching, resolved, low), _work_out(kb, matching, resolved, high) if high != low else ()


def _of_what_is_had(worked: Worked) -> Worked:
    """Leave out what one of several has none of: the sheep of the other."""
    return replace(worked, results=tuple(r for r in worked.results if not r.computed.missing) or worked.results)


def tells_quantities(kb: KnowledgeBase, question: Question) -> bool:
    """Say whether a question tells a quantity that some rule of the place works with (八户够不够 …, 干了四个月能领吗)."""
    _, matching = _understand(kb, question)
    counted = {m.fact for m in matching.mentions if m.fact and m.value is not None}
    used = {fact for m in matching.matches for fact in (*m.item.formula.uses, *(c.fact for c in m.item.conditions))}
    return bool(counted & used)


def asks_whether_paid(kb: KnowledgeBase, question: Question) -> bool:
    """Say whether a question asks if something a rule of the place is about is paid for at all (我不是贫困户，养牛给钱吗)."""
    said = latest(question.text)
    if not asks("is_paid", said) or not asks("paying", said):
        return False
    _, matching = _understand(kb, question)
    spoken_of = {m.fact for m in matching.mentions}
    return any(m.named or m.item.is_fallback or spoken_of.intersection(m.item.covers) for m in matching.matches)


def asks_rate(question: Question) -> bool:
    """Say whether a question asks what a thing it names pays, without a number (牛是咋给的)."""
    return asks("rate_asked", latest(question.text)) and any(m.fact and m.unit in HOLDINGS_UNITS for m in question.mentions)


def changes_a_sum(question: Question) -> bool:
    """Say whether a question only changes the sum worked out before (羊不要了, 再加三只羊)."""
    before = question.previous
    changes = any(asks(way, question.text) for way in ("adding", "removing", "fewer", "correcting", "hypothetical"))
    return before is not None and bool(before.mentions) and changes and bool(question.mentions) and _is_about_money(question)


def answer_line(kb: KnowledgeBase, question: Question) -> Answer | None:
    """Answer a few words that name a line of the sum worked out before (劳务最低列支, after 造林200亩补多少)."""
    before = question.previous
    told = before is not None and before.intent in _SUMS and any(m.fact and m.value is not None for m in before.mentions)
    if before is None or not told or len(question.text) > _FEW_WORDS or any(m.value is not None for m in question.mentions):
        return None
    together = replace(joined(question), applicant=before.applicant, mentions=before.mentions)
    matching = match(together, _rules(kb, together), kb.lexicon)
    parts = [m for m in matching.matches if isinstance(m.item.formula, PercentOf) and m.item.formula.item]
    return compose(kb, *_both_ends(kb, together, matching)) if any(m.wanted for m in parts) else None


def _understand(kb: KnowledgeBase, question: Question) -> tuple[Question, Matching]:
    """Read the question by itself, or with the one before where it leans on that or says too little alone."""
    if thing := thing_asked(question):
        itself = replace(question, text=thing.as_question, mentions=(), previous=None)
        return itself, match(itself, _rules(kb, question), kb.lexicon)
    together = joined(question)
    if leans(question) and _is_about_money(question):
        matching = match(together, _rules(kb, together), kb.lexicon)
        if matching.matches:
            return together, matching
    question = _with_holdings(kb, question)
    question, alone = _as_whoever_spoke(kb, question)
    if question.previous is None or any(m.named for m in alone.matches) or question.intent == "start_calculation":
        return question, alone
    with_before = match(together, _rules(kb, together), kb.lexicon)
    if not with_before.matches or not _goes_on(alone, with_before, question):
        return question, alone
    return together, with_before


def _as_whoever_spoke(kb: KnowledgeBase, question: Question) -> tuple[Question, Matching]:
    """Match a question as of the kind of applicant that spoke before, where a rule for them is what it is about."""
    alone = match(question, _rules(kb, question), kb.lexicon)
    before = who_is_meant(question, question.previous) if question.previous else None
    if not before or before in (HOUSEHOLD, question.applicant) or not alone.matches:
        return question, alone
    theirs = replace(question, applicant=before)
    matching = match(theirs, _rules(kb, question), kb.lexicon)
    suits = any(before in m.item.applicants for m in matching.matches)
    return (theirs, matching) if suits else (question, alone)


def _with_holdings(kb: KnowledgeBase, question: Question) -> Question:
    """Take what someone told us before as what they ask about, when they ask for their sum and name nothing."""
    if question.mentions or not asks("general", latest(question.text)):
        return question
    facts = kb.lexicon.facts  # what only a withdrawn document knew is nothing any more
    known = [(facts[name], value) for name, value in question.facts.items() if isinstance(value, Decimal) and name in facts]
    return replace(question, mentions=tuple(Mention(fact.id, value, fact.unit, fact.label) for fact, value in known))


def _is_about_money(question: Question) -> bool:
    before = question.previous
    return asks("benefit", question.text) or (before is not None and (before.intent in _SUMS or asks("benefit", latest(before.text))))


def _goes_on(alone: Matching, with_before: Matching, question: Question) -> bool:
    """Say whether a question that names no fact goes on about the rule of the question before."""
    if any(m.wanted for m in with_before.matches) and not any(m.named for m in alone.matches):
        return True
    if not alone.matches:
        return bool(question.mentions) or any(asks(way, question.text) for way in GOING_ON)
    return alone.matches[0].subsidy.id == with_before.matches[0].subsidy.id


def _rules(kb: KnowledgeBase, question: Question) -> tuple[Subsidy, ...]:
    if question.region is None:
        return tuple(kb.subsidies.values())
    return kb.subsidies_for(question.region, question.as_of)


def _facts(kb: KnowledgeBase, question: Question, mentions: Iterable[Mention], end: str) -> dict[str, FactValue]:
    """Put together what is known: what was told before, and the quantities of this question (one end of the vague ones)."""
    facts = dict(_standing(kb, question.facts))
    for fact in kb.lexicon.facts.values():
        if fact.type == "yes_no" and fact.id not in _ASKED_ONLY and says_any(fact.names, question.text):
            facts.setdefault(fact.id, True)
    counted: dict[str, Any] = {}  # 五亩谷子三亩黑豆: two names of one thing are added up
    for mention in (m for m in mentions if m.of is None):
        if mention.fact in kb.lexicon.facts and mention.fact not in _ASKED_ONLY and mention.fact is not None:
            value = _told(mention, end, kb.lexicon.fact(mention.fact).type)
            if value is not None:
                facts[mention.fact] = value + counted.get(mention.fact, Decimal(0)) if isinstance(value, Decimal) else value
                counted |= {mention.fact: facts[mention.fact]} if mention.unit in ADDED_UNITS else {}
    return facts


def _told(mention: Mention, end: str, kind: str) -> FactValue | None:
    if mention.negated:
        return Decimal(0) if kind in _QUANTITIES else False
    if kind == "yes_no":
        return True
    value: Decimal | None = getattr(mention, end)
    return value if value is not None else mention.value


def _standing(kb: KnowledgeBase, facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Keep what holds whatever is asked (建档立卡, 脱贫年份); a quantity counts only where it is asked about."""
    known = kb.lexicon.facts
    return {name: value for name, value in facts.items() if name in known and known[name].type not in _QUANTITIES}


def _work_out(kb: KnowledgeBase, matching: Matching, question: Question, facts: Mapping[str, FactValue]) -> tuple[Worked, ...]:
    applicant = None if question.applicant in ASKING_FOR_OTHERS else question.applicant
    worked = []
    for subsidy, matches in matching.by_subsidy:
        short = short_parts(matches, question.mentions, facts)
        counted = without_taken_off(matches, question.mentions, latest(question.text), facts)
        counted = for_one_year(matches, question, counted)
        met = {part.condition.fact: part.met for part in short if part.met is not None}
        facts_left = {**counted, **met, **{part.fact: part.left for part in short}}
        assessment = assess(subsidy, facts_left, question.as_of, applicant)
        if part_of := _unit_of_a_part(assessment, matches):
            assessment = assess(subsidy, {**facts_left, part_of: Decimal(1)}, question.as_of, applicant)
        asked = {m.item.id for m in matches}
        results = tuple(r for r in assessment.items if r.item.id in asked or _is_reached(r, facts, question))
        if assessment.verdict is not Verdict.NOT_IN_FORCE and results:
            worked.append(Worked(assessment, results, facts_left, tuple(short_text(part, kb.lexicon) for part in short)))
    return tuple(worked)


def _is_reached(result: ItemResult, facts: Mapping[str, FactValue], question: Question) -> bool:
    """Say whether a quantity of the newest message reaches what an item pays more for (干够一年 and 稳定就业1年以上)."""
    now = {m.fact for m in question.mentions if m.end > m.start and m.value is not None}
    own = [c for c in result.item.conditions if c.at_least is not None and c.fact in now and c.source.quote == result.item.source.quote]
    return bool(own) and not result.failed and not result.wrong_applicant


def _unit_of_a_part(assessment: Assessment, matches: Iterable[Match]) -> str | None:
    """Return the fact to take as one when a share of a sum per unit is asked for without a quantity or a sum to take it of."""
    ids = {m.item.id for m in matches if isinstance(m.item.formula, PercentOf) and m.item.formula.item}
    parts = [r for r in assessment.items if r.item.id in ids]
    missing = [fact for r in parts for fact in r.computed.missing] if all(r.computed.missing for r in parts) else []
    per_unit = {r.item.formula.of for r in assessment.items if isinstance(r.item.formula, PerUnit) and r.item.in_total}
    return missing[0] if missing and missing[0] in per_unit else None


def _all_gone(kb: KnowledgeBase, question: Question, understood: Question) -> Answer | None:
    """Say that nothing is left to add up once everything told before is taken away."""
    before = question.previous
    told = before is not None and any(m.value is not None for m in before.mentions)
    if not told or not question.mentions or not asks("removing", question.text) or any(m.value is not None for m in understood.mentions):
        return None
    things = [kb.lexicon.fact(m.fact).label for m in question.mentions if m.fact in kb.lexicon.facts and m.fact is not None]
    named = str(words()["answers"]["list"]).join(dict.fromkeys(things))
    left = replace(understood, previous=None)
    return Answer(Outcome.ASKS_BACK, say("answers", "nothing_left", things=named), asks=("holdings",), resolved=left)


def _ask_for_holdings(kb: KnowledgeBase, question: Question) -> Answer | None:
    """Ask what someone has when they want their sum and told nothing."""
    # 养五头牛, 建800立方的冷库: no rule counts it, but a clause may speak of it
    told = any(mention.value is not None for mention in question.mentions) or bool(_QUANTITY.search(latest(question.text)))
    if told or question.intent not in ("ask_subsidy", "start_calculation") or not asks("general", latest(question.text)):
        return None
    if question.region is None:
        return Answer(Outcome.ASKS_BACK, say("answers", "ask_region"), asks=("region",), resolved=question)
    if not any(item.formula.uses for rule in _rules(kb, question) for v in rule.versions for item in v.items):
        return None
    return Answer(Outcome.ASKS_BACK, say("answers", "ask_holdings"), asks=("holdings",), resolved=question)
