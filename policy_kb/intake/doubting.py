"""What makes a drafted sum one to look at, and what a reply has to say beside it: exclusions, surcharges, further conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from policy_kb.extraction import ExtractedFact, FactKind
from policy_kb.extraction.sentences import phrase_around
from policy_kb.intake.granting.caps import OVER_ALL, is_limit
from policy_kb.intake.messages import say
from policy_kb.model import Document
from policy_kb.parsing import clause_text, split_sentences

_CHANGES = r"(?<!每)只补|差额|扣减|折算|上浮|下浮|减半"
# In the sentence of a sum itself: it is for what is added alone, or some get another one.
_OF_A_PART = r"其中|基础上|再[补增奖]|超[出过](?:的)?部分|新增部分|每(?:新增|增加|增养|扩增)"
_LEAVES_OUT = r"不予|不再[补享给]|(?<!一)不补|不给|除外|不含(?!\d)|不在[^，。；]{0,8}范围|不重复|不受封顶|不得重复"
_ADDS = r"另[再外]?[增补给奖]|再[增补给奖]|额外|增加[^，。；]{0,6}元|提高[^，。；]{0,6}元"
# 限额可上浮1000元 and 总额低于300元的不予兑现 grant nothing of their own.
_OF_A_LIMIT = re.compile(r"限额|上限|封顶|(?:低于|不足|少于|不到)\s*\d[\d.]*[万千百]?元")
_SHORTEST_REMARK, _LONGEST_REMARK, _REMARKS = 9, 70, 2


def doubts_about(stated: Sequence[ExtractedFact], granted: Sequence[ExtractedFact]) -> Iterable[str]:
    """Name what a clause says of the sums granted in it and a draft of them does not hold."""
    if any(fact.kind is FactKind.RATIO for fact in stated) and any(fact.kind is FactKind.CAP for fact in granted):
        yield say("rules", "share", quote=granted[0].quote)
    for sentence in dict.fromkeys(fact.sentence for fact in granted):
        if changed := re.search(f"{_CHANGES}|{_OF_A_PART}", sentence):
            yield say("rules", "exclusion", words=changed[0])


def remarks_on(document: Document, clause: str, granted: Sequence[ExtractedFact]) -> tuple[str, ...]:
    """Quote what a clause adds to its sums or takes away from them, for a reply to say beside them."""
    own = {fact.sentence for fact in granted}
    found: list[str] = []
    for sentence in split_sentences(clause_text(document, clause)):
        if len(sentence) < _SHORTEST_REMARK:
            continue  # a heading
        words = re.search(_LEAVES_OUT if sentence in own else f"{_CHANGES}|{_LEAVES_OUT}|{_ADDS}", sentence)
        if words is None:
            continue
        found.append(phrase_around(sentence, *words.span()) if sentence in own or len(sentence) > _LONGEST_REMARK else sentence)
    return tuple(dict.fromkeys(remark.strip("。；") for remark in found))[:_REMARKS]


def limits_elsewhere(facts: Iterable[ExtractedFact]) -> tuple[ExtractedFact, ...]:
    """Return the limits on what one household or company gets of all sums together: they stand in a clause that grants none."""
    facts = tuple(facts)
    granting = {fact.clause for fact in facts if fact.kind is FactKind.AMOUNT and fact.unit == "元" and not _OF_A_LIMIT.search(fact.quote)}
    return tuple(fact for fact in facts if fact.clause not in granting and is_limit(fact) and OVER_ALL.search(fact.sentence))
