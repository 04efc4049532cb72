"""Whether a document is in force, its number, its date, its issuer, until when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from policy_kb.answering.clauses.phrases import say
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Citation, Document, NodeKind, Outcome, Question, Standing
from policy_kb.parsing import split_sentences, squeeze
from policy_kb.search import normalise
from policy_kb.search.words import bigrams

MOST_DOCUMENTS = 3
TITLE_IS_NAMED, TITLE_IS_CLEAR = 2, 4  # pairs of characters shared with a title
_GONE = r"(?:废止|停止执行|不再执行|停止施行|失效)"
_TITLE = r"《[^》]+》(?:[（(][^）)]{1,40}[）)])?"
_TITLES = rf"({_TITLE}(?:[、，,]?(?:以及|[和及与])?{_TITLE})*)"
_WHEN = r"(?:[，,]?(?:自|从|于)[^，,。；《》]{1,25}?(?:[起时]|之?日|后)?[，,]?)?"
_HOW = r"(?:[，,]?(?:等(?:文件|办法|规定|通知)?|同时|一并|即行?|予以|相应|随之|自行|自动|已经?|均|都|全部|现|宣布|一律))*"
_ABOLISHES = re.compile(
    rf"{_TITLES}{_HOW}{_WHEN}{_HOW}{_GONE}(?!之?前|的|之日)|(?<![不未])(?:废止|停止执行|不再执行|停止施行)了?原?(?:的)?{_TITLES}"
)
_NUMBER = re.compile(r"[〔\[(](\d{4})[〕\])](?:第)?(\d{1,4})号")
_DIGITS = re.compile(r"\d+")
_OLD = re.compile(
    r"老办法|旧办法|(?:老|旧|原来|原先|以前|过去|之前|早先|从前|上一版|前一个)的?(?:那个|那份|那套)?.{0,12}?(?:办法|方案|文件|政策|规定|细则|意见|标准|通知|文)"
)
_NEW = re.compile(r"新(?:的|办法|方案|文件|政策|规定|细则|意见|标准|版)")
_DATELESS = (Standing.DRAFT, Standing.WITHDRAWN, Standing.SUPERSEDED)


def answer_status(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> Answer:
    """Say what a document is worth today; with several, the one whose title the question names, else each of them.

    A document that another abolishes is answered by the sentence that abolishes it.
    """
    if gone := _abolishing(kb, question.text, question.as_of, documents):
        said = [say("status_gone", title=kb.document(c.document).meta.title) + c.quote for c in gone]
        return Answer(Outcome.ANSWERED, said[0], tuple(said[1:]), tuple(gone), resolved=question)
    chosen = _named_in(question.text, documents)[:MOST_DOCUMENTS]
    sentences = [status_sentence(document, question) for document in chosen]
    return Answer(Outcome.ANSWERED, sentences[0], tuple(sentences[1:]), tuple(_citation(d) for d in chosen), resolved=question)


def status_sentence(document: Document, question: Question) -> str:
    """Return a document's title, number, issuer, date and state in one sentence."""
    meta = document.meta
    standing = meta.standing_on(question.as_of)
    facts = [say("status_issuer", issuer=meta.issuer, title=meta.title)]
    facts.append(say("status_number", number=meta.number) if meta.number else say("status_no_number"))
    if meta.issued_on:
        facts.append(say("status_drafted" if standing is Standing.DRAFT else "status_issued", day=_written(meta.issued_on)))
    words = squeeze(document.source)
    if meta.in_force_from and meta.in_force_from != meta.issued_on and _written(meta.in_force_from) in words:
        facts.append(say("status_begins", day=_written(meta.in_force_from)))
    until = meta.in_force_until
    last = "" if until is None else _written(until) if _written(until) in words else f"{until.year}年"
    key = f"standing_{standing.value}" if last or standing in _DATELESS else "standing_open"
    return "，".join(facts) + "。" + say(key, until=last)


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _abolishing(kb: KnowledgeBase, text: str, as_of: date, documents: Sequence[Document]) -> list[Citation]:
    """Return the sentences that abolish the older document a question is about: one it calls old, or names by number.

    Only a document in force on that day abolishes another; a draft does not, nor one that is yet to take effect.
    """
    found = [
        (passage, sentence)
        for document in documents
        if document.meta.standing_on(as_of) is Standing.IN_PERIOD
        for passage in kb.passages_of(document.slug)
        for sentence in split_sentences(passage.text)
        if abolished(sentence)
    ]
    calls_old = bool(_OLD.search(normalise(text))) and not _NEW.search(normalise(text))
    meant = [(p, s) for p, s in found if calls_old or _names_number(text, abolished(s))]
    return [Citation(p.document, p.clause, s) for p, s in meant[:MOST_DOCUMENTS]]


def abolished(sentence: str) -> str:
    """Return the titles, with their numbers, of which a sentence says that they are no longer in force."""
    return "".join(first or second for first, second in _ABOLISHES.findall(squeeze(sentence)))


def _names_number(text: str, titles: str) -> bool:
    """Say whether a question gives year and number of one of these documents (2019年12号文)."""
    numbers = [(year, number) for year, number in _NUMBER.findall(normalise(titles))]
    said = set(_DIGITS.findall(normalise(text)))
    return any(year in said and number in said for year, number in numbers)


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
