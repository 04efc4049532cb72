"""From an Answer to what Rasa sends: text, buttons, and the outcome and citations for scripts."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from actions.consultation import REGION, Consultation
from actions.texts import texts
from actions.turns import Turn
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Citation, Mention, Outcome
from policy_kb.wording import quantity_text, source_lines

Message = dict[str, Any]
_CLAUSE_LENGTH = 900
_MARK = ("【", "】")


def render_consultation(
    kb: KnowledgeBase, turn: Turn, consultation: Consultation, today: date, offer_to_keep: bool = False
) -> list[Message]:
    """Return the messages a turn is answered with; never empty."""
    place = place_message(kb, consultation)
    if consultation.unclear_places:
        return [_choice_of_places(kb, consultation.unclear_places)]
    if consultation.answer is None:
        return [place or _nothing_asked(kb, turn, consultation)]
    message = render_answer(kb, consultation.answer, consultation.region, today)
    if place and turn.intent == "set_region":
        message["text"] = f"{place['text']}\n{message['text']}"
    if offer_to_keep and consultation.answer.outcome is Outcome.ANSWERED:
        message["buttons"].append(_button(texts().buttons["keep"], "/keep_facts"))
    if consultation.answer.is_worked_out:
        message["buttons"].append(_button(texts().buttons["sheet"], "/result_sheet"))
    return [message]


def render_answer(kb: KnowledgeBase, answer: Answer, region: str | None, today: date) -> Message:
    """Return one message: the answering sentence, its lines, where it stands, and what can be tapped next."""
    sources = source_lines(kb, answer.citations, today)
    text = "\n".join(part for part in (answer.lead, *answer.lines, *sources) if part)
    return {"text": text, "buttons": _buttons(kb, answer), "json_message": _meta(kb, answer, region)}


def render_clause(kb: KnowledgeBase, citation: Citation, today: date) -> Message:
    """Return a whole clause with the quoted sentence marked; long ones are cut around the quote."""
    node = kb.clause(citation.document, citation.clause)
    if node is None:
        return {"text": texts().say("clause_not_found")}
    whole = "\n".join(part for n in node.walk() for part in (f"{n.label}{n.title}", n.text) if part)
    if citation.quote and citation.quote in whole:
        whole = whole.replace(citation.quote, citation.quote.join(_MARK), 1)
    sources = source_lines(kb, (citation,), today)
    return {"text": "\n".join([_window(whole), *sources])}


def place_message(kb: KnowledgeBase, consultation: Consultation) -> Message | None:
    """Return what is said when a person's place has just been settled."""
    if not consultation.region_is_new or consultation.region is None:
        return None
    name = kb.divisions[consultation.region].name
    if kb.covers(consultation.region):
        return {"text": texts().say("region_set", place=name), "json_message": {"region": name}}
    covered = "、".join(kb.divisions[code].name for code in kb.covered_places())
    return {"text": texts().say("region_set_uncovered", place=name, covered=covered), "json_message": {"region": name}}


def quantity_in_words(mention: Mention, kb: KnowledgeBase) -> str:
    """Say a quantity the way people do: 2头牛."""
    return quantity_text(kb.lexicon, mention)


def _nothing_asked(kb: KnowledgeBase, turn: Turn, consultation: Consultation) -> Message:
    if turn.intent == "set_region":
        if consultation.region and turn.places:
            name = kb.divisions[consultation.region].name
            return {"text": texts().say("region_set", place=name), "json_message": {"region": name}}
        return {"text": texts().say("change_place"), "buttons": _covered_places(kb)}
    key = "dont_know" if turn.intent == "dont_know" else "nothing_to_continue"
    return {"text": texts().say(key)}


def _buttons(kb: KnowledgeBase, answer: Answer) -> list[dict[str, str]]:
    words = texts().buttons
    buttons = [_button(q, q) for q in answer.suggestions[:3]]
    if REGION in answer.asks:
        buttons += _covered_places(kb)
    elif any(fact in kb.lexicon.facts and kb.lexicon.fact(fact).type == "yes_no" for fact in answer.asks):
        buttons += [_button(words[key], words[key]) for key in ("yes", "no", "dont_know")]
    if answer.citations:
        first = answer.citations[0]
        payload = json.dumps({"document": first.document, "clause": first.clause, "quote": first.quote}, ensure_ascii=False)
        buttons.append(_button(words["show_clause"], f"/show_clause{payload}"))
    return buttons


def _covered_places(kb: KnowledgeBase) -> list[dict[str, str]]:
    names = [kb.divisions[code].name for code in kb.covered_places()]
    return [_button(name, name) for name in names]


def _choice_of_places(kb: KnowledgeBase, codes: tuple[str, ...]) -> Message:
    full = ["".join(d.name for d in reversed(kb.divisions.path(code))) for code in codes[:6]]
    name = kb.divisions[codes[0]].name
    return {"text": texts().say("region_shared", name=name), "buttons": [_button(f, f) for f in full]}


def _meta(kb: KnowledgeBase, answer: Answer, region: str | None) -> dict[str, Any]:
    return {
        "outcome": str(answer.outcome),
        "citations": [{"document": c.document, "clause": c.clause, "quote": c.quote} for c in answer.citations],
        "region": kb.divisions[region].name if region else None,
    }


def _button(title: str, payload: str) -> dict[str, str]:
    return {"title": title, "payload": payload}


def _window(text: str) -> str:
    if len(text) <= _CLAUSE_LENGTH:
        return text
    middle = max(0, text.find(_MARK[0]))
    start = max(0, min(middle - _CLAUSE_LENGTH // 3, len(text) - _CLAUSE_LENGTH))
    return ("…" if start else "") + text[start : start + _CLAUSE_LENGTH] + "…"
