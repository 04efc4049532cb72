"""Putting an answer about money together: the sum first, then its lines, limits, conditions, and where it all stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from policy_kb.answering.claims import claim_text, inverse_text
from policy_kb.answering.left_out import left_out_line
from policy_kb.answering.overview import also_lines
from policy_kb.calculation.assess import exact_sum
from policy_kb.calculation.formulas import Schedule
from policy_kb.calculation.model import Assessment, Bound, CapResult, Condition, ItemResult, Quantity, Verdict
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.apiece import holders_of
from policy_kb.matching.asked import asks, latest
from policy_kb.matching.binding import are_alternatives
from policy_kb.matching.stretches import are_single_years
from policy_kb.model import Answer, Citation, FactValue, Outcome, Question
from policy_kb.wording import money, say, words
from policy_kb.wording.conditions import conditions_text, if_text, not_paid_text
from policy_kb.wording.results import cap_text, holder, own_share_text, result_text, sum_text

_MEASURED = (Verdict.RECOGNISED, Verdict.NOT_YET)
_LABELS = 5  # that many things under one limit are listed
LONGEST = 280  # characters of lead and lines together


@dataclass(frozen=True)
class Worked:
    """A subsidy worked out, and those of its items that were asked about."""

    assessment: Assessment
    results: tuple[ItemResult, ...]
    facts: Mapping[str, FactValue]
    notes: tuple[str, ...] = ()  # what was not counted, and why

    @property
    def caps(self) -> tuple[CapResult, ...]:
        """The limits over the items asked about."""
        asked = {r.item.id for r in self.results}
        return tuple(c for c in self.assessment.caps if asked.intersection(c.cap.items))

    @property
    def sums(self) -> tuple[ItemResult, ...]:
        """The items that pay an exact sum."""
        return tuple(r for r in self.results if exact_sum(r) is not None)


def compose(kb: KnowledgeBase, question: Question, worked: Sequence[Worked], upper: Sequence[Worked] = ()) -> Answer | None:
    """Put the answer together; None when nothing asked about is in force."""
    if not worked:
        return None
    results = [r for w in worked for r in w.results]
    conditions = _demands(c for r in results for c in r.open_conditions)
    lines = _lines(kb, question, worked)
    lead = _lead(kb, question, worked, upper)
    if not lead:
        lead, lines = lines[0], lines[1:]
    lines = [line for line in lines if line and line != lead]
    paying = [r for r in results if r.verdict is not Verdict.NOT_ELIGIBLE]
    shared = tuple(c for c in conditions if all(any(_is_same(c, other) for other in r.open_conditions) for r in paying))
    asked_for, condition = _condition(kb, question, worked, conditions, shared)
    lines += [_left_out(question, worked)] if any(w.sums for w in worked) else []
    lines = [line for line in lines if line] + _readings(worked, results)
    once = also_lines(kb, question, [w.assessment for w in worked]) if any(w.sums for w in worked) else {}
    lines = _within(lead + condition, lines + list(once.values()))
    cited, told, says = _citations(worked, results), is_worked_out(question, results), tuple(k for k, line in once.items() if line in lines)
    lead = if_text(shared, kb.lexicon) + lead
    lines += [condition] if condition else []
    return Answer(_outcome(results), lead, tuple(lines), cited, asked_for, resolved=question, is_worked_out=told, says=says)


def _demands(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return each demand once, however many clauses make it."""
    found: list[Condition] = []
    for condition in conditions:
        if not any(_is_same(condition, other) for other in found):
            found.append(condition)
    return tuple(found)


def _is_same(one: Condition, other: Condition) -> bool:
    return replace(one, source=other.source) == other


def _left_out(question: Question, worked: Sequence[Worked]) -> str:
    used = (fact for w in worked for r in w.assessment.items for fact in (*r.item.formula.uses, *(c.fact for c in r.item.conditions)))
    return left_out_line(question, question.mentions, used)


def is_worked_out(question: Question, results: Iterable[ItemResult]) -> bool:
    """Say whether something was worked out from quantities the person told, rather than a rate being quoted."""
    told = {m.fact for m in question.mentions if m.fact and m.value is not None and not m.negated}
    is_own = any(m.value not in (None, 1) for m in question.mentions) or asks("total", question.text) or asks("general", question.text)
    return is_own and any(r.computed.steps or r.verdict in _MEASURED for r in results if told & set(r.item.formula.uses))


def _outcome(results: Sequence[ItemResult]) -> Outcome:
    return Outcome.NO_FIXED_STANDARD if all(r.verdict is Verdict.COUNTY_DECIDES for r in results) else Outcome.ANSWERED


