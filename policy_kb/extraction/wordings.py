"""Facts stated in words: what is left to lower governments, full coverage, fixed phrases of lending."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from policy_kb.extraction.cues import cues
from policy_kb.extraction.model import ExtractedFact, FactKind, Operator
from policy_kb.extraction.numbers import read_quantities
from policy_kb.extraction.sentences import Sentence, phrase_around
from policy_kb.extraction.subjects import beneficiary_of
from policy_kb.model import NodeKind

_TITLES = re.compile(r"《[^》]*》")


def read_wordings(sentence: Sentence) -> Iterator[ExtractedFact]:
    """Yield what a sentence leaves open, what it wants covered, and the lending terms it states in words."""
    if sentence.kind in (NodeKind.FRONT, NodeKind.BACK):
        return
    yield from _delegated(sentence)
    for value, span in _covering(sentence.text):
        yield _make(sentence, FactKind.TARGET, (value,), span)
    for phrase in cues().words["phrases"]:
        for found in re.finditer(phrase["words"], sentence.text):
            near = phrase.get("near", [])
            if not near or any(word in sentence.text for word in near):
                yield _make(sentence, FactKind(phrase["kind"]), (found.group(),), found.span())


def _make(sentence: Sentence, kind: FactKind, values: tuple[str, ...], span: tuple[int, int]) -> ExtractedFact:
    quote = phrase_around(sentence.text, *span)
    operator = Operator.EQUAL if values else Operator.NONE
    subject = re.split(r"[，。；：]", sentence.text[: span[0]])[-1] or (sentence.headings[-1] if sentence.headings else "")
    return ExtractedFact(kind, values, operator, "", (), subject, sentence.clause, quote, sentence.text, beneficiary_of(sentence, span[0]))


@cache
def _open_patterns() -> tuple[re.Pattern[str], ...]:
    words = cues()
    bodies, decides = words.pattern("local_bodies"), words.pattern("decides")
    amounts, objects, rules = words.pattern("open_amounts"), words.pattern("open_objects"), words.pattern("rule_objects")
    rest = "[^，。；]"
    return (
        re.compile(rf"由{rest}{{0,12}}(?:{bodies}){rest}{{0,40}}(?:，{rest}{{0,40}})?(?:{decides}|给予|补助|补贴)"),
        re.compile(rf"由{rest}{{2,30}}根据{rest}{{2,40}}(?:确定|制定)"),
        re.compile(rf"(?:{bodies}){rest}{{0,4}}(?:可|要|应|须|可以){rest}{{0,30}}(?:{amounts}|自行|自主|酌情)"),
        re.compile("自行制定|自行确定|自主确定|自行决定|自定|酌情(?:给予|确定|安排)|另行(?:制定|确定)|参照(?:上述标准)?执行"),
        re.compile(rf"(?:给予|享受|给与|予以|按照?|提供){rest}{{0,8}}(?:{amounts}){rest}{{0,10}}(?:{objects})"),
        re.compile(rf"(?:{amounts}){rest}{{0,4}}(?:{objects})"),
        re.compile(rf"(?:给予|可以给予|由政府){rest}{{0,12}}(?:奖补|补贴|补助|奖励|倾斜补助|贴息)"),
        re.compile(
            rf"(?:{bodies}){rest}{{0,3}}(?:要|应|可|须)?{rest}{{0,40}}(?:制定|出台|建立){rest}{{0,24}}(?:{rules}|补偿{rest}{{0,6}}机制)"
        ),
        re.compile(rf"(?:研究)?制定{rest}{{0,14}}(?:奖补|补贴|补助|奖励|考核|扶持){rest}{{0,4}}(?:办法|标准|措施|细则|政策)"),
        re.compile(rf"按{rest}{{1,12}}(?:数量|规模|比例|程度)进行{rest}{{0,6}}(?:扶持|补助|奖补)"),
    )


def _delegated(sentence: Sentence) -> Iterator[ExtractedFact]:
    """Read amounts and rules the document leaves open; a phrase with a sum of money leaves nothing open."""
    taken: list[tuple[int, int]] = []
    text = _TITLES.sub(lambda title: "《" + "〇" * (len(title.group()) - 2) + "》", sentence.text)
    for pattern in _open_patterns():
        for found in pattern.finditer(text):
            quote = phrase_around(text, *found.span())
            has_sum = any(q.unit in ("元", "%") for q in read_quantities(quote + text[found.end() :]))
            if has_sum or text.endswith(("：", ":")) or any(start < found.end() and found.start() < end for start, end in taken):
                continue
            taken.append(found.span())
            yield _make(sentence, FactKind.DELEGATED, (), found.span())


def _covering(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    words = cues()
    for found in re.finditer(words.pattern("cover"), text):
        yield ("全覆盖" if "覆盖" in found.group() else found.group()), found.span()
    for pattern in words.words["every"]:
        for found in re.finditer(pattern, text):
            yield "全覆盖", found.span()
