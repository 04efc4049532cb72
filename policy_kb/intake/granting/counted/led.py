"""Sums for each household a firm or cooperative leads, at a rate the number decides: 带动50户以上不足100户的，每户奖补1000元."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policy_kb.calculation.drafting import LED
from policy_kb.intake.granting.drafting import Draft
from policy_kb.intake.granting.scales import Scale, read_scales, steps_of
from policy_kb.intake.granting.terms.periods import lasting_of
from policy_kb.intake.messages import say
from policy_kb.lexicon import NEW, Lexicon
from policy_kb.model import Document, Node, NodeKind

_EACH = re.compile(r"(?P<before>[^。]*?)每户(?:一次性)?(?:给予)?(?:奖补|奖励|补助|补贴)(?:资金)?(?P<yuan>\d[\d.]*)(?P<wan>万?)元")
_LED = re.compile(r"(?:带动|吸纳|联结|签订|签约|入社)")
_POOR = re.compile(r"贫困户|建档立卡户?|脱贫户")
_LIMIT = re.compile(
    r"^[，；](?P<words>(?:奖补|补助|补贴|奖励)?(?:总额|累计|合计)?(?:最高|不超过|不得超过|最多)+(?P<yuan>\d[\d.]*)(?P<wan>万?)元)(?=[，。；]|$)"
)
_OTHER_LIMIT = re.compile(r"最高|不超过|不得超过|封顶|上限|限额")
_PERCENT = re.compile(r"(?P<what>[^，。；：\d]{0,14}占[^，。；：\d]{0,10}?)(?P<figure>\d+(?:\.\d+)?)[%％]及?以上")
_CHANGED = re.compile(r"超[出过](?:的)?部分|新增|每(?:增加|多)|减半|另|再|其中")
_FIGURE = re.compile(r"\d")
_TEN_THOUSAND = 10_000
_NO_FIRMS = frozenset({"household", "official", "bank", "village"})
_SHORTEST = 3


@dataclass(frozen=True)
class _Tier:
    scale: Scale
    rate: Decimal
    words: str


def led_households(document: Document, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft one rule for each clause that pays so much for each household led, on scales that follow one another."""
    for node in document.root.walk():
        if node.kind in (NodeKind.HEADING, NodeKind.PARAGRAPH) and (draft := _draft(node, lexicon)):
            yield draft


def _draft(node: Node, lexicon: Lexicon) -> Draft | None:
    text = next((part for part in node.text.split("。") if len(_EACH.findall(part)) > 1), "")
    found = list(_EACH.finditer(text))
    tiers = [tier for one in found if (tier := _tier(one))]
    if not found or len(tiers) < len(found) or not (_LED.search(tiers[0].words) and _POOR.search(tiers[0].words)):
        return None
    end = found[-1].end()
    limit = _LIMIT.match(text[end:])
    beyond = node.text.split(text, 1)[-1] + text[end + (limit.end() if limit else 0) :]
    steps, conditions = _steps(tiers), _conditions(tiers)
    if steps is None or conditions is None or _CHANGED.search(text[:end]) or _OTHER_LIMIT.search(beyond):
        return None
    shared = tiers[0].words[: tiers[0].scale.start]
    told = shared.split("：")[0] if "：" in shared else tiers[0].words
    item: dict[str, Any] = {"label": lexicon.facts[LED].label, "formula": "by_scale", "of": LED, "quote": text[:end].strip("，；")}
    item["steps"] = [{"at_least": f"{start:f}", "rate": f"{rate:f}"} for start, rate in steps]
    item["note"] = say("rules", "note_condition", condition=told.strip("，的"))
    whom = {**_applicants(node.title + shared, lexicon), **({"applies_if": conditions[0]} if conditions[0] else {})}
    draft = Draft(node.title or lexicon.facts[LED].label, node.clause, {LED: item}, for_whom=whom, brought=dict(conditions[1]))
    return _below(draft, limit) if limit else draft


def _below(draft: Draft, limit: re.Match[str]) -> Draft:
    """Put the sum below the limit of its sentence."""
    cap = {"yuan": f"{_yuan(limit):f}", "items": [LED], "clause": draft.clause, "quote": limit["words"]}
    draft.caps, draft.quotes = [{**cap, "holder": say("rules", "holder")}], frozenset({limit["words"]})
    return draft


def _yuan(found: re.Match[str]) -> Decimal:
    return Decimal(found["yuan"]) * (_TEN_THOUSAND if found["wan"] else 1)


def _tier(found: re.Match[str]) -> _Tier | None:
    """Read one rate with the scale that stands before it; None where there is no one scale."""
    words = found["before"]
    scales = read_scales(words, "户")
    return _Tier(scales[0], _yuan(found), words) if scales and len(scales) == 1 else None


def _steps(tiers: list[_Tier]) -> tuple[tuple[Decimal, Decimal], ...] | None:
    """Return the rising steps: scales that follow one another, or 50户以上 and 100户以上 with more for the more."""
    pairs = [(tier.scale, tier.rate) for tier in tiers]
    if steps := steps_of(pairs, "户"):
        return steps
    rising = all(a.at_least < b.at_least and x < y for (a, x), (b, y) in itertools.pairwise(pairs))
    return tuple((scale.at_least, rate) for scale, rate in pairs) if rising and all(scale.is_open for scale, _ in pairs) else None


def _conditions(tiers: list[_Tier]) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]] | None:
    """Return the conditions on periods and shares with their facts; None where a figure beside the scales could not be read."""
    conditions: list[dict[str, Any]] = []
    brought: dict[str, dict[str, Any]] = {}
    for tier in tiers:
        rest = tier.words[: tier.scale.start] + tier.words[tier.scale.end :]
        lasting = lasting_of(rest, tier.words.strip("，；"), LED)
        conditions += lasting.conditions
        brought |= lasting.brought
        left = lasting.rest
        if share := _PERCENT.search(left):
            fact = f"{NEW}{hashlib.blake2s(share[1].encode(), digest_size=4).hexdigest()}"
            brought[fact] = {"label": share["what"], "type": "ratio", "unit": "%", "names": [], "measures": ["占", "占比"], "question": ""}
            conditions.append({"fact": fact, "at_least": share["figure"], "quote": share[0], "asked": False})
            left = left.replace(share[0], "")
        if _FIGURE.search(left) or (conditions and tier is not tiers[0] and lasting.conditions):
            return None
    return conditions, brought


def _applicants(words: str, lexicon: Lexicon) -> dict[str, Any]:
    """Say which kinds of applicant the words name, other than a household."""
    kinds = [(kind, names) for kind, (_, names) in lexicon.applicants.items() if kind not in _NO_FIRMS]
    named = [kind for kind, names in kinds if any(len(name) >= _SHORTEST and name in words for name in names)]
    return {"applicants": named} if named else {}
