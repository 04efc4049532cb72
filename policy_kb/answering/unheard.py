"""那鸭子呢: a thing asked about by name that the one who reads a question does not know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy_kb.answering.clauses.intentions import HOLDINGS_UNITS
from policy_kb.answering.clauses.phrases import say
from policy_kb.answering.followup import leans
from policy_kb.matching.asked import asks, latest
from policy_kb.model import Question

_ASKED = re.compile(
    r"^(?:那么?|这|要是|如果|假如|假使|换成?|改成?|再|我|俺|咱|家|是|说)*(?P<verb>[养种喂栽])?(?:的|了|着|点|些)*(?:是)?"
    r"(?P<thing>[\u4e00-\u9fff]{1,4}?)(?:的|这块|这个)?(?:[呢嘞咧哩勒呐]|怎么|咋|有没|给不|补不|补多|给多|能领|，|,|[？?]|$)"
)
_NO_THING = re.compile(
    r"[谁哪啥几多少年月天岁钱元额限期利息率标准例手续材料程序流部门时候方村县省州市户人别其他它这那个些样点最高低以前后去今明单位贴款保险申请养种喂栽要买卖加减一二三四五六七八九十两俩仨半条件不没了吗是好对算还有]"
)
_RAISED = re.compile(
    r"(?P<verb>[养种喂栽])(?:了|着|点|些|有)*(?:(?:\d+|[一二两三四五六七八九十百半]+)来?多?(?:[头只亩棵株箱窝群条尾羽匹口]|来[头只亩]))?的?(?P<thing>[\u4e00-\u9fff]{2,4}?)"
    r"(?=[，,。？?]|一[头只亩棵株箱]|[能可]以?[领拿补]|补|给|有|政府|国家|$)"
)
_ANIMALS = frozenset({"头", "只"})


@dataclass(frozen=True)
class Thing:
    """A thing asked about by name, and the verb that goes with it."""

    name: str
    verb: str

    @property
    def as_question(self) -> str:
        """Ask for it by itself."""
        return say("thing_asked", verb=self.verb, thing=self.name)


def thing_asked(question: Question) -> Thing | None:
    """Return the thing that a short question after one about holdings names, when none of the things we know was read in it."""
    before = question.previous
    if before is None or question.mentions or question.applicant or not leans(question):
        return None
    held = [m.unit for m in before.mentions if m.fact and m.unit in HOLDINGS_UNITS]
    said = latest(question.text).replace(" ", "")
    found = _ASKED.match(said) if held and not any(asks(way, said) for way in ("cap", "total", "own_share", "length")) else None
    if not found or _NO_THING.search(found["thing"]):
        return None
    return Thing(found["thing"], found["verb"] or say("raised" if held[-1] in _ANIMALS else "grown"))


def thing_raised(text: str) -> Thing | None:
    """Return what somebody says they raise or grow by a name (喂了50只兔子), whether we know it or not."""
    found = _RAISED.search(latest(text).replace(" ", ""))
    if not found or _NO_THING.search(found["thing"]):
        return None
    return Thing(found["thing"], found["verb"])
