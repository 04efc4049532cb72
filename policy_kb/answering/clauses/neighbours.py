"""What stands next to an answering sentence and belongs to the answer: its heading, the sentences that go on."""

from __future__ import annotations

from policy_kb.answering.clauses.reading import Part
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.search import normalise
from policy_kb.search.comparing import sentences
from policy_kb.search.rerank import Found, share

SHORT, ENOUGH = 24, 230
GOES_ON = 0.5  # a following sentence of a list or procedure that shares this much of what the first shares goes with it


def widened(kb: KnowledgeBase, found: Found, quote: str, part: Part) -> list[str]:
    """Return the quote with what must be read with it, in the order of the clause."""
    quotes = [quote]
    following = _following(kb, found)
    goes_on = "how" in part.asked or "list" in part.asked
    own = share(part.concepts, normalise(quote)) or 1.0
    while following and sum(map(len, quotes)) + len(following[0]) <= ENOUGH:
        following_shares = share(part.concepts, normalise(following[0])) >= GOES_ON * own
        shows = goes_on and any(kind.shows.search(normalise(following[0])) for kind in part.asked.kinds)
        if len(quotes[-1]) > SHORT and not (goes_on and (following_shares or ("how" in part.asked and shows))):
            break
        quotes.append(following.pop(0))
    heading = _telling_heading(kb, found, quotes, part)
    return [heading, *quotes] if heading else quotes


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
