"""What stands next to an answering sentence and belongs to the answer: its heading, the sentences that go on."""

from __future__ import annotations

import re

from policy_kb.answering.clauses.enumeration import is_overview
from policy_kb.answering.clauses.kinds import shipped_kinds
from policy_kb.answering.clauses.quoting import is_contact
from policy_kb.answering.clauses.reading import Part
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Citation
from policy_kb.parsing.passages import lead_in
from policy_kb.search import normalise
from policy_kb.search.comparing import sentences
from policy_kb.search.rerank import Found, share

SHORT, ENOUGH, ENOUGH_FOR_EACH = 24, 230, 320
_EACH = re.compile("分别|各自|各(?:是|有|怎|咋|要)")  # of two things: what is said of the one goes on behind a semicolon
GOES_ON = 0.5  # a following sentence of a list or procedure that shares this much of what the first shares goes with it


def widened(kb: KnowledgeBase, found: Found, quote: str, part: Part) -> list[str]:
    """Return the quote with what must be read with it, in the order of the clause."""
    if ("how_much" in part.asked or part.asked.quantities) and (whole := _whole_provision(kb, found)):
        return whole
    quotes = [quote]
    following = _following(kb, found)
    goes_on = "how" in part.asked or "list" in part.asked
    own = share(part.concepts, normalise(quote)) or 1.0
    asks_each = bool(_EACH.search(part.asked.said))
    while following and sum(map(len, quotes)) + len(following[0]) <= (ENOUGH_FOR_EACH if asks_each else ENOUGH):
        following_shares = share(part.concepts, normalise(following[0])) >= GOES_ON * own
        shows = goes_on and any(kind.shows.search(normalise(following[0])) for kind in part.asked.kinds)
        is_half = quotes[-1].endswith("；") and asks_each
        if len(quotes[-1]) > SHORT and not is_half and not (goes_on and (following_shares or ("how" in part.asked and shows))):
            break
        quotes.append(following.pop(0))
    heading = _telling_heading(kb, found, quotes, part)
    return [heading, *quotes] if heading else quotes


def _whole_provision(kb: KnowledgeBase, found: Found) -> list[str]:
    """Return all that a clause says of a sum: its tiers, conditions and limit; of a longer clause the sentence up to its full stop."""
    texts = _sentences_of(kb, found)
    sums = [shipped_kinds().names_a_sum(normalise(text)) for text in texts]
    if found.sentence not in texts or not any(sums):
        return []
    if sum(map(len, texts)) <= ENOUGH:
        return texts
    if not sums[texts.index(found.sentence)]:
        return []
    at = texts.index(found.sentence)
    start = next((i + 1 for i in range(at - 1, -1, -1) if not texts[i].endswith("；")), 0)
    stop = next((i + 1 for i in range(at, len(texts)) if not texts[i].endswith("；")), len(texts))
    together = texts[start:stop]
    return together if len(together) > 1 and sum(map(len, together)) <= ENOUGH else []


def leading(kb: KnowledgeBase, found: Found) -> Citation | None:
    """Return the words that introduce an item which says nothing alone, cited from the clause above it."""
    document, clause = found.passage.document, found.passage.clause
    root = kb.document(document).root
    for above in root.walk():
        for node in above.children:
            if node.clause == clause and (lead := lead_in(above, node)):
                return Citation(document, above.clause, f"{lead}：")
    return None


def _sentences_of(kb: KnowledgeBase, found: Found) -> list[str]:
    """Return the sentences of the found one's clause, in order and each once, lists of its parts left out."""
    passages = [p for p in kb.passages_of(found.passage.document) if p.clause == found.passage.clause and p.kind is found.passage.kind]
    texts = [s for p in passages if p is found.passage or not is_overview(kb, p) for s in sentences(p)]
    return [text for text in dict.fromkeys(texts) if not is_contact(text)]


def _following(kb: KnowledgeBase, found: Found) -> list[str]:
    """Return the sentences of the same clause that come after the found one."""
    texts = [s for p in kb.passages_of(found.passage.document) if p.clause == found.passage.clause for s in sentences(p)]
    return texts[texts.index(found.sentence) + 1 :] if found.sentence in texts else []


def _telling_heading(kb: KnowledgeBase, found: Found, quotes: list[str], part: Part) -> str:
    """Return the clause's own heading when it shows what was asked for and the quote does not (建立月报制度)."""
    node = kb.clause(found.passage.document, found.passage.clause)
    said = normalise("".join(quotes))
    if node is None or not node.title or not (part.asked.kinds or part.asked.quantities) or part.asked.is_shown_by(said):
        return ""
    title = normalise(node.title)
    shows = [*(k.shows for k in part.asked.kinds), *part.asked.quantities]
    return f"{node.title}。" if any(p.search(title) and not p.search(said) for p in shows) else ""
