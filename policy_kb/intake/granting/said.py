"""The words of a sentence that stand before a sum it grants: whom and what they name, on what scale, under which further words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policy_kb.extraction import ExtractedFact
from policy_kb.intake.granting.caps import WHOLES
from policy_kb.intake.granting.scales import Scale, read_scales
from policy_kb.intake.granting.terms.most import Most, most_behind
from policy_kb.intake.new_words import everyday_words

_EACH = re.compile(r"(?:并?按照?|最高|最多|另)*(?:每[一1]?个?[\u4e00-\u9fff]{1,3}?)*每")
_SUM = re.compile(r"\d[\d.,]*\s*[万亿千百]?元")
_LIST = re.compile(r"[，,；：]")
_EDGES = " \t\u3000，,、；：。“”"
_NUMBERED = re.compile(r"^\d{1,2}[.．、](?=[\u4e00-\u9fff])")
_FILLERS = re.compile(
    r"存栏数?量?|面积|规模|数量|单体|达到|以上|给予|予以|一次性|标准|奖补|补助|补贴|奖励|分别|当年|的|对|凡|按|在|为|[，,、。；：\s“”（）()]"
)
_LEAST_WORDS = 2
_SOLD = frozenset({"年出栏", "出栏"})  # what was sold in a year is another number than what is kept


@dataclass(frozen=True)
class Said:
    """What stands before a sum: the words themselves, the scales they name, and the quote from there to the sum.

    `scales` is None where a limit stands that could not be read for sure.
    """

    words: str
    quote: str
    scales: tuple[Scale, ...] | None
    most: Most | None = None  # how many are paid for at most

    @property
    def phrases(self) -> tuple[str, ...]:
        """The phrases between commas, without the scale."""
        return tuple(phrase for phrase in _LIST.split(self.without_scale) if phrase)

    @property
    def without_scale(self) -> str:
        """The words without the scale they name."""
        words = self.words
        for scale in reversed(self.scales or ()):
            words = words[: scale.start] + words[scale.end :]
        return words

    def further(self, names: Iterable[str]) -> str:
        """Return what is said beside the thing and its scale, if anything: 选用良种苗木的."""
        rest = self.without_scale
        plain = {*everyday_words("verbs"), *everyday_words("people"), *everyday_words("measures")} - _SOLD
        for word in sorted({*names, *plain}, key=len, reverse=True):
            rest = rest.replace(word, "")
        return rest if len(_FILLERS.sub("", rest)) >= _LEAST_WORDS else ""


def said_before(facts: Sequence[ExtractedFact]) -> tuple[Said, ...]:
    """Return for each of the sums a sentence grants what stands between the sum before it and itself.

    What stands before a colon (面积2亩以上的，按下列标准补助：) holds for every sum behind it.
    """
    said: list[Said] = []
    end, shared = 0, ""
    for fact in facts:
        sentence = fact.sentence
        at = sentence.find(fact.quote, end)
        at = at if at >= 0 else sentence.find(fact.quote)
        if at < 0:
            said.append(Said("", fact.quote, ()))
            continue
        stop = at + _sum_at(fact)
        own = _NUMBERED.sub("", sentence[min(end, stop) : stop].strip(_EDGES))
        shared = shared if said else own[: own.rfind("：") + 1]
        words = own if own.startswith(shared) else shared + own
        start = sentence.find(shared or own, 0 if shared else min(end, stop)) if words else at
        most = most_behind(sentence, at + len(fact.quote), counted_unit(fact))
        end = most.end if most else at + len(fact.quote)
        quote = sentence[start:end].strip(_EDGES)
        said.append(Said(words, quote, read_scales(words, counted_unit(fact)), most))
    return tuple(said)


def counted_unit(fact: ExtractedFact) -> str:
    """Return what a sum is counted by, other than the year, the month and the household."""
    return next((unit for unit in fact.per if unit not in WHOLES), "")


def _sum_at(fact: ExtractedFact) -> int:
    """Return where in its quote a sum begins: at 每头, or at the figure of 600元/头."""
    sums = [found.start() for found in _SUM.finditer(fact.quote)]
    first = sums[0] if sums else len(fact.quote)
    each = [found.start() for found in _EACH.finditer(fact.quote) if found.start() <= first]
    return each[-1] if each else first