def _lead(kb: KnowledgeBase, question: Question, worked: Sequence[Worked], upper: Sequence[Worked]) -> str:
    if text := inverse_text(kb, question, [r for w in worked for r in w.results], [c for w in worked for c in w.caps]):
        return text
    if are_alternatives(question.mentions):
        return say("answers", "which_kind")
    if (several := _of_several(question, worked)) is not None:
        return several
    totals = [total for w in worked if (total := subtotal(w)) is not None]
    if open_limit := next((c for w in worked for c in w.caps if c.leaves_open), None):
        return say("answers", "limit_open", sum=money(sum(totals, Decimal(0))), quote=open_limit.cap.source.quote)
    if not totals or (len(totals) == 1 and sum(len(w.sums) for w in worked) == 1):
        return _single(question, totals, upper) if totals else ""
    total = sum(totals, Decimal(0))
    if upper:
        high = sum((t for w in upper if (t := subtotal(w)) is not None), Decimal(0))
        sums = say("numbers", "money_range", low=money(total), high=money(high)) if high != total else money(total)
    else:
        sums = sum_text([Quantity(t, "元") for t in totals], Quantity(total, "元"))
    return claim_text(question, total) or say("answers", "total", sums=sums)


def _of_several(question: Question, worked: Sequence[Worked]) -> str | None:
    """Return what leads where one subsidy was worked out several times over; None where each was worked out once."""
    if holders_of(question.mentions):
        return _of_all_holders(question, worked)
    is_once = len({w.assessment.subsidy.id for w in worked}) == len(worked)
    # Several stretches of years may lie in each other: only single years are added up.
    return None if is_once or _years_together(question, worked) else ""


def _of_all_holders(question: Question, worked: Sequence[Worked]) -> str:
    """Say what several of a kind come to, each under its own limit, where each comes to one sum of the same sort."""
    exact = [subtotal(w) for w in worked]
    amounts = [r.computed.amount for w in worked for r in w.results if r.verdict is Verdict.CEILING]
    sums = [s for s in exact if s is not None] or [a.high for a in amounts if a is not None and a.high is not None]
    if not asks("total", latest(question.text)) or len(sums) != len(worked) or len(worked) != len(holders_of(question.mentions)):
        return ""
    together = sum_text([Quantity(s, "元") for s in sums], Quantity(sum(sums, Decimal(0)), "元"))
    return say("answers", "total" if None not in exact else "total_at_most", sums=together)


def _years_together(question: Question, worked: Sequence[Worked]) -> bool:
    """Say whether what several single years of one schedule bring is asked for together."""
    return asks("total", latest(question.text)) and are_single_years([(r.item, w.facts) for w in worked for r in w.results])


def _single(question: Question, totals: Sequence[Decimal], upper: Sequence[Worked]) -> str:
    low = totals[0]
    high = subtotal(upper[0]) if upper else None
    if high is not None and high != low:
        return say("answers", "total_one", sum=say("numbers", "money_range", low=money(low), high=money(high)))
    return claim_text(question, low) or say("answers", "total_one", sum=money(low))


def subtotal(worked: Worked) -> Decimal | None:
    """Return the exact sum of the items asked about, after limits; None when none pays an exact sum."""
    sums = [s for r in worked.results if (s := exact_sum(r)) is not None]
    if not sums:
        return None
    return sum(sums, Decimal(0)) - sum((c.before - c.after for c in worked.caps), Decimal(0))


def _lines(kb: KnowledgeBase, question: Question, worked: Sequence[Worked]) -> list[str]:
    lines: list[str] = []
    wants_own = asks("own_share", latest(question.text))
    for w in worked:
        lines += _not_paid(w, kb)
        paid = [r for r in w.results if not r.failed]
        worked_lines = [result_text(r, w.facts, kb.lexicon, question.applicant) for r in paid]
        caps = [line for cap in w.caps if paid and (line := cap_line(w, cap))]
        bitten = next((cap for cap in w.caps if cap.bites and not cap.already), None)
        if len(worked_lines) == 1 and bitten:
            limit = {"holder": holder(bitten), "cap": money(bitten.cap.yuan)}
            worked_lines, caps = [say("answers", "capped_one", line=worked_lines[0], **limit)], []
        lines += [*worked_lines, *caps, *w.notes]
    if asks("length", latest(question.text)):
        schedules = [r.item.formula for w in worked for r in w.results if isinstance(r.item.formula, Schedule)]
        lines += [say("answers", "schedule_length", years=len(schedule.rates)) for schedule in schedules]
    own = [line for w in worked for result in w.results if wants_own and (line := own_share_text(result, _capped(w, result)))]
    return list(dict.fromkeys([*own, *lines]))


