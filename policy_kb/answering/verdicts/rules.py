"""What the pieces of a clause lay down: forbid, oblige, exempt, allow, support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from policy_kb.answering.verdicts.data import RuleWords, pattern, rule_words
from policy_kb.search import normalise

GOES_ON = frozenset({"allows", "supports"})  # what is allowed may be told on in the pieces that follow


@dataclass(frozen=True)
class Rule:
    """What one piece of a clause lays down, with the topic named in the piece before it."""

    lays_down: str
    in_principle: bool
    text: str
    own: str

    @property
    def predicate(self) -> str:
        """What stands behind the words that lay it down."""
        return next((self.own[hit.end() :] for w in rule_words() if (hit := w.words.search(self.own))), "")


def read_rules(pieces: Sequence[str]) -> list[Rule]:
    """Return the rules of a sentence's pieces; a piece that only states a condition or a topic lays down none itself."""
    rules: list[Rule] = []
    topic = ""
    for raw in pieces:
        piece = normalise(raw)
        words = _lays_down(piece)
        starts_anew = bool(pattern("turns").search(piece))
        if words:
            rules.append(Rule(words.lays_down, words.in_principle, ("" if starts_anew else topic) + piece, piece))
            topic = ""
        elif rules and rules[-1].lays_down in GOES_ON and not _is_topic(piece):
            rules[-1] = replace(rules[-1], text=rules[-1].text + piece)
        else:
            topic = piece if starts_anew else topic + piece
    return rules


def _lays_down(piece: str) -> RuleWords | None:
    """Return the words by which a piece lays something down; a condition or a topic does not (获得支持的主体，)."""
    if pattern("condition").search(piece):
        return None
    words = next((words for words in rule_words() if words.words.search(piece)), None)
    return None if words and words.lays_down in GOES_ON and _is_topic(piece) and not words.words.match(piece) else words


def _is_topic(piece: str) -> bool:
    return bool(pattern("topic").search(piece))
