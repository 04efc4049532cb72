"""From a question that was worked out to the words of its sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.sheets.model import Basis, Clause, Entry, Sheet
from bot.sheets.telling import about
from policy_kb.answering.subsidies import answer_subsidy, worked_out
from policy_kb.answering.sums import Worked, cap_line, subtotal
from policy_kb.calculation.model import Bound, ItemResult, Verdict
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Question
from policy_kb.wording import money, say
from policy_kb.wording.conditions import conditions_text
from policy_kb.wording.numbers import amount_text
from policy_kb.wording.rates import per_year
from policy_kb.wording.results import result_text

_SHOWN_SUMS = (Verdict.PAYS, Verdict.RANGE, Verdict.CEILING, Verdict.FLOOR)


@cache
def sheet_texts() -> Mapping[str, Any]:
    """Return the sheet's own words."""
    data: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "texts.yml").read_text(encoding="utf-8"))
    return data


def compose_sheet(kb: KnowledgeBase, question: Question, today: date) -> Sheet | None:
    """Write the sheet of a question; None when nothing comes of it (any more)."""
    low, high = worked_out(kb, question)
    answer = answer_subsidy(kb, question)
    if not low or answer is None or question.region is None:
        return None
    words, total = sheet_texts(), _total(low, high)
    bases = tuple(_basis(kb, slug, low, today) for slug in dict.fromkeys(w.assessment.subsidy.document for w in low))
    return Sheet(
        made_on=words["made_on"].format(date=today),
        place="".join(d.name for d in reversed(kb.divisions.path(question.region))),
        headline=words["result"] if not total else words["total" if sum(len(w.sums) for w in low) > 1 else "total_one"],
        total=total or answer.lead,
        is_sum=bool(total),
        about=about(kb, question, low, words),
        entries=_entries(kb, question, low, high),
        limits=_distinct(cap_line(w, cap) for w in low for cap in w.caps),
        notes=_notes(kb, low, words),
        bases=bases,
        applying=_applying(low, words),
        warnings=tuple(words["warning"].format(title=b.title, standing=b.standing) for b in bases if b.standing),
    )


def _total(low: Sequence[Worked], high: Sequence[Worked]) -> str:
    at_least, at_most = _sum(low), _sum(high)
    if at_least is None:
        return ""
    if at_most is None or at_most == at_least:
        return money(at_least)
    return say("numbers", "money_range", low=money(at_least), high=money(at_most))


def _sum(worked: Iterable[Worked]) -> Decimal | None:
    sums = [s for w in worked if (s := subtotal(w)) is not None]
    return sum(sums, Decimal(0)) if sums else None


def _entries(kb: KnowledgeBase, question: Question, low: Sequence[Worked], high: Sequence[Worked]) -> tuple[Entry, ...]:
    ends = {(w.assessment.subsidy.id, r.item.id): (w, r) for w in high for r in w.results}
    entries = []
    for w, result in ((of, result) for of in low for result in of.results):
        both = [(w, result)]
        end = ends.get((w.assessment.subsidy.id, result.item.id))
        if end and end[1].computed.amount != result.computed.amount:
            both.append(end)  # 十来只: what the smaller and the bigger number come to
        workings = [result_text(r, of.facts, kb.lexicon, question.applicant) for of, r in both]
        entries.append(_entry(result.item.label, [_amount(r) for _, r in both], workings))
    return tuple(entries)


def _entry(label: str, amounts: Sequence[str], workings: Sequence[str]) -> Entry:
    working = say("answers", "between").join(text.removeprefix(label).lstrip("：") for text in workings)
    if len(amounts) > 1 and all(amounts):
        return Entry(label, say("numbers", "money_range", low=amounts[0], high=amounts[1]), working)
    return Entry(label, amounts[0], working)


def _amount(result: ItemResult) -> str:
    amount = result.computed.amount
    if result.verdict not in _SHOWN_SUMS or amount is None or amount.unit != "元":
        return ""
    return amount_text(amount) + (per_year(result.item) if amount.bound is Bound.EXACT else "")


def _notes(kb: KnowledgeBase, worked: Sequence[Worked], words: Mapping[str, Any]) -> tuple[str, ...]:
    results = [r for w in worked for r in w.results]
    conditions = tuple(dict.fromkeys(c for r in results for c in r.open_conditions))
    notes = [words["conditions"].format(conditions=conditions_text(conditions, kb.lexicon))] if conditions else []
    notes += [r.item.note for r in results if r.item.note and r.verdict is not Verdict.NOT_ELIGIBLE]
    notes += [w.assessment.version.reading for w in worked if w.assessment.version and (w.caps or not w.assessment.caps)]
    return _distinct(notes)


def _basis(kb: KnowledgeBase, slug: str, worked: Sequence[Worked], today: date) -> Basis:
    meta, words = kb.document(slug).meta, sheet_texts()
    number = words["number"].format(number=meta.number) if meta.number else ""
    issued = words["date"].format(date=meta.issued_on, issued="" if meta.is_draft else words["issued"]) if meta.issued_on else ""
    standing = words["standing"].get(meta.standing_on(today).value, "")
    own = [w for w in worked if w.assessment.subsidy.document == slug]
    return Basis(meta.title, words["details"].format(issuer=meta.issuer, number=number, date=issued), standing, _cited(own))


def _cited(worked: Sequence[Worked]) -> tuple[Clause, ...]:
    """Return the words each figure stands on, clause by clause; a quote within another is not said twice."""
    sources = [s for w in worked for r in w.results for s in (r.item.source, *([r.failed.source] if r.failed else []))]
    sources += [cap.cap.source for w in worked for cap in w.caps]
    quotes = list(dict.fromkeys((s.clause, s.quote) for s in sources))
    kept = [(c, q) for c, q in quotes if not any(c == other and q != wider and q in wider for other, wider in quotes)]
    return tuple(Clause(clause, quote) for clause, quote in kept)


def _applying(worked: Sequence[Worked], words: Mapping[str, Any]) -> tuple[str, ...]:
    """Quote how to apply where a document says it; else send them to ask, never guess."""
    ways = [w.assessment.version.how_to_apply for w in worked if w.assessment.version and w.assessment.version.how_to_apply]
    lines = [words["applying_quote"].format(quote=way.quote.rstrip("。"), clause=way.clause) for way in ways] or [words["applying_unknown"]]
    if not any(word in way.quote for way in ways for word in words["bring_words"]):
        lines.append(words["bring_unknown"])
    return _distinct(lines)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
