"""Whether a document is in force, its number, its date, its issuer, until when."""

from __future__ import annotations

from collections.abc import Sequence

from policy_kb.answering.clauses.phrases import say
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Citation, Document, DocumentMeta, NodeKind, Outcome, Question, Standing
from policy_kb.search import normalise
from policy_kb.search.words import bigrams

MOST_DOCUMENTS = 3
TITLE_IS_NAMED, TITLE_IS_CLEAR = 2, 4  # pairs of characters shared with a title
_DATELESS = (Standing.DRAFT, Standing.WITHDRAWN, Standing.SUPERSEDED)


def answer_status(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> Answer:
    """Say what a document is worth today; with several, the one whose title the question names, else each of them."""
    chosen = _named_in(question.text, documents)[:MOST_DOCUMENTS]
    sentences = [status_sentence(document.meta, question) for document in chosen]
    return Answer(Outcome.ANSWERED, sentences[0], tuple(sentences[1:]), tuple(_citation(d) for d in chosen), resolved=question)


def status_sentence(meta: DocumentMeta, question: Question) -> str:
    """Return a document's title, number, issuer, date and state in one sentence."""
    standing = meta.standing_on(question.as_of)
    facts = [say("status_issuer", issuer=meta.issuer, title=meta.title)]
    facts.append(say("status_number", number=meta.number) if meta.number else say("status_no_number"))
    if meta.issued_on:
        day = f"{meta.issued_on.year}年{meta.issued_on.month}月{meta.issued_on.day}日"
        facts.append(say("status_drafted" if standing is Standing.DRAFT else "status_issued", day=day))
    until = str(meta.in_force_until.year) if meta.in_force_until else ""
    key = f"standing_{standing.value}" if until or standing in _DATELESS else "standing_open"
    return "，".join(facts) + "。" + say(key, until=until)


def names_document(text: str, document: Document) -> bool:
    """Say whether a text speaks a good part of a document's title, so that no other can be meant."""
    title = set(bigrams(normalise(document.meta.title)))
    return len(title & set(bigrams(normalise(text)))) >= TITLE_IS_CLEAR


def _named_in(text: str, documents: Sequence[Document]) -> list[Document]:
    """Order documents by how much of their title the question speaks; only the best when one stands out."""
    said = set(bigrams(normalise(text)))
    shared = [len(said & set(bigrams(normalise(d.meta.title)))) for d in documents]
    if max(shared) >= TITLE_IS_NAMED:
        return [d for d, score in zip(documents, shared, strict=True) if score == max(shared)]
    return [d for d in documents if d.meta.region == documents[0].meta.region]


def _citation(document: Document) -> Citation:
    """Cite the title block, where a document gives its number and date."""
    for node in document.root.walk():
        if node.kind in (NodeKind.FRONT, NodeKind.BACK):
            return Citation(document.slug, node.clause, document.meta.title)
    return Citation(document.slug, "", document.meta.title)
