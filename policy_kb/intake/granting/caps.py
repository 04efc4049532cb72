"""Limits on what one household or company gets: of one clause, of a section, of everything a document grants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policy_kb.extraction import ExtractedFact, FactKind
from policy_kb.model import Document, Node
from policy_kb.parsing import find_node

WHOLES = frozenset({"年", "月", "户"})
_HOLDER = re.compile(
    r"单户|每户|户均|单个[^，。；、\d]{2,8}?(?=年度|全年|累计|最高|不超过|补助|奖补|奖励|补贴|$)|每[个家][^，。；、\d]{2,6}?(?=年度|全年|累计|最高|不超过|补助|奖补)"
)
_OF_NOTHING_ELSE = re.compile(
    r"单户|每户|农户|脱贫户|贫困户|单个[^，。；、\d]{0,8}(?:主体|企业|合作社|农场|养殖场|公司|单位)|每年度|每年|全年|年度|当年|一年|累计|合计|总额|金额|资金"
    r"|奖励|奖补|补助|补贴|以上|上述|各项|最高|最多|不得|不超过|超过|封顶|限额|上限|可|给予|原则上|但|且|为|的|总|每个?主体|其中|到户|产业(?!园|路|基)|同一(?:户|主体)?|享受|种养|[与和](?=[^，。；]{0,8}合计)|[\s，、：]"
)
_KINDS = re.compile(
    r"(?:防止返贫)?监测(?:对象|户)|低保(?:户|对象)|特困(?:人员|户)|边缘(?:易致贫)?户|(?:其他|一般|普通)?(?:脱贫户|贫困户|农户)|户"
)
OVER_ALL = re.compile(r"累计|总额|合计|全年|年度")
_HOUSEHOLD = re.compile(r"单户|每户|到户|一户|同一[^，。；、\d]{0,4}户")
_LEAST_PAID = re.compile(r"(?:低于|不足|少于|不到|未达到?)\s*\d[\d.]*[万千百]?元")
_APART = re.compile(
    r"(?P<what>[^，。；、：]{2,16}?)(?:奖补|补助|补贴|奖励)?(?:资金)?(?:实行|进行)?(?:单独|另行)(?:计算|核算)"
    r"(?:，不(?:计入|纳入)[^，。；]*)?|(?P<out>[^，。；：]{2,16}?)(?:不计入|不纳入|不受)[^，。；]*"
)
_WITH_IT = re.compile(r"^但?(?:是)?[与和同][^，。；]{0,12}合计")
_SEVERAL_YEARS = re.compile(r"(?:[两二三四五六七八九十]|[2-9])年(?:期?内|累计|合计|共|总计)")
_SHORTEST_TITLE = 2


def is_limit(fact: ExtractedFact) -> bool:
    """Tell a limit in yuan on the whole of what somebody gets from one on each head or mu."""
    is_on_the_whole = fact.kind is FactKind.CAP and fact.unit == "元" and set(fact.per) <= WHOLES
    return is_on_the_whole and not _LEAST_PAID.search(fact.quote)  # 低于300元的不予兑现 is the least that is paid out


def is_over_years(fact: ExtractedFact) -> bool:
    """Tell a limit on what somebody gets in several years together: what was paid before is not known here."""
    return bool(_SEVERAL_YEARS.search(fact.quote))


def as_cap(fact: ExtractedFact, items: Iterable[str]) -> dict[str, Any]:
    """Make a rule's cap of a limit."""
    cap = {"yuan": f"{fact.values[0]:f}", "items": list(items), "clause": fact.clause, "quote": fact.quote}
    holder = _HOLDER.search(fact.quote)
    return {**cap, "holder": holder[0]} if holder and holder[0] not in ("每户", "户均") else cap


