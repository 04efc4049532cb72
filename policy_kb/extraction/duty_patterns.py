"""The patterns by which responsible bodies are found, made of the word lists once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from policy_kb.extraction.cues import cues

_START = "(?:^|[，。；：])"
_PHRASE = "[^，。；]"


@dataclass(frozen=True)
class DutyPatterns:
    """Labels before a colon, endings in a list, and the sentences that name a body with what it does."""

    label: re.Pattern[str]
    labels: Mapping[str, str]
    endings: Mapping[str, str]
    verbs: Mapping[str, str]
    leads: re.Pattern[str]
    sentences: Sequence[re.Pattern[str]]
    body: re.Pattern[str]
    not_body: re.Pattern[str]

    def role(self, does: str) -> str:
        """Return what a body does, by the verb: lead, decide, carry_out, member or head."""
        return next((role for verb, role in self.verbs.items() if does.startswith(verb)), "carry_out")

    def are_bodies(self, names: tuple[str, ...], role: str) -> bool:
        """Tell whether names are those of bodies or offices, and not some other words before a verb."""
        if not names or any(not 1 < len(name) <= 24 or self.not_body.match(name) for name in names):
            return names == ("县",)
        return role in ("member", "head") or bool(self.body.search(names[-1]))


@cache
def duty_patterns() -> DutyPatterns:
    """Return the patterns of cues.yml."""
    words = cues().words
    labels = _turned(words["duty_labels"])
    endings = _turned(words["duty_endings"])
    verbs = _turned(words["duty_verbs"])
    bodies = cues().pattern("bodies")
    name = rf"[^，。；：、由以（）()报向后]{{1,16}}?(?:{bodies})(?:（[^）]{{1,12}}）)?"
    names = rf"{name}(?:[、和与及]{name})*"
    leads = re.compile(rf"{_START}(?P<who>{names})(?:要)?(?:分别)?(?P<does>牵头负责|牵头|负责(?!人)|做好|承担(?={_PHRASE}{{0,12}}责任))")
    return DutyPatterns(
        label=re.compile(rf"(?P<what>{'|'.join(map(re.escape, labels))})\s*[：:]"),
        labels=labels,
        endings=endings,
        verbs=verbs | {"承担": "lead", "做好": "carry_out", "责任": "lead", "主管": "lead", "第一": "lead"},
        leads=leads,
        sentences=(leads, *_sentences(names, bodies, "|".join(verbs))),
        body=re.compile(rf"(?:{bodies}|{cues().pattern('deciders')})(?:（[^）]*）)?$"),
        not_body=re.compile(cues().pattern("not_bodies")),
    )


def _turned(lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Turn role: words into word: role, longest words first."""
    pairs = [(word, role) for role, found in lists.items() for word in found]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


def _sentences(names: str, bodies: str, verbs: str) -> tuple[re.Pattern[str], ...]:
    decide = "|".join(cues().words["duty_verbs"]["decide"])
    acts = cues().pattern("acts")
    when = rf"(?:于{_PHRASE}{{0,14}}|在{_PHRASE}{{0,16}}[后内])?"
    return (
        re.compile(rf"由(?P<who>[^，。；：“”报]{{1,60}}?)(?P<does>{verbs})(?!人)"),
        re.compile(
            rf"(?P<who>{names})(?:是|为|作为){_PHRASE}{{0,24}}(?P<does>牵头单位|责任单位|实施主体|责任主体|主管部门|第一责任人|责任人)"
        ),
        re.compile(rf"{_START}(?P<who>{names}(?:会同{names})?){when}(?P<does>{acts})"),
        re.compile(rf"(?:经|报|向|到|送|在)(?P<who>[^，。；：报经向]{{0,14}}(?:{bodies}))(?P<does>{decide}|申请|申报|提出)"),
        re.compile(rf"(?:^|[，。；：后])(?P<who>{names})(?P<does>初审|审核|审定|批准)"),
        re.compile(rf"{_START}(?P<who>各(?:县市|县区|县（市、区）|乡镇|乡（镇）|有关单位|成员单位|级各部门))(?P<does>要|应|须|必须)"),
    )
