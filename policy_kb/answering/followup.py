"""Filling in what a short question leaves out: 那羊呢, 再加十只羊, 不对是14头, 头两年加起来, 上限呢."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from policy_kb.matching.asked import asks, latest
from policy_kb.matching.scoring import ASKING_FOR_OTHERS
from policy_kb.matching.together import ADDED_UNITS, left_over, same_noun, with_parts
from policy_kb.model import Mention, Question

LEANING = frozenset({"follow_up", "correct", "remove", "what_if"})
COUNTED, COUNTED_THINGS = "个", frozenset({"头", "只", "户", "人"})  # 五十个: of whatever was counted before
_RIGHT_BEFORE = 4  # characters in which 再加 belongs to the quantity behind it
_LONGEST_THREAD = 300  # characters of earlier messages carried along


def leans(question: Question) -> bool:
    """Say whether a question cannot be understood without the one before."""
    if question.previous is None:
        return False
    is_of_what_was_told = asks("forgotten", question.text) or asks("fewer", question.text)
    leans_by_words = question.intent in LEANING or asks("leaning", question.text)
    return leans_by_words or (is_of_what_was_told and bool(question.mentions)) or _only_adds(question, question.previous)


def _only_adds(question: Question, before: Question) -> bool:
    """Say whether all that a message counts is more of what was told (下个月再吸收15户)."""
    told = [m for m in question.mentions if m.value is not None and m.end > m.start]
    earlier = [m for m in before.mentions if m.value is not None]
    right_before = [question.text[max(0, m.start - _RIGHT_BEFORE) : m.start] for m in told]
    return bool(told) and all(
        asks("adding", words) and _same_thing(earlier, m) is not None for m, words in zip(told, right_before, strict=True)
    )


def resolve(question: Question) -> Question:
    """Return the question as meant, with what the one before said filled in; a question that stands alone is returned as it is."""
    return joined(question) if leans(question) else question


def joined(question: Question) -> Question:
    """Return the question put together with the one before."""
    before = question.previous
    if before is None:
        return question
    is_of_another = question.household != before.household
    mentions = _of_another(question, before) if is_of_another else _mentions(question, before)
    names_topic = any(m.fact and not m.negated and m.fact not in _facts(before) for m in question.mentions)
    corrects_topic = names_topic and not asks("adding", question.text) and not is_taking(question.text)
    text = question.text if corrects_topic else f"{before.text[-_LONGEST_THREAD:]}\n{question.text}"
    return replace(
        question,
        text=text,
        intent="ask_subsidy" if before.intent in (*LEANING, "inform") else before.intent,
        mentions=mentions,
        applicant=who_is_meant(question, before),
        facts=question.facts if is_of_another else {**before.facts, **question.facts},
        region=question.region or before.region,
        previous=None,
    )


def who_is_meant(question: Question, before: Question) -> str | None:
    """Return the kind of applicant a question is about: who asks for others (我们县) goes on about those asked for before."""
    asks_for_others = not question.applicant or question.applicant in ASKING_FOR_OTHERS
    return before.applicant or question.applicant if asks_for_others else question.applicant


def _of_another(question: Question, before: Question) -> tuple[Mention, ...]:
    """Return what is told of another household: it has nothing of what the one before has, but may be told by the same nouns."""
    told = [m for m in question.mentions if not m.negated]
    if not any(m.fact for m in told) and not any(m.value is not None for m in told):
        told += [replace(_detached(m), value=None, low=None, high=None) for m in before.mentions if m.fact]
    earlier = list(before.mentions)
    same = [None if m.fact else _same_thing(earlier, m) for m in told]
    return tuple(m if at is None else _with_value(earlier[at], m) for m, at in zip(told, same, strict=True))


def _facts(question: Question) -> set[str | None]:
    return {m.fact for m in question.mentions}


def _mentions(question: Question, before: Question) -> tuple[Mention, ...]:
    """Return what was told before with what is told now worked in; what holds of a part only stands beside it."""
    told = with_parts(question.mentions, latest(question.text), before.mentions)
    parts, rest = tuple(m for m in told if m.of is not None), tuple(m for m in told if m.of is None)
    if parts and not rest:
        return (*(_detached(m) for m in before.mentions), *parts)
    return (*_worked_in(replace(question, mentions=rest), before), *parts)


def _worked_in(question: Question, before: Question) -> tuple[Mention, ...]:
    if any(m.value is not None for m in question.mentions):  # another number is of one of them, or of all of them anew
        before = replace(before, mentions=tuple(m for m in before.mentions if not m.holder))
    fewer = [m for m in question.mentions if m.value is not None]
    if left := left_over(question.mentions, latest(question.text)):
        others = tuple(m for m in fewer if m.fact and all(m.fact != one.fact for one in left))
        return _replaced(tuple(_detached(m) for m in before.mentions if not m.negated), (*left, *others), [], is_of_the_same=True)
    if is_taking(question.text) and fewer and asks("taking_some", question.text):
        return _added(tuple(_detached(m) for m in before.mentions if not m.negated), tuple(_taken(m) for m in fewer), question.text)
    if asks("removing", question.text):
        return _removed(question, before)
    gone = {m.fact for m in question.mentions if m.negated and m.fact}
    kept = tuple(_detached(m) for m in before.mentions if m.fact not in gone and not m.negated)
    new = tuple(m for m in question.mentions if not m.negated)
    if not new:
        return kept
    if asks("adding", question.text):
        return _added(kept, new, latest(question.text))
    replaced = [m for m in before.mentions if m.negated or m.fact in gone]
    if asks("swapping", question.text) and all(m.value is None for m in new):
        replaced += [m for m in kept if m.value is not None and m.fact not in {n.fact for n in new}][-1:]
        kept = tuple(m for m in kept if all(m.fact != r.fact for r in replaced))
    return _replaced(kept, new, replaced, asks("correcting", question.text) or asks("of_those", latest(question.text)))


def _removed(question: Question, before: Question) -> tuple[Mention, ...]:
    gone = [m for m in question.mentions if m.fact and m.negated] or [m for m in question.mentions if m.fact]
    left = tuple(_detached(m) for m in before.mentions if not any(_is_gone(m, taken, before) for taken in gone))
    new = tuple(m for m in question.mentions if m not in gone and m.value is not None)
    return _added((), new, "") if not left else _replaced(left, new, [], is_of_the_same=True)


def _is_gone(mention: Mention, taken: Mention, before: Question) -> bool:
    """Say whether something told goes with what is taken away; of several names of one thing only the one that is named."""
    several = any(m.fact == taken.fact and m.text and same_noun(m, taken) for m in before.mentions)
    return mention.fact == taken.fact and (same_noun(mention, taken) or not several)


def _taken(mention: Mention) -> Mention:
    """Return a quantity as taken away: 卖了三头."""
    return replace(mention, value=-mention.value if mention.value is not None else None, low=None, high=None, negated=False)


def _added(kept: tuple[Mention, ...], new: tuple[Mention, ...], text: str) -> tuple[Mention, ...]:
    """Add to what was told; a duration said along with what is added (再加80亩，同样两年) stays what it is."""
    result = list(kept)
    for mention in new:
        at = _same_thing(result, mention)
        if at is None and (mention.value or 0) < 0:
            continue  # nothing of it was told: nothing can be taken away
        if at is not None and _is_said_along(mention, text):
            result.append(_with_value(result.pop(at), mention))
        elif at is None or (mention.value is not None and mention.value > 0 and not same_noun(result[at], mention)):
            result.append(mention)
        else:
            result.append(_sum(result.pop(at), mention))
    return tuple(result)


def _is_said_along(mention: Mention, text: str) -> bool:
    """Say whether something that is not counted piece by piece has no word of adding right before it (再加一年)."""
    right_before = text[max(0, mention.start - _RIGHT_BEFORE) : mention.start]
    return mention.unit not in (*ADDED_UNITS, COUNTED, "") and (mention.value or 0) > 0 and not asks("adding", right_before)


def is_taking(text: str) -> bool:
    """Say whether a message takes something away from what was told."""
    return asks("removing", text) or asks("fewer", text)


def _replaced(kept: tuple[Mention, ...], new: tuple[Mention, ...], swapped: list[Mention], is_of_the_same: bool) -> tuple[Mention, ...]:
    """Put new quantities in the place of old ones; a new topic in a question of its own drops the old topic."""
    result = list(kept)
    topics = [m for m in new if m.fact]
    if topics and not is_of_the_same and all(_same_thing(result, m) is None for m in topics):
        result = []  # 那羊呢: a new thing, asked by itself
    result = _last_stretch(result) if any(m.ordinal or m.leading or m.trailing for m in new) else result
    for mention in new:
        if _covers_several(result, mention):
            result = [m for m in result if m.fact != mention.fact]
        at = _same_thing(result, mention)
        if at is not None and _is_another(result, at, mention):
            result.append(mention)
        elif at is not None:  # to the end: it is what was last spoken of
            result.append(_with_value(result.pop(at), mention))
        else:
            before = next((m for m in swapped if mention.value is None and m.unit == mention.unit), None)
            result.append(replace(mention, value=before.value) if before else mention)
    return tuple(result)


def _last_stretch(mentions: list[Mention]) -> list[Mention]:
    """Leave of several years told one by one the last, for the years told now to take its place."""
    years = [m for m in mentions if m.ordinal or m.leading]
    return [m for m in mentions if m not in years[:-1]]


def _covers_several(mentions: list[Mention], mention: Mention) -> bool:
    """Say whether a quantity takes the place of several: 牛一共三头, after a 黄牛 and two 奶牛."""
    old = [m for m in mentions if mention.fact and m.fact == mention.fact]
    return mention.value is not None and len(old) > 1 and all(same_noun(m, mention) and m.text != mention.text for m in old)


def _is_another(mentions: list[Mention], at: int, mention: Mention) -> bool:
    """Say whether a name is none of the several that were told of one thing: 荞麦, after 谷子 and 黑豆."""
    several = sum(m.fact == mention.fact for m in mentions) > 1
    return bool(mention.fact) and mention.value is not None and several and not same_noun(mentions[at], mention)


def _same_thing(mentions: list[Mention], mention: Mention) -> int | None:
    """Find the earlier mention a later one speaks of: the same fact, best of the same name, or the same unit when it names nothing."""
    same = [at for at in reversed(range(len(mentions))) if _is_same(mentions[at], mention)]
    if not mention.fact:  # 投的是五十八万: another sum for the one told, and not for what was asked about
        same = [at for at in same if mentions[at].value is not None] or same
    return next((at for at in same if same_noun(mentions[at], mention)), same[0] if same else None)


def _is_same(old: Mention, new: Mention) -> bool:
    if old.of is not None:
        return False
    if new.ordinal or new.leading:
        if old.end > old.start:
            return False  # 第四年和第五年: both of this very message
        return old.ordinal or old.leading
    if new.fact:
        return old.fact == new.fact
    return bool(new.unit) and (old.unit == new.unit or (new.unit == COUNTED and old.unit in COUNTED_THINGS))


def _with_value(old: Mention, new: Mention) -> Mention:
    if new.value is None and new.low is None:
        return old  # 光猪呢: the same pigs
    if (old.ordinal, old.leading) != (new.ordinal, new.leading):
        return new  # 五年一共 after 第三年: another way of counting, not another value
    unit = old.unit if new.unit == COUNTED else new.unit
    return replace(new, fact=new.fact or old.fact, unit=unit, text=new.text if new.fact else old.text)


def _sum(old: Mention, new: Mention) -> Mention:
    value = (old.value or Decimal(0)) + (new.value if new.value is not None else Decimal(0))
    return replace(_detached(old), value=max(value, Decimal(0)), low=None, high=None, approximate=old.approximate or new.approximate)


def _detached(mention: Mention) -> Mention:
    """Forget where a mention stood: its place was in an earlier message."""
    return replace(mention, start=0, end=0)


def is_claim(question: Question) -> bool:
    """Say whether the newest message asks whether a sum named in it is right."""
    return asks("claim", latest(question.text))
