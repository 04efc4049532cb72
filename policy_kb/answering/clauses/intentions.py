"""What a question is after, by its own words first and by the intent understood second."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml

from policy_kb.answering.clauses.kinds import shipped_kinds
from policy_kb.answering.followup import LEANING
from policy_kb.matching.asked import asks, latest
from policy_kb.model import Question
from policy_kb.search import normalise

INTENTIONS_FILE = Path(__file__).with_name("intentions.yml")
SUMS = frozenset({"ask_subsidy", "start_calculation", "inform"})
CLAUSES_ANSWER = ("who", "who_pays", "when", "how", "what_if")
_SENTENCE_END = re.compile(r"[？?。；;\n]+")
HOLDINGS_UNITS = frozenset({"头", "只", "亩"})
COUNTED_UNITS = HOLDINGS_UNITS | {"户", "人", "元"}
A_NAME = 2  # letters left of a word without what any question may hold: 主导 of 主导产业 names something
TELLING_UNITS = HOLDINGS_UNITS | {"户", "人", "月", "%"}


def asks_for_status(question: Question) -> bool:
    """Say whether a question is about a document itself: in force, number, date, issuer."""
    return names_status(question) or (question.intent == "ask_status" and _matches("maybe_status", question.text))


def names_status(question: Question) -> bool:
    """Say whether a question asks by its own words for what a document is worth, whatever was understood."""
    return _matches("status", question.text)


def beside_the_standing(text: str) -> str:
    """Return the sentences of a question about a document that ask something else (能当正式文件吗？意见最晚哪天反馈？)."""
    pieces = [piece for piece in _SENTENCE_END.split(text) if piece.strip()]
    others = [piece for piece in pieces if not _matches("status", piece)]
    asking = [piece for piece in others if shipped_kinds().asked(piece).kinds]
    return "" if len(others) == len(pieces) else "？".join(asking)


def asks_for_overview(question: Question, topics: Iterable[str] = ()) -> bool:
    """Say whether a question wants to know what there is at all; not who qualifies, nor what there is for one thing (没劳力的)."""
    if _matches("not_overview", question.text):
        return False
    if _matches("overview", question.text):
        return True
    return question.intent == "ask_overview" and not names_a_thing(topics)


def names_a_thing(topics: Iterable[str]) -> bool:
    """Say whether one of the things a question speaks of is no word that any question of what there is may hold (补贴, 贫困户)."""
    return any(len(_patterns()["of_anything"].sub("", topic)) >= A_NAME for topic in topics)


def asks_for_repair(question: Question) -> bool:
    """Say whether someone did not understand what was said and asks nothing else."""
    return _matches("repair", question.text)


def asks_for_money(question: Question) -> bool:
    """Say whether what is paid is asked, and not how many people, villages or places something is for."""
    return _matches("money", latest(question.text))


def asks_for_sum(question: Question) -> bool:
    """Say whether the calculator should be asked before the clauses.

    The intent understood decides only where the words leave it open: who, when, how and what if are answered by clauses
    whatever the intent, a quantity told together with how much by the calculator.
    """
    asked = shipped_kinds().asked(latest(question.text))
    counts = any(m.value is not None and m.unit in COUNTED_UNITS for m in question.mentions) or asks("total", question.text)
    wants_quantity = bool(asked.quantities) or "how_much" in asked or "how_long" in asked
    if by_clauses(question):
        return False
    if wants_quantity and counts:
        return True
    return _understood_as_sum(question) and (wants_quantity or not asked.kinds or _speaks_of_holdings(question))


def asks_only_leave(question: Question) -> bool:
    """Say whether a question asks if something is allowed, and tells no holdings to count (那笔2万元能不能入股)."""
    asked = shipped_kinds().asked(latest(question.text))
    wants_quantity = bool(asked.quantities) or "how_much" in asked or "how_long" in asked
    holdings = any(m.value is not None and m.unit in TELLING_UNITS for m in question.mentions)
    return "may" in asked and not wants_quantity and not holdings


def asks_what_is_paid(question: Question) -> bool:
    """Say whether how much is paid for a thing is asked outright, and not who, when or how."""
    return _matches("what_is_paid", latest(question.text)) and not by_clauses(question)


def by_clauses(question: Question) -> bool:
    """Say whether a question asks for what only a clause can say: who, when, how, how often, what if."""
    asked = shipped_kinds().asked(latest(question.text))
    if asks("target", latest(question.text)) and not any(m.value is not None and m.unit in COUNTED_UNITS for m in question.mentions):
        return True  # 龙头企业要达到多少个: what is aimed at, not what somebody has
    return any(kind in asked for kind in CLAUSES_ANSWER) or ("how_often" in asked and not asks("total", question.text))


def wants_a_quantity(question: Question) -> bool:
    """Say whether the answer is a quantity, so that the calculator may be asked where the clauses say nothing."""
    asked = shipped_kinds().asked(latest(question.text))
    return bool(asked.quantities) or "how_much" in asked or _understood_as_sum(question)


def _understood_as_sum(question: Question) -> bool:
    if question.intent in LEANING and question.previous is not None and question.previous.intent not in (*SUMS, *LEANING):
        return False  # 那电商呢, after a question of policy, is one too
    return question.intent in SUMS or question.intent in LEANING


def _speaks_of_holdings(question: Question) -> bool:
    return any(m.fact and m.unit in HOLDINGS_UNITS for m in question.mentions)


def _matches(name: str, text: str) -> bool:
    return bool(_patterns()[name].search(normalise(text)))


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    data: dict[str, str] = yaml.safe_load(INTENTIONS_FILE.read_text(encoding="utf-8"))
    return {name: re.compile(pattern) for name, pattern in data.items()}
