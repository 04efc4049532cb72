"""Reading what a figure is about, whom it is for and under which condition."""

from __future__ import annotations

import re

from policy_kb.extraction.cues import cues
from policy_kb.extraction.sentences import Sentence

_STOPS = re.compile(r"[，。；：,]")
_TAIL = re.compile(
    r"(?:每[\u4e00-\u9fff]{1,4}|年?出栏|存栏|面积|规模|每(?:个|年|月|亩|头|只|户|人|村|名|箱|株|次|羽|吨|台|座|间|[1一])?|再|可|按照?|最高|最多|最低|给予|予以|享受|奖补|补助|补贴|奖励|资助|一次性|标准|不超过|"
    r"不得?低于|不得?高于|不少于|达到?|至少|应|必须|占|的|为|至|约|共|有|要|是|金额|由|在|分|带动|吸纳|总额)+$"
)
_FIGURE_ON = re.compile(r"\d[\d.]*(?:[-－—~至到]\d[\d.]*)?\s*(?:[万亿]|亩|头|只|户|人|箱|株|个|名|平方米|立方米|年|月|天).*$")
_EACH = re.compile(r"^(?:每[人户亩头只年月个村])+(?:补助|奖补|补贴|奖励)?")
_UNIT_REST = re.compile(r"^/[亩人头只户年月]+")
_HAS_SUM = re.compile(r"\d\s*[万亿]?[元%]|[每按].*\d")
_CONDITION = re.compile(r"^(?:对于?|凡(?:是)?|符合|经|如|若|除)[^，。；]*|[^，。；]{2,40}的(?=，)|[^，。；]{4,40}(?:后|前提下)(?=，)")


def subject_of(lead: str, sentence: Sentence, start: int) -> str:
    """Name what a figure is about: the words before it, else the phrase before, else the heading."""
    for words in (lead, *reversed(_STOPS.split(sentence.text[:start])[-3:-1])):
        named = _FIGURE_ON.sub("", _UNIT_REST.sub("", words))
        stripped = _TAIL.sub("", _EACH.sub("", named).strip("“”（）()、/ ")).removeprefix("对").removeprefix("于")
        if len(stripped) >= 1 and not _HAS_SUM.search(words) and not re.fullmatch(r"[\d.一二三四五六七八九十、和]+", stripped):
            return stripped
    return sentence.headings[-1] if sentence.headings else ""


def beneficiary_of(sentence: Sentence, start: int) -> str:
    """Say for whom: the applicant named nearest before the figure, then after it, then in the headings."""
    before, after = sentence.text[:start], sentence.text[start:]
    named = ((before.rfind(name), -len(name), who) for who, names in cues().words["beneficiaries"].items() for name in names)
    last = max(named, default=(-1, 0, ""))
    if last[0] >= 0:
        return last[2]
    for text in (after, *reversed(sentence.headings)):
        for who, names in cues().words["beneficiaries"].items():
            if any(name in text for name in names):
                return str(who)
    return ""


def condition_of(sentence: Sentence, start: int) -> str:
    """Return the phrase that says for whom or when a figure holds, if the sentence has one before it."""
    phrase_start = max((m.end() for m in _STOPS.finditer(sentence.text, 0, start)), default=0)
    found = [m.group() for m in _CONDITION.finditer(sentence.text[:phrase_start])]
    return found[-1] if found else ""
