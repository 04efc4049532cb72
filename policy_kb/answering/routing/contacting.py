"""Who wants a number or a human: the office's number where a document names one; of people there is none to give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from policy_kb.answering.clauses.kinds import shipped_kinds
from policy_kb.answering.clauses.phrases import say
from policy_kb.answering.clauses.quoting import is_contact
from policy_kb.answering.policies import answer_policy
from policy_kb.answering.told.telephones import has_number
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.asked import latest
from policy_kb.model import Answer, Document, Outcome, Question

CONTACT = "ask_contact"
_PERSON = re.compile("联系人|经办人")
_PIECE = re.compile(r"[，,。？?；;\n]")


def contact(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> Answer:
    """Give the number of the office that a document names, or who does what is asked; else say that there is none to give."""
    nobody = Answer(Outcome.OUT_OF_SCOPE, _nobody(kb, question, documents), resolved=question)
    quoted = answer_policy(kb, replace(question, intent="ask_policy"), documents) if documents else nobody
    if quoted.outcome is not Outcome.ANSWERED:
        return nobody
    if any(has_number(citation.quote) for citation in quoted.citations):
        return quoted
    if _PERSON.search(latest(question.text)) and _names_somebody(kb, quoted):
        return replace(quoted, lead=say("a_person") + quoted.lead.removeprefix(say("unshown_who")))
    return replace(quoted, lines=(*quoted.lines, nobody.lead)) if _asks_who(question.text) else nobody


def _names_somebody(kb: KnowledgeBase, quoted: Answer) -> bool:
    """Say whether a reply that shows no office quotes a clause in which somebody is named for calls."""
    clauses = (kb.clause_text(citation.document, citation.clause) for citation in quoted.citations)
    return quoted.lead.startswith(say("unshown_who")) and any(is_contact(text) for text in clauses)


def _nobody(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> str:
    """Say that there is no number to give; of documents that hold none, that they hold none."""
    asks_for_number = "phone" in shipped_kinds().asked(latest(question.text))
    texts = (node.text for document in documents for node in document.root.walk())
    if not documents or not asks_for_number or any(is_contact(text) for text in texts):
        return say(CONTACT)
    places = dict.fromkeys(kb.divisions[document.meta.region].name for document in documents)
    return say("no_phone", places="、".join(places))


def _asks_who(text: str) -> bool:
    """Say whether an office is asked for in a part that asks for no number."""
    asked = [shipped_kinds().asked(piece) for piece in _PIECE.split(text)]
    return any("who" in piece and "phone" not in piece for piece in asked)
