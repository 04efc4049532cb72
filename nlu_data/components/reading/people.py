"""Find who speaks or is asked about (合作社, 我厂) and what they say they are (我是贫困户, 没建档)."""

from __future__ import annotations

import re
from typing import List, Optional

from nlu_data.components.reading.spans import Span
from nlu_data.components.reading.vocabulary import Fact, Vocabulary

_SELF = r"(我们这个|我们这|我们那|我们|俺们|咱们|我这|我家|俺家|咱家|我|俺|咱|本|自家|自己|贵)"
_SELF_BEFORE = re.compile(_SELF + r"(是|的|是个|是一家|这|家|那|开的?|开了|办的?|办了|搞的?|搞了|有|有个|个|村|乡|县|市|省|家的|里的|作为)*(个|家|一家|一个)?$")
_AS_BEFORE = re.compile(r"(作为|身为|办了个|办了家|开了个|开了家|成立了个|成立了|办的|搞了个)(\S{0,3})?$")
_OTHERS_BEFORE = re.compile(r"(给|向|带|带动|带动了|对|投给|投到|流转|入股|跟|和|与|把|被|由|靠|找|帮|让|为|扶持|培育|交给|租给|卖给|的|加入|进|多少|哪些|户|个|名|各|各类|招|招了|吸纳|吸纳了|雇|安排|进了)$")
_ASKS_BEFORE = re.compile(r"(是不是|算不算|是否|必须是|要是|得是|如果是|除了)$")
_YES_BEFORE = re.compile(_SELF + r"?(家|们|也|就|现在|以前|本来|都|确实|可|一直|原来|还|属于)*(是|算|属于|评上了|评上|纳入了|已经)(个|了)?(\S{0,6}的)?$")
_NO_BEFORE = re.compile(r"(不是|不算|没有|没|未|没评上|并非|非|不属于|不在|没纳入|没被评为)(开|办|搞|做|干|经营)?(个|了|进|过|着)?$")
_ALONE = re.compile(r"^(我|俺|咱|们|家|是|的|不|没|有|了|建|档|立|卡|贫|困|户|嗯|对|啊|呀|呢|,|。|早|就|也|属于)+$")


def find_applicants(text: str, vocabulary: Vocabulary) -> List[Span]:
    """Find the kind of applicant a sentence is about: who says 我们, else who stands where the doer stands."""
    found: List[Span] = []
    own: List[Span] = []
    for name, kind in vocabulary.applicants:
        start = text.find(name)
        while start >= 0:
            span = Span("applicant", start, start + len(name), {"kind": kind})
            if not any(span.overlaps(other) for other in found + own):
                (own if _is_own(text, name, start) else found).append(span)
            start = text.find(name, start + 1)
    others = [s for s in sorted(found, key=lambda s: s.start) if not _OTHERS_BEFORE.search(text[: s.start])]
    others = [s for s in others if s.value["kind"] not in ("household", "village", "official", "bank")] or others
    return sorted(own, key=lambda s: s.start) or others[:1]


def _is_own(text: str, name: str, start: int) -> bool:
    if re.match(r"[我俺咱]", name):
        return not re.match(r"(厂|店|里|们)?\S{0,1}(合作社|公司|厂|企业)", text[start + len(name) :]) or name not in ("我家", "俺家", "咱家", "我们家")
    before = text[:start]
    return bool(_SELF_BEFORE.search(before) or _AS_BEFORE.search(before))


def find_statuses(text: str, vocabulary: Vocabulary) -> List[Span]:
    """Find what people say they are or are not, one answer for each thing."""
    spans: List[Span] = []
    for fact in vocabulary.facts.values():
        if fact.type == "yes_no" and (span := _status(text, fact)):
            spans.append(span)
    return spans


def _status(text: str, fact: Fact) -> Optional[Span]:
    for name in sorted(fact.names, key=len, reverse=True):
        start = text.find(name)
        while start >= 0:
            value = _claim(text, start, start + len(name), fact)
            if value is not None:
                return Span("status", start, start + len(name), {"fact": fact.id, "value": value})
            start = text.find(name, start + 1)
    return None


def _claim(text: str, start: int, end: int, fact: Fact) -> Optional[bool]:
    before, after = text[:start], text[end:]
    if _ASKS_BEFORE.search(before) or re.match(r"(吗|么|才能|才可以|没有\?)", after):
        return None
    if _NO_BEFORE.search(before):
        return False
    if _YES_BEFORE.search(before) or _ALONE.match(text) or re.search(r"(作为|我这|俺这|我们|我家|俺家|咱家|我|俺|咱)(个|的|家)?$", before):
        return True
    if fact.id != "registered_poor" and re.search(r"(开|办|搞|干|弄|经营|做)(了|着|的)?(一?个|一?家|点)?$", before):
        return True
    return None
