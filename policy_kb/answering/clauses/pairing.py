"""Who of several: the stretch of a sentence that names the one asked about, and lists that are paired by 分别."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policy_kb.answering.clauses.quoting import LONG_QUOTE, pieces_of
from policy_kb.answering.clauses.reading import Part
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.search import normalise
from policy_kb.search.comparing import match, sentences
from policy_kb.search.rerank import Found, Weighted, share

ENOUGH_ALONE, SHORTEST = 0.85, 9
_BODY = re.compile(r"[局厅委办部组府社院行会司员长]|领导|企业|集体|主体")
_PAIRED = re.compile(
    r"(?P<who>[^，。；：]+?、[^，。；：]+?)分别(?P<does>[^，。；：、]{0,6}?(?:负责|牵头|承担|做好|实施)+)(?P<what>[^，。；：]+?、[^，。；：]+)"
)


def narrowed(sentence: str, part: Part) -> str:
    """Return the one stretch of a sentence that says who, when the others speak of other things; else the sentence."""
    pieces = pieces_of(sentence)
    who = [kind.shows for kind in part.asked.kinds if kind.name == "who"]
    if len(pieces) < 2 or not who or "how" in part.asked:
        return sentence  # 先交给谁: all the hands it goes through
    values = [share(part.concepts, piece) for piece in pieces]
    best = max(range(len(pieces)), key=values.__getitem__)
    piece = pieces[best].rstrip("，；。")
    alone = values[best] >= ENOUGH_ALONE * share(part.concepts, sentence) and len(piece) >= SHORTEST
    return piece + "。" if alone and who[0].search(normalise(piece)) else sentence


def with_subject(kb: KnowledgeBase, found: Found, quote: str) -> str:
    """Put before a sentence that names nobody (；指导项目库建设) the one before it, which says who."""
    texts = [s for p in kb.passages_of(found.passage.document) if p.clause == found.passage.clause for s in sentences(p)]
    at = texts.index(found.sentence) if found.sentence in texts else 0
    goes_on = at > 0 and texts[at - 1].endswith("；") and not _BODY.search(quote)
    return texts[at - 1] + quote if goes_on and len(texts[at - 1]) + len(quote) <= LONG_QUOTE else quote


def paired(sentence: str, concepts: Sequence[Weighted]) -> str:
    """Return who does what out of 甲、乙分别负责丙、丁 for the thing asked about, or nothing."""
    hit = _PAIRED.search(sentence)
    if hit is None:
        return ""
    people, things = hit["who"].split("、"), hit["what"].split("、")
    values = [sum(w.weight * match(w.concept, normalise(thing)) for w in concepts) for thing in things]
    if len(people) != len(things) or max(values) <= 0:
        return ""
    best = values.index(max(values))
    return f"{people[best]}{hit['does']}{things[best]}。"
