"""Who is responsible: 责任单位, 牵头, 配合, 由X认定, X负责Y, 组长由Y担任."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy_kb.extraction.duty_patterns import DutyPatterns, duty_patterns
from policy_kb.extraction.model import ExtractedFact, FactKind, Operator
from policy_kb.extraction.sentences import Sentence, phrase_around
from policy_kb.model import NodeKind

_SPLIT = re.compile(r"、(?![^（(]*[）)])|会同|(?<=[局委办厅部府])[和及与](?=[\u4e00-\u9fff]{2,})")
_LEVELS = re.compile(r"(?<![\u4e00-\u9fff])(省|市|县|乡|镇|村)、(?=(?:省|市|县|乡|镇|村)(?:、|各|级|有关|党委|两级|三级))")
_TRIM = re.compile(
    r"^(?:首先|然后|再|并|经|报|由|应|须|可|原则上|到|向)+"
    r"|(?:自行|自主|统一|分别|共同|根据.*|按照.*|结合.*|要|应|进行|依法|负总责|于.*)$"
)
_KEPT = "\x00"


def read_duties(sentence: Sentence) -> Iterator[ExtractedFact]:
    """Yield who answers for what a sentence says."""
    if sentence.kind in (NodeKind.FRONT, NodeKind.BACK):
        return
    patterns = duty_patterns()
    column = patterns.label.match(sentence.column + "：") if sentence.column else None
    if column:
        yield from _listed(sentence, sentence.text.rstrip("。"), column["what"], (0, len(sentence.text)))
        return
    labels = list(patterns.label.finditer(sentence.text))
    for found in labels:
        content = _until_close(sentence.text[found.end() :], patterns)
        yield from _listed(sentence, content, found["what"], (found.start(), found.end() + len(content)))
    before = sentence.text[: labels[0].start()] if labels else sentence.text
    yield from _in_words(sentence, before, patterns)


def _until_close(text: str, patterns: DutyPatterns) -> str:
    """Return the text up to the bracket that closes what was opened before it, or to the next label."""
    depth = 0
    for index, char in enumerate(text):
        depth += (char in "（(") - (char in "）)")
        if depth < 0 or char == "。" or (index and patterns.label.match(text, index)):
            return text[:index].rstrip("；，、 （(")
    return text


def _listed(sentence: Sentence, content: str, label: str, span: tuple[int, int]) -> Iterator[ExtractedFact]:
    """Read a list of bodies: names gather until a word such as 牵头 or 配合 says what they do."""
    patterns = duty_patterns()
    heading = sentence.headings[-1] if sentence.headings else ""
    waiting: list[str] = []
    for segment in re.split(r"[；;，,](?![^（(]*[）)])", content):
        ending = next((words for words in patterns.endings if segment.endswith(words)), "")
        waiting += split_names(segment.removesuffix(ending))
        if ending and waiting:
            yield _make(sentence, tuple(waiting), patterns.endings[ending], span, heading)
            waiting = []
    if waiting:
        yield _make(sentence, tuple(waiting), patterns.labels[label], span, heading)


def split_names(text: str) -> list[str]:
    """Split a list of bodies at 、 and 和, but not inside brackets nor 市、县各有关部门."""
    names = _SPLIT.split(_LEVELS.sub(rf"\g<1>{_KEPT}", text))
    cleaned = (name.replace(_KEPT, "、").strip("，、。；：: ") for name in names if name)
    return [name for name in cleaned if name]


def _in_words(sentence: Sentence, text: str, patterns: DutyPatterns) -> Iterator[ExtractedFact]:
    """Read duties written as sentences."""
    seen: set[tuple[tuple[str, ...], str]] = set()
    for pattern in patterns.sentences:
        for found in pattern.finditer(text):
            who = tuple(_TRIM.sub("", name) for name in split_names(_TRIM.sub("", found["who"])))
            role = patterns.role(found["does"])
            if not patterns.are_bodies(who, role) or (who, role) in seen:
                continue
            seen.add((who, role))
            subject = re.split(r"[，。；]", text[found.end() :])[0] or (sentence.headings[-1] if sentence.headings else "")
            yield _make(sentence, who, role, found.span(), subject)
    if text.startswith("负责") and (lead := patterns.leads.search(sentence.before)):
        who = tuple(_TRIM.sub("", name) for name in split_names(lead["who"]))
        yield _make(sentence, who, "lead", (0, 2), text[2:].rstrip("。；"))


def _make(sentence: Sentence, who: tuple[str, ...], role: str, span: tuple[int, int], subject: str) -> ExtractedFact:
    is_list = bool(duty_patterns().label.search(sentence.text[span[0] : span[1]])) or bool(sentence.column)
    quote = sentence.text[span[0] : span[1]] if is_list else phrase_around(sentence.text, *span)
    return ExtractedFact(
        FactKind.RESPONSIBLE, who, Operator.EQUAL, "", (), subject, sentence.clause, quote.strip("，。；"), sentence.text, role=role
    )
