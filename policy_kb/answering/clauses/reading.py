"""Reading a policy question: its parts, what each asks for, and what each speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from policy_kb.answering.clauses.kinds import Asked, shipped_kinds
from policy_kb.model import Question
from policy_kb.search import Language, normalise
from policy_kb.search.rerank import Weighted, weigh

OTHER_PARTS, BEFORE = 0.5, 0.35  # what words count that stand in the question's other parts, or in the question before
NAMES_A_THING = 0.2
A_FEW_WORDS = 14
_BREAK = re.compile(r"[？?。！!；;，,\n]+")
_RUN_ON = re.compile(  # 路费给多少贷款能贷多少
    r"(?<=多少)(?:个?钱|元)?(?=[^年钱元个户头只亩天次人家名，。？,?][^，。？?]{3,}(?:多少|几[个天年月]|[啥哪谁]))"
)
_LEANS = re.compile(r"^(哦|噢|那|那么|那要是|要是|如果|这个?|它)|呢[？?]?$")
_LEANING_CONCEPTS = 4


@dataclass(frozen=True)
class Part:
    """A part of a question: what it asks for and the concepts it speaks of, those of the other parts counting less."""

    asked: Asked
    concepts: tuple[Weighted, ...]
    own: tuple[Weighted, ...]


def read_parts(index: Language, question: Question, ignore: Iterable[str] = ()) -> tuple[Part, ...]:
    """Split a question into the parts that each ask for something."""
    return _read(index, question.text, previous_text(question) or unsaid(index, question), frozenset(ignore))


@lru_cache(maxsize=4)  # several steps of one answer read the same question
def _read(index: Language, text: str, before: str, ignore: frozenset[str]) -> tuple[Part, ...]:
    pieces = _pieces(_without(text, ignore))
    concepts = [weigh(index, index.cutter.concepts(piece)) for piece in pieces]
    earlier = _earlier(index, _without(before, ignore), sum(w.weight for ws in concepts for w in ws)) if before else []
    parts = []
    for number, piece in enumerate(pieces):
        asked = shipped_kinds().asked(piece)
        if before and not asked.kinds:
            asked = _asked_as_before(piece, before)
        others = [Weighted(w.concept, w.weight * OTHER_PARTS) for other, ws in enumerate(concepts) if other != number for w in ws]
        parts.append(Part(asked, _merged([*concepts[number], *others, *earlier]), tuple(concepts[number])))
    return tuple(parts)


def _earlier(index: Language, before: str, own: float) -> list[Weighted]:
    """Weigh what the question before spoke of: a new thing that is named must not be drowned by it."""
    concepts = index.cutter.concepts(before)
    whole = sum(w.weight for w in weigh(index, concepts))
    return weigh(index, concepts, min(BEFORE, own / whole) if own >= NAMES_A_THING and whole else BEFORE)


def previous_text(question: Question) -> str:
    """Return the words of the question before when this one leans on it (那羊呢), else nothing."""
    if question.previous is None:
        return ""
    said = normalise(question.text)
    leans = question.intent in ("follow_up", "correct", "what_if") or bool(_LEANS.search(said)) or _only_names(said)
    return question.previous.text if leans else ""


def _only_names(said: str) -> bool:
    """Say whether a few words name something and ask nothing of it (特色村): asked is what was asked before."""
    asked = shipped_kinds().asked(said)
    return len(said) <= A_FEW_WORDS and not asked.kinds and not asked.quantities


def unasked(question: Question) -> str:
    """Return the words of the question before when this one leans on it for what is asked (工业呢, after 林业归谁管)."""
    return "" if shipped_kinds().asked(question.text).kinds else previous_text(question)


def unsaid(index: Language, question: Question) -> str:
    """Return the words of the question before when this one names nothing of its own (责任单位有哪些), or a mere side of it (利息)."""
    if question.previous is None or not shipped_kinds().asked(question.text).kinds:
        return ""
    return "" if _names_a_thing(index, question.text) else question.previous.text


@lru_cache(maxsize=4)
def _names_a_thing(index: Language, text: str) -> bool:
    things = [w.concept for w in weigh(index, index.cutter.concepts(text)) if w.weight >= NAMES_A_THING and w.concept.shown is None]
    return any(not shipped_kinds().aspects.fullmatch(thing.said) for thing in things)


def _asked_as_before(piece: str, before: str) -> Asked:
    kinds = shipped_kinds().asked(before)
    return Asked(normalise(piece), kinds.kinds, kinds.quantities)


def _pieces(text: str) -> list[str]:
    """Cut at punctuation, and join a piece that asks nothing to the one after it."""
    pieces: list[str] = []
    waiting = ""
    for raw in _BREAK.split(_RUN_ON.sub(r"\g<0>，", _with_commas(text))):
        piece = raw.strip()
        if not piece:
            continue
        if shipped_kinds().asked(piece).kinds:
            pieces.append(f"{waiting}，{piece}" if waiting else piece)
            waiting = ""
        else:
            waiting = f"{waiting}，{piece}" if waiting else piece
    if waiting:
        pieces[-1:] = [f"{pieces[-1]}，{waiting}"] if pieces else [waiting]
    return pieces or [text]


def _with_commas(text: str) -> str:
    """Put a comma where a blank stands between two stretches that each ask for something (要公示不 最后哪级审定)."""
    stretches = text.split()
    asking = [bool(shipped_kinds().asked(stretch).kinds) for stretch in stretches]
    together = stretches[:1]
    for at, stretch in enumerate(stretches[1:], start=1):
        together += ["，" if any(asking[:at]) and any(asking[at:]) else " ", stretch]
    return "".join(together)


def _without(text: str, ignore: Iterable[str]) -> str:
    for word in sorted(ignore, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _merged(weighted: Sequence[Weighted]) -> tuple[Weighted, ...]:
    best: dict[str, Weighted] = {}
    for w in weighted:
        if w.concept.said not in best or best[w.concept.said].weight < w.weight:
            best[w.concept.said] = w
    return tuple(best.values())
