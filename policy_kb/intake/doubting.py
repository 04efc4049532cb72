"""What makes a drafted sum one to look at: conditions in words, tiers, exclusions, shares, limits that stand elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from policy_kb.extraction import ExtractedFact, FactKind
from policy_kb.intake.messages import say
from policy_kb.model import Document, Node, NodeKind
from policy_kb.parsing import clause_text, find_node

_GIVEN_TO = re.compile(r"^(?:对|凡)?(?:建档立卡|符合条件)?的?(?:贫困户|农户|脱贫户|贫困劳动力)?|的$")
_DOING = re.compile(r"^(?:对|凡|新?(?:建|发展|种植|栽植|栽种|养殖|饲养|引进|购买|购置|流转)|自主|实施|发展)+")
_EXCLUDES = re.compile(r"不予|不再[补享给]|不补|不给|除外|不含|不在[^，。；]{0,8}范围|只补|差额|扣减|折算|上浮|下浮|减半|不重复|不受封顶")
_OVER_ALL = re.compile(r"累计|总额|合计|全年|年度")
_SERIAL = re.compile(r"^(?:序号|编号|项次)：")
_WHOLES = frozenset({"年", "月", "户"})
_PLAIN_CELLS = 2  # what is paid for and how much; every further cell of a row is a condition


def doubts_about(document: Document, clause: str, stated: Sequence[ExtractedFact], granted: Sequence[ExtractedFact]) -> Iterable[str]:
    """Name what a clause says of the sums granted in it and a draft of them does not hold."""
    yield from _unspoken(granted)
    if any(fact.kind is FactKind.RATIO for fact in stated) and any(fact.kind is FactKind.CAP for fact in granted):
        yield say("rules", "share", quote=granted[0].quote)
    node = find_node(document, clause)
    if node is not None and node.kind is NodeKind.TABLE_ROW and len(_cells(node)) > _PLAIN_CELLS:
        yield say("rules", "row", row="，".join(_cells(node)))
    if excluded := _EXCLUDES.search(clause_text(document, clause)):
        yield say("rules", "exclusion", words=excluded[0])


def limits_elsewhere(facts: Iterable[ExtractedFact]) -> tuple[ExtractedFact, ...]:
    """Return the limits on what one household or company gets of all sums together: they stand in a clause that grants none."""
    facts = tuple(facts)
    granting = {fact.clause for fact in facts if fact.kind is FactKind.AMOUNT and fact.unit == "元"}
    whole = (
        fact
        for fact in facts
        if fact.clause not in granting and fact.kind is FactKind.CAP and fact.unit == "元" and set(fact.per) <= _WHOLES
    )
    return tuple(fact for fact in whole if _OVER_ALL.search(fact.sentence))


def _unspoken(granted: Sequence[ExtractedFact]) -> Iterable[str]:
    """Name the conditions that only words give (新获得认证的，) and the sums of one sentence that are for the same thing."""
    for fact in granted:
        bare = _DOING.sub("", _GIVEN_TO.sub("", fact.condition))
        if bare and bare not in fact.subject:
            yield say("rules", "condition", condition=fact.condition)
    subjects = [(fact.subject, fact.per) for fact in granted]
    if len(set(subjects)) < len(subjects):
        yield say("rules", "one_of_several", quote=granted[0].quote)


def _cells(node: Node) -> list[str]:
    return [line for line in node.text.splitlines() if not _SERIAL.match(line)]
