"""Find the things of the lexicon that a sentence names: 牛, 日光温室大棚, 贫困劳动力."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Dict, List, Tuple

from nlu_data.components.reading.vocabulary import Fact, Vocabulary

_NOT_BEFORE = re.compile(r"(是不是|要不要|能不能|会不会)(养|喂|种|盖|建|搞|栽)?(了|过)?$")
_DENIED_BEFORE = re.compile(
    r"(?<!有)(没有?|没得|木有|冇)(再)?(养|喂|种|盖|建|搞|栽)?(过|了|着)?$|(?<!有)(不|没)再?要?(养|喂|种|盖|建|搞|栽|算|要)(过|了|着)?$|(去掉|除去|别算|扣掉|减去|减掉|刨去|剔除|拿掉|删掉|删了|不是|并非)(那|这)?(\S?[头只亩口条个])?$"
)
_DENIED_AFTER = re.compile(
    r"(我|俺|们|家|今年|现在|都|也|就|已经|早|全|又|可|给|都给|那|\S?[头只亩口条个])*"
    r"(不(养|喂|种|盖|建|搞|栽|算|要)了?(?!吗|行|可以|会|能)|没了|卖了|卖掉|卖光|死了|没(养|喂|种|盖|建|搞)|没有了?(?=$|[,。!、;])|去掉|拿掉|划掉|删掉|删了|不算|宰了|杀了|淘汰了|处理了)"
)


@dataclass(frozen=True)
class Noun:
    """A thing named in a sentence and the facts it may stand for."""

    start: int
    end: int
    text: str
    facts: Tuple[Fact, ...]
    negated: bool = False


def find_nouns(text: str, vocabulary: Vocabulary) -> List[Noun]:
    """Find every thing named, the longest name at each place, passing over words that merely contain one."""
    closed = [m.span() for word in vocabulary.hints["not_things"] for m in re.finditer(re.escape(word), text)]
    speakers = [m.span() for name, _ in vocabulary.applicants for m in re.finditer(name, text)]
    nouns: List[Noun] = []
    for start, end, facts in _names_at(text, vocabulary):
        if nouns and start < nouns[-1].end or any(s < end and start < e for s, e in closed):
            continue
        if any(s <= start and end <= e and e - s > end - start for s, e in speakers):
            continue  # 造林 in 造林合作社
        nouns.append(Noun(start, end, text[start:end], facts, _is_denied(text, start, end)))
    return nouns


def _names_at(text: str, vocabulary: Vocabulary) -> List[Tuple[int, int, Tuple[Fact, ...]]]:
    found: Dict[Tuple[int, int], List[Fact]] = {}
    for fact in vocabulary.facts.values():
        for name in fact.names:
            start = text.find(name)
            while start >= 0:
                found.setdefault((start, start + len(name)), []).append(fact)
                start = text.find(name, start + 1)
    for name, _, fact_id in (line.partition("=") for line in vocabulary.hints["also_counted"]):
        for match in re.finditer(name, text):
            found.setdefault(match.span(), []).append(vocabulary.facts[fact_id])
    return [(start, end, tuple(facts)) for (start, end), facts in sorted(found.items(), key=lambda f: (f[0][0], -f[0][1]))]


def _is_denied(text: str, start: int, end: int) -> bool:
    before = text[:start]
    if _DENIED_BEFORE.search(before) and not _NOT_BEFORE.search(before):
        return True
    return bool(_DENIED_AFTER.match(text, end))
