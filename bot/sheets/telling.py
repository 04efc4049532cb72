"""Who asks and what they told, in the sheet's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policy_kb.answering.sums import Worked
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import FactValue, Mention, Question
from policy_kb.wording.numbers import plain, quantity, say

HOUSEHOLD, REGISTERED_POOR = "household", "registered_poor"


def about(kb: KnowledgeBase, question: Question, worked: Sequence[Worked], words: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return headed lines: the place, the kind of applicant, whether a registered household, what they have."""
    facts = worked[0].facts
    applicant = question.applicant or _only_applicant(worked)
    place = "".join(d.name for d in reversed(kb.divisions.path(question.region))) if question.region else ""
    lines = [
        (words["place"], place),
        (words["applicant"], kb.lexicon.applicant_label(applicant) if applicant else words["unnamed_applicant"]),
    ]
    if applicant in (None, HOUSEHOLD):
        known = facts.get(REGISTERED_POOR)
        lines.append((words["registered_poor"], words["unknown" if known is None else "yes" if known else "no"]))
    told = list(dict.fromkeys(_told(kb, question, worked, words)))
    return (*lines, *([(words["told"], words["list"].join(told))] if told else []))


def _only_applicant(worked: Sequence[Worked]) -> str | None:
    kinds = {kind for w in worked for r in w.results for kind in r.item.applicants}
    return kinds.pop() if len(kinds) == 1 else HOUSEHOLD if REGISTERED_POOR in worked[0].facts else None


def _told(kb: KnowledgeBase, question: Question, worked: Sequence[Worked], words: Mapping[str, Any]) -> Iterator[str]:
    said = {m.fact for m in question.mentions if m.fact}
    yield from (_counted(kb, m, words) for m in question.mentions if m.value is not None and not m.negated)
    used = {fact for w in worked for r in w.results for fact in (*r.item.formula.uses, *(c.fact for c in r.item.conditions))}
    for name, value in worked[0].facts.items():
        if name in used and name not in said and name != REGISTERED_POOR and name in kb.lexicon.facts:
            yield _known(kb, name, value, words)


def _known(kb: KnowledgeBase, name: str, value: FactValue, words: Mapping[str, Any]) -> str:
    fact = kb.lexicon.fact(name)
    if isinstance(value, bool):
        return str(words["told_yes" if value else "told_no"].format(label=fact.label))
    shown = value if isinstance(value, str) else quantity(value, fact.unit)
    return str(words["told_number"].format(label=fact.label, value=shown))


def _counted(kb: KnowledgeBase, mention: Mention, words: Mapping[str, Any]) -> str:
    """Write a quantity the way a form lists it: 牛2头, 羊10至19只, 带动贫困户18户."""
    fact = kb.lexicon.facts.get(mention.fact or "")
    unit = mention.unit or (fact.unit if fact else "")
    assert mention.value is not None
    value = quantity(mention.value, unit)
    if mention.low is not None and mention.high is not None and mention.low != mention.high:
        value = say("numbers", "range", low=plain(mention.low), high=quantity(mention.high, unit))
    return str(words["told_number"].format(label=fact.label if fact else mention.text, value=value))
