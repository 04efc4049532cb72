"""The verdict: what a clause's rule makes of a question's claim, or nothing where the two cannot be compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from policy_kb.answering.verdicts.limits import AGE, Compared, compare, names_other_figures
from policy_kb.answering.verdicts.putting import Claim, Form, read_claim
from policy_kb.answering.verdicts.rules import Rule, read_rules

# How much of the question must stand in the sentence with its headings, and how much in the piece that lays the rule down.
SENTENCE_SPEAKS_OF_IT, LIMIT_SPEAKS_OF_IT = 0.55, 0.45
ACTION = {"forbids": 0.4, "obliges": 0.5, "exempts": 0.5, "allows": 0.75, "supports": 0.75}
RULE_SPEAKS_OF_IT = {"forbids": 0.4, "obliges": 0.45, "exempts": 0.3, "allows": 0.5, "supports": 0.5}
TOLD_ON = ("allows", "forbids")
OBLIGES_THE_VERY_THING = 0.75
AS_NEAR = 0.9  # another rule of the same sentence that speaks as much of the question


@dataclass(frozen=True)
class Verdict:
    """How an answer begins: a key of the phrases, and the figures compared if it stands on those."""

    key: str
    compared: Compared | None = None


# What a rule says to a question that affirms a thing, and to one that denies it (可以不公示吗).
AFFIRMED = {
    (Form.MAY, "forbids"): "no",
    (Form.MAY, "allows"): "yes",
    (Form.MAY, "supports"): "supported",
    (Form.MAY, "obliges"): "must",
    (Form.GIVE, "forbids"): "no",
    (Form.GIVE, "allows"): "yes",
    (Form.NEED, "obliges"): "needed",
    (Form.NEED, "exempts"): "unneeded",
    (Form.BREACH, "forbids"): "breach",
}
DENIED = {
    (Form.MAY, "obliges"): "no",
    (Form.GIVE, "obliges"): "no",
    (Form.MAY, "exempts"): "yes",
    (Form.BREACH, "obliges"): "breach",
}
IN_PRINCIPLE = {"no": "in_principle_not", "must": "in_principle", "needed": "needed_in_principle", "supported": "in_principle"}


@dataclass(frozen=True)
class Reading:
    """How a question's words are found in a text.

    `share` says what part of the question a text speaks of, `action` the same of what is done, those who do it left out;
    the others say whether it speaks of a stretch of the question, and whether it denies it.
    """

    share: Callable[[str], float]
    action: Callable[[str], float]
    speaks_of: Callable[[str, str], bool]
    denies: Callable[[str, str], bool]


def decide(said: str, pieces: Sequence[str], around: str, reading: Reading) -> Verdict | None:
    """Return the verdict of a sentence, cut into its pieces, on a question; None where it has none to give.

    `around` is what stands above the sentence and says what it is about.
    """
    claim = read_claim(said)
    if claim.form is Form.NONE:
        return None
    whole = around + "".join(pieces)
    if claim.figures:
        compared = compare(claim, pieces, reading.share) if reading.share(whole) >= LIMIT_SPEAKS_OF_IT else None
        if compared:
            return _by_figures(claim, compared)
        if names_other_figures(claim, whole):
            return None
    if claim.is_narrowed or claim.form is Form.IS or reading.share(whole) < SENTENCE_SPEAKS_OF_IT:
        return None
    return _by_rules(claim, pieces, reading)


def _by_figures(claim: Claim, compared: Compared) -> Verdict | None:
    """A broken limit is a no; a kept one is a yes only where it is not the most that may be given."""
    if compared.is_broken:
        key = "over" if compared.limit.is_upper else "under"
        return Verdict(f"{key}_in_principle" if compared.limit.in_principle else key, compared)
    if compared.limit.is_upper or compared.figure.unit == AGE or claim.form not in (Form.MAY, Form.GIVE, Form.IS) or claim.denied:
        return None
    return Verdict("enough", compared)


def _by_rules(claim: Claim, pieces: Sequence[str], reading: Reading) -> Verdict | None:
    rules = [(reading.share(rule.text), rule) for rule in _together(read_rules(pieces))]
    if not rules:
        return None
    best, rule = max(rules, key=lambda at: at[0])
    if best < AS_NEAR * max(map(reading.share, pieces)):
        return None  # the piece that speaks of it lays nothing down
    key = _key(claim, rule, best, reading)
    others = {_key(claim, other, value, reading) for value, other in rules if value >= AS_NEAR * best}
    return Verdict(key) if key and others == {key} else None


def _together(rules: list[Rule]) -> list[Rule]:
    """Read as one the rules of a sentence that all allow or all forbid (可办理续贷，可协助展期)."""
    alike = len({(rule.lays_down, rule.in_principle) for rule in rules}) == 1 and rules[0].lays_down in TOLD_ON
    whole = (
        Rule(rules[0].lays_down, rules[0].in_principle, "".join(r.text for r in rules), "".join(r.own for r in rules)) if alike else None
    )
    return [whole] if whole else rules


def _key(claim: Claim, rule: Rule, value: float, reading: Reading) -> str:
    """Return what a rule says to a claim, by the phrase it is said with; nothing where they do not meet."""
    least = RULE_SPEAKS_OF_IT[rule.lays_down]
    if rule.lays_down == "obliges" and claim.form is Form.MAY and not claim.denied:
        least = OBLIGES_THE_VERY_THING
    if value < least or reading.action(rule.text) < ACTION[rule.lays_down]:
        return ""
    if rule.lays_down == "obliges" and not claim.denied and not reading.action(rule.predicate):
        return ""  # 入股的土地所得的收益，必须共享 obliges nobody to 入股
    denied = [what for what in claim.denied if not reading.denies(what, rule.text)]
    if not all(reading.speaks_of(what, rule.text) for what in denied):
        return ""
    if rule.lays_down == "exempts" and claim.form is Form.MAY and claim.asks_exemption:
        return "yes"
    key = (DENIED if denied else AFFIRMED).get((claim.form, rule.lays_down), "")
    return IN_PRINCIPLE.get(key, key) if rule.in_principle else key
