"""Sums that are a share of a cost: 按投资额的30%给予补助，最高不超过5万元."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policy_kb.extraction import ExtractedFact, FactKind, Operator
from policy_kb.intake.granting.caps import as_cap, is_limit
from policy_kb.intake.messages import say
from policy_kb.intake.new_words import everyday_words
from policy_kb.lexicon import NEW

_SHARE_OF = re.compile(
    r"按(?:照)?(?:不超过|最高|其|实际|设备|设施|项目)*(?P<base>[\u4e00-\u9fff]{2,12}?)的?(?:不超过|最高)?(?P<share>\d+(?:\.\d+)?)[%％]"
)
_PAID = re.compile(r"[补奖]|资助|给予")
_MORE = re.compile(r"每|贴息|利息|利率|保费|保险")
_LEAST = re.compile(r"(?P<figure>\d+(?:\.\d+)?)(?P<scale>万?)元(?:[（(]含[^）)]*[）)])?及?以上")
_INVESTED = "投资额?|总投资额?"
_LIST = re.compile(r"[、，和及或等的与；：]")
_SHORTEST, _LONGEST, _TOPICS, _LABEL = 2, 8, 10, 16


@dataclass(frozen=True)
class SharePaid:
    """A share of a cost as a draft rule's version, with the fact it is a share of and the quotes it holds."""

    clause: str
    version: dict[str, Any]
    brought: dict[str, dict[str, Any]]
    label: str
    facts: tuple[ExtractedFact, ...]
    doubts: tuple[str, ...]

    @property
    def quotes(self) -> frozenset[str]:
        """The quotes of everything the sentence states."""
        return frozenset(fact.quote for fact in self.facts)


def shares_paid(facts: Iterable[ExtractedFact], titles: Mapping[str, str]) -> tuple[SharePaid, ...]:
    """Draft one rule for each sentence that pays a share of a cost, when its limits are read and nothing else is counted in it.

    `titles` are the headings of the clauses, for a thing that takes too many words to name.
    """
    by_sentence: dict[tuple[str, str], list[ExtractedFact]] = {}
    for fact in facts:
        by_sentence.setdefault((fact.clause, fact.sentence), []).append(fact)
    drafted = (_share(clause, titles.get(clause, ""), sentence, stated) for (clause, sentence), stated in by_sentence.items())
    return tuple(share for share in drafted if share)


def _share(clause: str, title: str, sentence: str, stated: Sequence[ExtractedFact]) -> SharePaid | None:
    found = list(_SHARE_OF.finditer(sentence))
    if len(found) != 1 or _MORE.search(sentence) or not _PAID.search(sentence[found[0].end() :]):
        return None
    before = sentence[: found[0].start()].strip("，。；、：")
    fee = next((fee for fee in everyday_words("fees") if found[0]["base"].endswith(fee)), "")
    base = fee or next((cost for cost in everyday_words("costs") if found[0]["base"].endswith(cost)), "")
    ratio = next((fact for fact in stated if fact.kind in (FactKind.RATIO, FactKind.CAP) and fact.unit == "%"), None)
    topics = [fee] if fee else _topics(before)
    if not base or ratio is None or not topics:
        return None
    label = _label(before, base, title)
    of = f"{NEW}{hashlib.blake2s(f'{label}|元'.encode(), digest_size=4).hexdigest()}"
    item = {"label": label, "formula": "percent", "of": of, "percent": found[0]["share"], "quote": sentence.rstrip("。；")}
    item |= {"asks_about": topics, "note": say("rules", "note_condition", condition=re.sub("^对|的$", "", before))}
    if ratio.operator is Operator.AT_MOST:
        item |= {"bound": "at_most", "in_total": False}
    brought = {
        of: {"label": base, "type": "money", "unit": "元", "names": [fee] if fee else [], "question": say("rules", "cost", label=base)}
    }
    return _limited(clause, {of: item}, brought, stated, _least(before, base, of, stated))


def _limited(
    clause: str,
    items: dict[str, dict[str, Any]],
    brought: dict[str, dict[str, Any]],
    stated: Sequence[ExtractedFact],
    least: tuple[dict[str, Any], list[str]],
) -> SharePaid:
    """Put a share below the limits of its sentence and under the least cost it asks for."""
    limits = [fact for fact in stated if is_limit(fact)]
    version: dict[str, Any] = {"clause": clause, "items": items, **least[0]}
    if limits:
        version["caps"] = [as_cap(fact, items) for fact in limits]
    doubts = least[1] + ([say("rules", "one_of_several", quote=limits[0].quote)] if len(limits) > 1 else [])
    ((_, item),) = items.items()
    return SharePaid(clause, version, brought, item["label"], tuple(stated), tuple(doubts))


def _label(before: str, base: str, title: str) -> str:
    thing = _thing(before)
    return say("rules", "share_label", thing=title if title and len(thing) > _LABEL else thing, base=base)


def _least(before: str, base: str, of: str, stated: Sequence[ExtractedFact]) -> tuple[dict[str, Any], list[str]]:
    """Read 投资额5万元以上的 as a condition on the cost; any other figure before the share is a doubt."""
    least = [fact for fact in stated if fact.kind is FactKind.THRESHOLD]
    sums = [found for found in _LEAST.finditer(before) if re.search(rf"(?:{base}|{_INVESTED})(?:在|达到?|为)*$", before[: found.start()])]
    if len(sums) == 1 and len(least) <= 1 and not re.search(r"\d", before[: sums[0].start()] + before[sums[0].end() :]):
        yuan = float(sums[0]["figure"]) * (10_000 if sums[0]["scale"] else 1)
        return {"applies_if": [{"fact": of, "at_least": f"{yuan:.0f}", "quote": before, "asked": False}]}, []
    doubts = [say("rules", "condition", condition=before)] if least or re.search(r"\d", before) else []
    return {}, doubts


def _thing(before: str) -> str:
    words = re.split(r"[，；：]", before)[0]
    words = re.split(r"\d", words)[0]
    return re.sub(r"(?:投资额?|总投资|金额|达到|在|的|对|凡)+$", "", re.sub(r"^(?:对|凡)", "", words))


def _topics(before: str) -> list[str]:
    """Return the words a question may use for what is paid for; words that every such rule uses tell nothing."""
    found: list[str] = []
    for part in _LIST.split(_thing(before)):
        bare = _stripped(part, everyday_words("people"), everyday_words("verbs"))
        found.append(bare)
        found += [bare.removesuffix(word) for word in everyday_words("generic") if bare.endswith(word)]
    generic = {word for name in ("generic", "verbs", "people", "common") for word in everyday_words(name)}
    found += _nouns(_thing(before))
    kept = [word for word in found if _SHORTEST <= len(word) <= _LONGEST and word not in generic]
    return list(dict.fromkeys(kept))[:_TOPICS]


def _stripped(word: str, *lists: Sequence[str]) -> str:
    before = ""
    while before != word:
        before = word
        for start in (start for words in lists for start in words):
            if word.startswith(start) and len(word) > len(start):
                word = word.removeprefix(start)
                break
    return word


def _nouns(words: str) -> list[str]:
    """Return the nouns of words too long to be what people say."""
    if len(words) <= _LONGEST:
        return []
    import jieba.posseg  # its tables take a second to load, and only the intake of a document needs them

    return [pair.word for pair in jieba.posseg.lcut(words) if pair.flag == "n" and pair.word not in everyday_words("common")]