def _capped(worked: Worked, result: ItemResult) -> Decimal | None:
    """Return what a limit leaves of the one sum under it; None where none cuts it."""
    cut = any(cap.bites and result.item.id in cap.cap.items for cap in worked.caps)
    return subtotal(worked) if cut and worked.sums == (result,) else None


def _not_paid(worked: Worked, kb: KnowledgeBase) -> list[str]:
    """Say of the items that fail on a condition, together where it is the same one, that they are not paid."""
    failing: dict[str, list[ItemResult]] = {}
    for result in worked.results:
        if result.failed:
            failing.setdefault(result.failed.fact, []).append(result)
    return [not_paid_text(together, worked.facts, kb.lexicon) for together in failing.values()]


def cap_line(worked: Worked, cap: CapResult) -> str:
    """Say what a limit over several items does to their sum; nothing when it is far off."""
    if cap.leaves_open:
        return ""  # said first of all
    in_cap = [r for r in worked.assessment.items if r.item.id in cap.cap.items]
    labels = words()["answers"]["list"].join(r.item.label for r in worked.sums if r.item.id in cap.cap.items)
    if cap.bites or cap.already:
        return cap_text(cap, labels)
    if worked.sums and cap.is_reached and not cap.cap.is_lowest:
        return say("answers", "at_cap", holder=holder(cap), cap=money(cap.cap.yuan))
    everything = words()["answers"]["list"].join(r.item.label for r in in_cap)
    if worked.sums and cap.before * 2 < cap.cap.yuan:
        return ""
    if cap.cap.is_lowest or len(in_cap) > _LABELS:
        return say("answers", "limit_quoted", quote=cap.cap.source.quote)
    return say("answers", "group_cap", labels=everything, holder=holder(cap), cap=money(cap.cap.yuan))


def _condition(
    kb: KnowledgeBase, question: Question, worked: Sequence[Worked], conditions: Sequence[Condition], shared: Sequence[Condition]
) -> tuple[tuple[str, ...], str]:
    """Ask for one thing more: the condition a sum hangs on, else the quantity that would make it a sum."""
    if conditions:
        fact = kb.lexicon.fact(conditions[0].fact)
        rest = tuple(c for c in conditions if c not in shared)
        named = say("answers", "on_condition", conditions=conditions_text(rest, kb.lexicon)) if rest else ""
        return ((), named) if fact.id in question.unknown else ((fact.id,), named + fact.question)
    wants_sum = asks("total", latest(question.text)) or asks("general", latest(question.text))
    missing = [fact for w in worked for r in w.results for fact in r.computed.missing]
    near = any(r.computed.missing and r.computed.next_tier for w in worked for r in w.results)  # 8人 of 10: the other road counts
    if not (wants_sum or near) or not missing or any(w.sums for w in worked) or missing[0] in question.unknown:
        return (), ""
    return (missing[0],), say("answers", "ask_facts", question=kb.lexicon.fact(missing[0]).question)


def _readings(worked: Sequence[Worked], results: Iterable[ItemResult]) -> list[str]:
    """Return notes of the items, and the reading chosen where it changes the sum."""
    notes = [r.item.note for r in results if r.item.note and r.verdict is not Verdict.NOT_ELIGIBLE]
    bitten = [
        w.assessment.version.reading
        for w in worked
        if w.assessment.version and any(c.bites for c in w.caps) and (len(w.sums) > 1 or len(worked) > 1)
    ]
    bounded = [w for w in worked if any(r.computed.amount and r.computed.amount.bound is not Bound.EXACT for r in w.results)]
    others = [w.assessment.version.reading for w in bounded if w.assessment.version and not w.assessment.caps]
    return list(dict.fromkeys([*notes, *bitten, *others]))


def _within(lead: str, lines: Sequence[str]) -> list[str]:
    """Keep the lines that fit; the first ones matter most, but a worked line is never dropped for its length alone."""
    kept: list[str] = []
    room = LONGEST - len(lead)
    for line in lines:
        if len(line) <= room or not kept:
            kept.append(line)
            room -= len(line)
    return kept


def _citations(worked: Sequence[Worked], results: Sequence[ItemResult]) -> tuple[Citation, ...]:
    found: dict[tuple[str, str, str], None] = {}
    for w in worked:
        slug = w.assessment.subsidy.document
        for r in w.results:
            sources = [r.item.source] + ([r.failed.source] if r.failed else [])
            found.update({(slug, s.clause, s.quote): None for s in sources})
        found.update({(slug, c.cap.source.clause, c.cap.source.quote): None for c in w.caps})
    return tuple(Citation(*key) for key in found)