def as_lowest(limits: Sequence[ExtractedFact], items: Iterable[str]) -> dict[str, Any] | None:
    """Make a cap of several limits of one sentence that hold for people of several kinds; None when they limit anything else."""
    sentence = limits[0].sentence
    if any(limit.sentence != sentence or _KINDS.sub("", _OF_NOTHING_ELSE.sub("", _before_the_sum(limit))) for limit in limits):
        return None
    start, stop = sentence.find(limits[0].quote), sentence.find(limits[-1].quote)
    quote = sentence[start : stop + len(limits[-1].quote)] if 0 <= start <= stop else ""
    cap = as_cap(min(limits, key=lambda limit: limit.values[0]), items)
    return {**cap, "quote": quote, "lowest": True} if quote else None


def _before_the_sum(limit: ExtractedFact) -> str:
    return re.sub(r"\d[\d.]*[万千百]?元.*$", "", limit.quote)


def of_its_clause(facts: Iterable[ExtractedFact], clause: str, named: Iterable[str], document: Document) -> tuple[ExtractedFact, ...]:
    """Return the limits of a clause that are on nothing else than what the clause grants."""
    node = find_node(document, clause)
    own = [name for name in (*named, node.title if node else "") if name]
    return tuple(fact for fact in facts if fact.clause == clause and is_limit(fact) and _is_on_any(fact, own))


def _is_on_any(fact: ExtractedFact, own: Sequence[str]) -> bool:
    words = _OF_NOTHING_ELSE.sub("", _before_the_sum(fact))
    return not words or any(words in name or name in words for name in own)


def scope_of(limit: ExtractedFact, document: Document, granting: Iterable[str]) -> Node | None:
    """Return the section whose sums a limit is on: the one it names (养殖业累计不超过…), else the one it closes; None when unsure.

    `granting` are the clauses that grant money: a limit that names nothing is on them all where they stand beside it.
    """
    granting = tuple(granting)
    named = [n for n in document.root.walk() if n.clause != limit.clause and _is_named(n, limit.quote, granting)]
    if named:
        return max(named, key=lambda node: len(node.title))
    if _KINDS.sub("", _OF_NOTHING_ELSE.sub("", _before_the_sum(limit))):
        return None
    beside = next((n for n in document.root.walk() if any(child.clause == limit.clause for child in n.children)), None)
    is_on_a_household = bool(_HOUSEHOLD.search(limit.sentence))
    in_it = [lies_in(clause, beside) for clause in granting] if beside else []
    if beside and (all(in_it) or (is_on_a_household and any(in_it))):
        return beside
    is_on_everything = beside is not None and OVER_ALL.search(limit.sentence) and not any(lies_in(clause, beside) for clause in granting)
    return document.root if is_on_everything else None


def _is_named(section: Node, words: str, granting: Iterable[str]) -> bool:
    """Tell a section that grants something by its title in some words."""
    title = _plain(section.title)
    return len(title) >= _SHORTEST_TITLE and title in words and any(lies_in(clause, section) for clause in granting)


def set_apart(limits: Sequence[ExtractedFact], document: Document, granting: Iterable[str]) -> tuple[tuple[Node, str], ...] | None:
    """Return the sections whose sums the clause of some limits counts apart, with the words for it (圈舍补助单独计算); None when unsure."""
    apart: list[tuple[Node, str]] = []
    for sentence in dict.fromkeys(limit.sentence for limit in limits):
        for found in _APART.finditer(sentence):
            words = found["what"] or found["out"]
            named = [node for node in document.root.walk() if node.clause != limits[0].clause and _is_named(node, words, granting)]
            if not named:
                return None
            apart += [(node, found[0]) for node in named]
    return tuple(apart)


def counts_all(limit: ExtractedFact) -> bool:
    """Tell a limit that holds for what is counted apart too: 与到户补助合计不得超过1.5万元."""
    return bool(_WITH_IT.search(limit.quote))


def lies_in(clause: str, section: Node) -> bool:
    """Tell whether a clause is a section or stands in it."""
    return any(node.clause == clause for node in section.walk())


def _plain(title: str) -> str:
    return re.sub(r"(?:奖补|补助|补贴|奖励)(?:标准|办法)?$|标准$", "", title)


def pushed_down(version: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return an item of a version with what the version says of all its items said of the item itself."""
    item: Mapping[str, Any] = version["items"][key]
    said = {name: version[name] for name in ("clause", "applicants", "applies_if") if name in version}
    return {**said, **item}
