"""May we: beginning an answer with yes or no, from the clause's own words and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policy_kb.answering.clauses.phrases import say
from policy_kb.answering.clauses.quoting import pieces_of
from policy_kb.answering.clauses.reading import Part
from policy_kb.answering.verdicts import Form, Reading, Verdict, decide, form_of
from policy_kb.answering.verdicts.data import pattern
from policy_kb.search import normalise
from policy_kb.search.comparing import match
from policy_kb.search.rerank import share
from policy_kb.search.words import Concept

SPOKEN_OF = 0.5
_FIGURE = re.compile(r"\d|[一二两三四五六七八九十百千万]+[元块%成年月天次户人亩头只万]")
_PARTICLES = "[^，,。；;]{0,4}"
_DENIALS = "(未|不|没有|没|无|非)"


def permission(quote: str, part: Part, headings: Sequence[str] = ()) -> str:
    """Return how the answer to a yes/no question begins: 不能, 可以, 从原文看 ...; nothing when it is no such question."""
    form = form_of(part.asked.said)
    if form is Form.NONE or pattern("asks_more").search(part.asked.said):
        return ""
    spoken = [w for w in part.own if not w.concept.is_joined and len(w.concept.said) > 1 and not _FIGURE.search(w.concept.said)]
    action = [w for w in spoken if not pattern("actors").fullmatch(w.concept.said)]
    reading = Reading(
        share=lambda text: share(spoken, text),
        action=lambda text: share(action, text) if action else 0.0,
        speaks_of=lambda what, text: any(match(c, normalise(text)) >= SPOKEN_OF for c in _concepts(part, what)),
        denies=lambda what, text: any(_denied(form, normalise(text)) for c in _concepts(part, what) for form, _ in c.forms),
    )
    verdict = decide(part.asked.said, pieces_of(quote), "".join(headings), reading)
    return _said(verdict) if verdict else say("may_unclear")


def _concepts(part: Part, what: str) -> list[Concept]:
    """Return the concepts a stretch of the question is made of."""
    return [w.concept for w in part.own if w.concept.said in what or what in w.concept.said]


def _denied(form: str, text: str) -> bool:
    return bool(re.search(_DENIALS + _PARTICLES + re.escape(form.lstrip("未不")), text))


def _said(verdict: Verdict) -> str:
    compared = verdict.compared
    if compared is None:
        return say(f"may_{verdict.key}")
    working = f"{compared.working}，" if compared.working else ""
    claim = compared.figure.said
    return say(f"may_{verdict.key}", working=working, claim=claim, limit=compared.limit.said)
