"""Keeping households apart: what one has is never added to what another has, and the answer says whose it is."""

from __future__ import annotations

from dataclasses import replace

from policy_kb.answering.clauses.intentions import HOLDINGS_UNITS
from policy_kb.matching.asked import latest
from policy_kb.matching.households import OWN, belonging_to, by_household, household_of, owner_of
from policy_kb.model import Answer, Question
from policy_kb.wording import say, words


def of_one_household(question: Question) -> Question:
    """Return a question with the things of the household it is about alone."""
    text = latest(question.text)
    household = household_of(text, question.mentions, question.household)
    return replace(question, household=household, mentions=belonging_to(household, question.mentions, text))


def told_apart(question: Question, asked: Question, answer: Answer) -> Answer:
    """Return an answer that speaks of the household it is about, and names what it leaves to others.

    `question` is as it was put, `asked` of one household alone.
    """
    if asked.household != OWN:
        lines = tuple(_of(asked.household, line) for line in answer.lines)
        answer = replace(answer, lead=_of(asked.household, answer.lead), lines=lines)
    line = _left_to_others(question, asked) or _by_itself(asked)
    return replace(answer, lines=(*answer.lines, line)) if line and answer.citations else answer


def _of(whose: str, text: str) -> str:
    return text.replace(say("answers", "your_household"), whose)


def _left_to_others(question: Question, asked: Question) -> str:
    text = latest(question.text)
    others = [m for told in by_household(question.mentions, text) for m in told if m not in asked.mentions and m.unit in HOLDINGS_UNITS]
    others = [m for m in others if m.value is not None]
    named = [say("answers", "of_household", name=owner_of(m, text) or "", thing=text[m.start : m.end]) for m in others if owner_of(m, text)]
    things = str(words()["answers"]["list"]).join(dict.fromkeys(named))
    return say("answers", "other_households", things=things) if things else ""


def _by_itself(asked: Question) -> str:
    """Say that another household is worked out by itself, where the talk was of one that had told what it has."""
    before = asked.previous
    had = before is not None and before.household != asked.household and any(m.value is not None for m in before.mentions)
    return say("answers", "by_itself", whose=asked.household) if had and asked.household != OWN else ""
