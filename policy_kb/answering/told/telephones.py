"""An office's telephone number, given when it is asked for; a person's is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policy_kb.answering.clauses.reading import Part
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Citation, Document
from policy_kb.parsing.passages import split_sentences
from policy_kb.search import normalise
from policy_kb.search.rerank import share
from policy_kb.search.words import bigrams

MOST_NUMBERS = 3
SPOKEN_OF = 0.25  # a number's own words speak of so much of the question, when nobody said whose number is meant
IN_CLAUSE = 0.5  # what words are worth that stand only in the clause around a number
THE_OFFICE = 0.6  # so much of an office's name stands in what was said of it
_NUMBER = re.compile(r"(?<!\d)(?:[(（]?0\d{2,3}[)）]?\s*[-—－–]*\s*\d{7,8}|12[0-9]{3}|400[-—]?\d{3,4}[-—]?\d{3,4})(?!\d)")
_PERSON = re.compile(r"联\s*系\s*人|经办人|负责人[:：]|姓名")
_THE_WORD = re.compile(r"电话|号码|热线|联系")
_FOR_ANYTHING = re.compile(r"咨询|联系")
_BREAK = re.compile(r"[，,；;。、\t]|\s{2,}|\u3000+")
_LABEL = re.compile(r"^(?:\S*?(?:电话|热线|号码|方式))[:：]")
_WHOSE = re.compile(  # an office, with nobody's name behind it
    r"|[（(]?(?:[\u4e00-\u9fff（）()]*(?:[局办委厅站所科股室队院会府行社部]|中心|公司))?"
    r"(?:服务|咨询|监督|举报|投诉|值班|政策|办公|联系)*(?:电话|热线|号码)?[:：]?"
)
_OFFICE = re.compile(r"[\u4e00-\u9fff（）()]{2,20}?(?:[局办委厅站所]|中心|政府|支行|公司)")


@dataclass(frozen=True)
class Telephone:
    """A number with the words that say whose it is, quoted from a clause."""

    label: str
    office: str
    citation: Citation


def has_number(text: str) -> bool:
    """Say whether a text names a telephone number."""
    return bool(_NUMBER.search(text))


def telephones_for(kb: KnowledgeBase, part: Part, documents: Sequence[Document], said: str) -> list[Citation]:
    """Return the numbers asked for: of the offices that were said to answer, else those whose own words the question speaks of."""
    known = list({_digits(t): t for document in documents for t in _telephones(kb, document)}.values())
    wanted = [t for t in known if t.office and _names(said, t.office)] or _spoken_of(kb, part, known)
    wanted = (wanted or [t for t in known if _FOR_ANYTHING.search(t.label)])[:MOST_NUMBERS]
    ends = ["；"] * (len(wanted) - 1) + ["。"]
    return [replace(t.citation, quote=t.citation.quote + end) for t, end in zip(wanted, ends, strict=False)]


def _spoken_of(kb: KnowledgeBase, part: Part, known: Sequence[Telephone]) -> list[Telephone]:
    """Return the numbers whose label, office or clause the question speaks of most."""
    things = [w for w in part.concepts if not _THE_WORD.search(w.concept.said)]
    worth = {t: share(things, t.label + t.office) + IN_CLAUSE * share(things, _clause(kb, t)) for t in known} if things else {}
    best = max(worth.values(), default=0.0)
    return [t for t in known if worth[t] == best] if best >= SPOKEN_OF else []


def _clause(kb: KnowledgeBase, telephone: Telephone) -> str:
    return kb.clause_text(telephone.citation.document, telephone.citation.clause)


def _digits(telephone: Telephone) -> str:
    found = _NUMBER.findall(telephone.citation.quote)
    return re.sub(r"\D", "", found[-1])


def _telephones(kb: KnowledgeBase, document: Document) -> Iterator[Telephone]:
    for passage in kb.passages_of(document.slug):
        for sentence in split_sentences(passage.text):
            if _NUMBER.search(sentence) and not _PERSON.search(sentence):
                yield from _in_sentence(sentence, passage.document, passage.clause)


def _in_sentence(sentence: str, slug: str, clause: str) -> Iterator[Telephone]:
    """Cut a sentence into its numbers: 咨询电话：甲局0900-1234567，乙局0900-7654321."""
    label = ""
    before = ""
    for piece in filter(None, (piece.strip() for piece in _BREAK.split(sentence))):
        found = _NUMBER.search(piece)
        named = _LABEL.match(piece)
        label = named[0].rstrip(":：") if named else label
        if found is None:
            before = piece
            continue
        own = piece[: found.start()]
        office = re.sub(r"\s|[:：]$", "", own[named.end() :] if named else own)
        if not _WHOSE.fullmatch(office):
            continue  # 县教委 某某 0900-1234567: somebody's own number
        quote = piece[: found.end()] + ("）" if piece.startswith("（") and not piece[: found.end()].endswith("）") else "")
        yield Telephone(label, office or _last_office(before), Citation(slug, clause, quote.lstrip("（(")))


def _last_office(before: str) -> str:
    named = _OFFICE.findall(before)
    return named[-1] if named else ""


def _names(said: str, office: str) -> bool:
    """Say whether a text names an office, in full or shortened (县农机中心 for 县农业机械服务中心)."""
    names = [normalise(name) for name in _OFFICE.findall(office)] or [normalise(office)]
    text = normalise(said)
    return any(name in text or _share(name, text) >= THE_OFFICE for name in names)


def _share(name: str, text: str) -> float:
    pairs = bigrams(name)
    return sum(pair in text for pair in pairs) / len(pairs)
