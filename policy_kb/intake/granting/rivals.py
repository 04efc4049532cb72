"""Sums of one document for things of like names (新造油茶林, 低产油茶林改造): the words that ask for another one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policy_kb.extraction import ExtractedFact, FactKind
from policy_kb.intake.granting.drafting import Draft
from policy_kb.intake.new_words import everyday_words
from policy_kb.lexicon import Lexicon
from policy_kb.model import Document
from policy_kb.parsing import find_node

_PAYING = frozenset({FactKind.AMOUNT, FactKind.CAP, FactKind.LOAN, FactKind.RATIO, FactKind.RATE})
_BEFORE_THE_SUM = re.compile(r"^[^\d]*")
_TELLING = ("n", "v", "b", "a", "j", "l")
_NUMERAL = re.compile(r"[一二三四五六七八九十两\d]")
_CHANGED = frozenset({"改造", "改建", "扩建", "新建", "新造", "新植", "新栽"})  # what is done to it tells one sum from another
_SHORTEST, _MOST = 2, 24


def tell_apart(document: Document, facts: Sequence[ExtractedFact], drafts: Iterable[Draft], lexicon: Lexicon) -> None:
    """Write into each item the words by which another sum of the document is asked for."""
    paying = list(dict.fromkeys((fact.clause, fact.sentence) for fact in facts if fact.kind in _PAYING and fact.unit in ("元", "%")))
    for draft in drafts:
        for item in draft.items.values():
            names = _names(item, draft, lexicon)
            others = [(clause, words) for clause, words in paying if words not in item["quote"] and item["quote"] not in words]
            rivals = [words for clause, words in others if clause != item.get("clause", draft.clause) or not _is_own(words, item)]
            found = _telling(rivals, names, _own(document, item, draft, names))
            if found:
                item["not_about"] = found


def _is_own(words: str, item: Mapping[str, Any]) -> bool:
    """Tell the other steps of an item's own scale."""
    return words.rstrip("。；") in item["quote"]


def _names(item: Mapping[str, Any], draft: Draft, lexicon: Lexicon) -> tuple[str, ...]:
    thing = str(item.get("of", ""))
    if thing in draft.brought:
        return tuple(draft.brought[thing].get("names", ()))
    return lexicon.facts[thing].names if thing in lexicon.facts else ()


def _own(document: Document, item: Mapping[str, Any], draft: Draft, names: Iterable[str]) -> str:
    node = find_node(document, item.get("clause", draft.clause))
    return "，".join((item["label"], item["quote"], draft.title, node.title if node else "", *names))


def _telling(rivals: Iterable[str], names: Sequence[str], own: str) -> list[str]:
    import jieba.posseg  # its tables take a second to load, and only the intake of a document needs them

    plain = {*everyday_words("verbs"), *everyday_words("activities"), *everyday_words("people"), *everyday_words("generic")} - _CHANGED
    plain |= {*everyday_words("common"), *everyday_words("costs"), *everyday_words("fees")}
    found: dict[str, None] = {}
    for words in rivals:
        before = _BEFORE_THE_SUM.match(words)
        if not before or not any(name in words for name in names if len(name) >= _SHORTEST):
            continue
        pairs = [pair for pair in jieba.posseg.lcut(before[0]) if len(pair.word) >= _SHORTEST and pair.flag.startswith(_TELLING)]
        found.update(
            {pair.word: None for pair in pairs if pair.word not in own and pair.word not in plain and not _NUMERAL.search(pair.word)}
        )
    return list(found)[:_MOST]
