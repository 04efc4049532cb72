"""Other people's questions, asked of the shipped documents: how many are answered rightly, and that no figure is invented."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policy_kb.answering import answer
from policy_kb.answering.figures import unsupported_figures
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Question
from policy_kb.regions import names_of

QUESTIONS = Path(__file__).with_name("questions.jsonl")
TODAY = date(2026, 11, 22)
INTENTS = {
    "policy": "ask_policy",
    "deadline": "ask_deadline",
    "responsibility": "ask_responsible",
    "procedure": "ask_procedure",
    "status": "ask_status",
    "ood": "ask_policy",
}
TOGETHER, EACH = 0.95, 0.9  # what the set must reach, in all and kind by kind
SAME_PLACE_NAMES = 2


def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def place(kb: KnowledgeBase, name: str) -> str:
    found = kb.divisions.find(name)
    return next((d.code for d in found if kb.covers(d.code)), found[0].code)


def named_places(kb: KnowledgeBase, text: str) -> tuple[str, ...]:
    """Find the covered places, and a few that are not, whose short names a question says."""
    codes = [*kb.covered_places(), place(kb, "广西壮族自治区"), place(kb, "甘肃省")]
    said = [
        (text.find(name), code)
        for code in codes
        for name in names_of(kb.divisions[code].name)
        if len(name) >= SAME_PLACE_NAMES and name in text
    ]
    return tuple(dict.fromkeys(code for _, code in sorted(said)))


def talk(kb: KnowledgeBase, entry: dict[str, Any], intent: str | None = None) -> Iterator[tuple[dict[str, Any], Answer]]:
    """Ask a question's turns one after the other, each remembering the one before."""
    own = place(kb, entry["region"]) if entry["region"] else None
    previous = None
    for turn in entry["turns"]:
        named = named_places(kb, turn["say"])
        region = named[0] if len(named) == 1 else own
        named = () if named == (own,) else named
        question = Question(turn["say"], intent or INTENTS[entry["kind"]], TODAY, region, named, previous=previous)
        reply = answer(kb, question)
        previous = replace(reply.resolved or question, previous=None)
        yield turn, reply


def is_right(kb: KnowledgeBase, turn: dict[str, Any], reply: Answer) -> bool:
    drafts = ["征求意见稿" for c in reply.citations if kb.document(c.document).meta.is_draft]
    text = folded("\n".join([reply.lead, *reply.lines, *drafts]))
    return all(any(folded(a) in text for a in group) for group in turn["must"]) and not any(folded(w) in text for w in turn["must_not"])


@pytest.mark.parametrize("intent", [None, "ask_policy", "ask_subsidy"])
def test_questions_in_other_peoples_words_are_answered_whatever_the_intent_understood(kb: KnowledgeBase, intent: str | None) -> None:
    right: dict[str, list[str]] = defaultdict(list)
    wrong: dict[str, list[str]] = defaultdict(list)
    for entry in questions():
        good = all(is_right(kb, turn, reply) for turn, reply in talk(kb, entry, intent))
        (right if good else wrong)[entry["kind"]].append(entry["id"])
    total = sum(map(len, right.values())) + sum(map(len, wrong.values()))
    assert sum(map(len, right.values())) >= TOGETHER * total, dict(wrong)
    if intent is None:
        assert [kind for kind in wrong if len(right[kind]) < EACH * (len(right[kind]) + len(wrong[kind]))] == []


def test_every_figure_said_stands_in_a_cited_clause_in_shown_arithmetic_or_in_the_question(kb: KnowledgeBase) -> None:
    invented = {}
    for entry in questions():
        for turn, reply in talk(kb, entry):
            ground = [kb.clause_text(c.document, c.clause) for c in reply.citations] + [c.quote for c in reply.citations]
            ground += [about(kb, c.document) for c in reply.citations]
            figures = unsupported_figures("\n".join([reply.lead, *reply.lines]), ground, turn["say"])
            if figures:
                invented[entry["id"]] = figures
    assert invented == {}


def about(kb: KnowledgeBase, slug: str) -> str:
    meta = kb.document(slug).meta
    day = f"{meta.issued_on.year}年{meta.issued_on.month}月{meta.issued_on.day}日" if meta.issued_on else ""
    return f"{meta.title} {meta.number} {day} {meta.in_force_until}"


def test_every_quote_is_verbatim_in_its_clause(kb: KnowledgeBase) -> None:
    def squeezed(text: str) -> str:
        return re.sub(r"[\s，。；：]", "", text)

    strangers = []
    for entry in questions():
        for _, reply in talk(kb, entry):
            for citation in reply.citations:
                clause = kb.clause_text(citation.document, citation.clause) + kb.document(citation.document).meta.title
                if "…" not in citation.quote and squeezed(citation.quote) not in squeezed(clause):
                    strangers.append((entry["id"], citation))
    assert strangers == []


def test_replies_are_short(kb: KnowledgeBase) -> None:
    long = [(e["id"], len(r.lead) + sum(map(len, r.lines))) for e in questions() for _, r in talk(kb, e)]
    assert [entry for entry in long if entry[1] > 420] == []
    assert sum(length for _, length in long) / len(long) <= 200
