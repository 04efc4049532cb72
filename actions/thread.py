"""The thread of a talk: which earlier question a message goes on from, and what has been told until now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from actions.memory import Memory
from actions.turns import Turn
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.asked import asks
from policy_kb.matching.households import OWN, household_of
from policy_kb.matching.lone_numbers import as_told, is_calendar_year
from policy_kb.matching.together import quantities, same_noun, with_parts
from policy_kb.model import Answer, FactValue, Mention, Question

CHANGES = ("adding", "removing", "fewer", "correcting", "hypothetical")
TELLING_INTENTS = frozenset({"inform", "correct", "remove"})
REGION = "region"


def goes_on_from(turn: Turn, memory: Memory) -> Question | None:
    """Return the question a message goes on from: a change starts from what was told, and never from a what-if.

    What is told of another household goes on from what was said of that one, and changes nothing of one's own.
    """
    if household_spoken_of(turn, memory) != OWN:
        return memory.previous
    if memory.told is not None and _changes_what_was_told(turn, memory.told):
        return memory.told
    if memory.told is not None and memory.previous is not None and memory.previous.household != OWN:
        return memory.told
    if memory.told is None or (memory.previous and not _is_sum(memory.previous)):
        return memory.previous
    is_short = not turn.mentions and asks("leaning", turn.text) and not asks("present", turn.text)
    return memory.previous if is_short or _names_something_else(turn) else memory.told


def household_spoken_of(turn: Turn, memory: Memory) -> str:
    """Return the household a message is about: the one it names, else where it leans on the talk the one that is about."""
    goes_on = is_change(turn) or asks("leaning", turn.text) or turn.intent in TELLING_INTENTS or turn.intent == "follow_up"
    before = memory.previous.household if memory.previous and goes_on else OWN
    return household_of(turn.text, turn.mentions, before)


def told_after(turn: Turn, question: Question, result: Answer, memory: Memory) -> Question | None:
    """Return what has been told once a turn is answered: a what-if changes nothing, a price asked tells nothing."""
    understood = result.resolved or question
    if understood.household != OWN:
        return memory.told
    counted = [m for m in understood.mentions if m.value is not None and m.fact]
    is_sum = bool(turn.mentions) and (is_change(turn) or (_is_sum(understood) and any(m.fact for m in (*turn.mentions, *counted))))
    if memory.told and not is_hypothetical(turn) and _counted(understood) == _counted(memory.told):
        return understood  # 那龙头企业呢, 我搬到了红河: the same things, of someone else or elsewhere
    if is_hypothetical(turn) or not is_sum or turn.intent in ("follow_up", "ask_policy"):
        return memory.told
    tells = turn.intent in TELLING_INTENTS or asks("telling", turn.text) or any(m.value != 1 for m in counted)
    return understood if (counted and tells) or is_change(turn) else memory.told


def is_hypothetical(turn: Turn) -> bool:
    """Say whether a message only supposes something."""
    return asks("hypothetical", turn.text) or (turn.intent == "what_if" and not asks("adding", turn.text))


def is_change(turn: Turn) -> bool:
    """Say whether a message changes what was told before."""
    return turn.intent in ("correct", "remove") or any(asks(way, turn.text) for way in CHANGES)


def is_plain_telling(turn: Turn) -> bool:
    """Say whether a message tells things one has and asks nothing."""
    asks_something = asks("benefit", turn.text) or asks("total", turn.text) or asks("leaning", turn.text)
    return turn.intent == "inform" and bool(turn.mentions) and not asks_something and not is_change(turn)


def is_filler(turn: Turn) -> bool:
    """Say whether a message says nothing: 那个啥, 嗯, a number nobody asked for."""
    said = turn.places or turn.statuses or any(m.fact for m in turn.mentions)
    return not said and asks("filler", turn.text)


def only_status(turn: Turn) -> bool:
    """Say whether a message tells only what kind of household someone is."""
    return turn.intent == "inform" and bool(turn.statuses) and not turn.mentions and not asks("benefit", turn.text)


def told_more(question: Question, turn: Turn, facts: Mapping[str, FactValue]) -> Question:
    """Return a question with what a later message tells put in the place of, or beside, what was told."""
    said = with_parts(turn.mentions, turn.text, question.mentions)
    told = [m for m in said if m.fact and m.of is None]
    kept = (m for m in question.mentions if not any(m.fact == new.fact and same_noun(m, new) for new in told))
    merged = tuple(replace(m, start=0, end=0) for m in (*kept, *said))
    applicant = turn.applicant or question.applicant
    return replace(question, mentions=merged, facts={**question.facts, **facts, **turn.statuses}, applicant=applicant)


def answering(kb: KnowledgeBase, turn: Turn, memory: Memory) -> Turn:
    """Return a turn whose lone number is understood as the quantity that was just asked for; one nobody asked for tells nothing."""
    if len(turn.mentions) != 1 or turn.mentions[0].fact or turn.mentions[0].value is None:
        return turn
    (said,) = turn.mentions
    awaited = [kb.lexicon.facts[fact] for fact in memory.asked if fact in kb.lexicon.facts]
    numeric = [fact for fact in awaited if fact.type not in ("yes_no", "choice")]
    if told := next((told for fact in numeric if (told := as_told(said, fact))), None):
        return replace(turn, intent="inform", mentions=(told,))
    return replace(turn, mentions=()) if is_filler(turn) or (numeric and is_calendar_year(said)) else turn


def kept_question(kb: KnowledgeBase, turn: Turn, facts: Mapping[str, FactValue], question: Question) -> Question | None:
    """Return the question that what a person kept stands for, when a message changes it."""
    known = [(kb.lexicon.facts[name], value) for name, value in facts.items() if name in kb.lexicon.facts and isinstance(value, Decimal)]
    if not known or not is_change(turn):
        return None
    mentions = tuple(Mention(fact.id, value, fact.unit, fact.label) for fact, value in known if fact.type in ("count", "area", "money"))
    return replace(question, text="", intent="ask_subsidy", mentions=mentions, previous=None) if mentions else None


def _changes_what_was_told(turn: Turn, told: Question) -> bool:
    """Say whether a message gives other quantities of the very things told, whatever was spoken of in between."""
    facts = {m.fact for m in told.mentions if m.fact}
    given = [m for m in turn.mentions if m.value is not None]
    units = {m.unit for m in told.mentions if m.fact}
    return bool(given) and is_change(turn) and all(m.fact in facts if m.fact else m.unit in units for m in given)


def _names_something_else(turn: Turn) -> bool:
    """Say whether a message asks about another thing by itself: 那羊呢 changes nothing that was told."""
    return bool(turn.mentions) and not is_change(turn) and all(m.value is None for m in turn.mentions)


def _counted(question: Question) -> dict[str | None, Decimal]:
    counted: dict[str | None, Decimal] = {m.fact: m.value for m in question.mentions if m.value is not None and not m.fact}
    counted.update(quantities(question.mentions))
    return counted


def _is_sum(question: Question) -> bool:
    return question.intent in ("ask_subsidy", "start_calculation", "inform", "correct", "remove", "what_if", "follow_up")
