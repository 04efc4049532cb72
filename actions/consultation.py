"""One turn of a talk: what a person said, what we remember, and the knowledge base make an answer and a new memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from actions.memory import Memory
from actions.places import PlaceReading, read_places
from actions.texts import texts
from actions.thread import (
    answering,
    goes_on_from,
    household_spoken_of,
    is_change,
    is_filler,
    is_plain_telling,
    kept_question,
    only_status,
    told_after,
    told_more,
)
from actions.turns import Turn
from policy_kb.answering import answer
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.households import OWN
from policy_kb.matching.new_words import with_new_words
from policy_kb.matching.together import quantities, settled
from policy_kb.model import Answer, FactValue, Outcome, Question

REGION = "region"
YES, NO, UNKNOWN = "affirm", "deny", "dont_know"
# These lean on the question before; without one they are taken as questions of their own.
LEANING = frozenset({"follow_up", "correct", "remove", "what_if"})
QUESTIONS = frozenset(
    """ask_subsidy ask_overview ask_policy ask_deadline ask_responsible ask_procedure ask_status ask_source ask_contact
    compare_places follow_up what_if""".split()  # noqa: SIM905 - a list of words reads best as words
)
TELLING = frozenset({"inform", "set_region", "correct"})


@dataclass(frozen=True)
class Person:
    """What we know when a message arrives: stored region and facts, the thread of the talk, the day asked about if not today."""

    region: str | None = None
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    memory: Memory = Memory()
    asks_about: date | None = None


@dataclass(frozen=True)
class Consultation:
    """What came of a turn: the answer (None: nothing to answer), the region now, and what to remember."""

    answer: Answer | None
    memory: Memory
    region: str | None
    region_is_new: bool = False
    unclear_places: tuple[str, ...] = ()  # codes to choose from
    told: Question | None = None  # what the person has, when this turn told or changed it


def consult(kb: KnowledgeBase, turn: Turn, person: Person, today: date) -> Consultation:
    """Answer one turn.

    The place is settled first; then the turn is an answer to what we asked, a change to the question before, or a new
    question. Nothing is stored here: the caller keeps what the Consultation says.
    """
    places = read_places(kb, turn, person.region)
    place = places.named[0] if places.named else places.asked or places.stored
    # What rules of some place brought along is read only once it is known that the person lives there.
    lexicon = kb.lexicon_for(place, today) if place else kb.lexicon.without_facts(fact.id for fact in kb.lexicon.new_facts)
    turn = replace(turn, mentions=settled(with_new_words(turn.text, turn.mentions, lexicon), turn.text))
    if places.unclear:
        waiting = _question(turn, person, places, today) if turn.intent not in TELLING else person.memory.waiting
        return Consultation(None, replace(person.memory, waiting=waiting), person.region, unclear_places=places.unclear)
    turn = answering(kb, turn, person.memory)
    question = _asked(kb, turn, person, places, today)
    if question is None:
        return Consultation(None, _unanswered(turn, person.memory), places.stored, places.is_new)
    return _answered(kb, turn, replace(question, unknown=person.memory.unknown, said=person.memory.said), person, places)


def _unanswered(turn: Turn, memory: Memory) -> Memory:
    """Return the memory after a turn that put no question; what someone does not know is not asked again."""
    unknown = memory.asked if turn.intent == UNKNOWN else ()
    return replace(memory, asked=(), unknown=tuple(dict.fromkeys((*memory.unknown, *(f for f in unknown if f != REGION)))))


def _answered(kb: KnowledgeBase, turn: Turn, question: Question, person: Person, places: PlaceReading) -> Consultation:
    result = answer(kb, question)
    waiting = question if REGION in result.asks else None
    kept = result.resolved or question
    if result.outcome is Outcome.OUT_OF_SCOPE and person.memory.previous:
        kept = person.memory.previous  # 那羊呢 after a word about the weather still means the sheep
    memory = Memory(
        previous=kept,
        waiting=waiting,
        asked=result.asks,
        citations=result.citations or person.memory.citations,
        calculation=result.resolved if result.is_worked_out else person.memory.calculation,
        told=told_after(turn, question, result, person.memory),
        unknown=person.memory.unknown,
        said=tuple(dict.fromkeys((*person.memory.said, *result.says))),
    )
    told = memory.told if memory.told is not person.memory.told else None
    return Consultation(result, memory, places.stored, places.is_new, told=told)


def _asked(kb: KnowledgeBase, turn: Turn, person: Person, places: PlaceReading, today: date) -> Question | None:
    """Find the question a turn puts, or None when it only tells a place or says yes to nothing."""
    if turn.intent in _REPLIES and not _puts_a_case(turn, person.memory):
        return _yes_or_no(kb, turn, person)
    memory = person.memory
    only_place = bool(turn.places) and not (turn.mentions or turn.statuses)
    if turn.intent in TELLING and only_place:
        again = memory.waiting or memory.previous
        return _moved(again, places.stored, turn) if again else None
    if turn.intent in TELLING and memory.waiting:
        return _moved(_told_more(memory.waiting, turn), places.stored, turn)
    if goes_on := _told_to(turn, memory):
        return _told_more(goes_on, turn)
    return None if is_filler(turn) else _new_question(kb, turn, person, places, today)


def _puts_a_case(turn: Turn, memory: Memory) -> bool:
    """Say whether what sounds like yes or no puts another quantity (不冷就好，要是四十万呢)."""
    return not memory.asked and is_change(turn) and any(m.value is not None for m in turn.mentions)


def _new_question(kb: KnowledgeBase, turn: Turn, person: Person, places: PlaceReading, today: date) -> Question:
    question = _question(turn, person, places, today)
    if only_status(turn):
        return replace(question, text=texts().say("holdings_question"), intent="ask_subsidy")
    kept = kept_question(kb, turn, person.facts, question) if person.memory.told is None else None
    return replace(question, previous=kept) if kept else question


def _told_to(turn: Turn, memory: Memory) -> Question | None:
    """Return the question that a plain statement adds to: the one we asked something for, else what was told."""
    about = memory.told if memory.previous is None else memory.previous
    if about and about.household != household_spoken_of(turn, memory):
        return None
    if turn.intent == "inform" and memory.previous and memory.asked and not is_change(turn):
        return memory.previous
    if only_status(turn):
        return memory.told or (memory.previous if memory.previous and memory.previous.mentions else None)
    return memory.told if is_plain_telling(turn) else None


def _question(turn: Turn, person: Person, places: PlaceReading, today: date) -> Question:
    household = household_spoken_of(turn, person.memory)
    kept = person.facts if household == OWN else {}
    facts = {**kept, **_carried(person.memory, household), **turn.statuses}
    return Question(
        text=turn.text,
        intent=turn.intent,
        as_of=today,
        region=places.asked or places.stored,
        named_regions=places.named,
        mentions=turn.mentions,
        applicant=turn.applicant,
        facts=facts,
        previous=goes_on_from(turn, person.memory),
        household=household,
    )


def _carried(memory: Memory, household: str) -> dict[str, FactValue]:
    # Yes/no facts (建档立卡) hold for the whole talk, each household's for itself; numbers belong to the question they were said in.
    spoken = (question for question in (memory.previous, memory.told) if question and question.household == household)
    facts = next((question.facts for question in spoken), {})
    return {name: value for name, value in facts.items() if isinstance(value, bool)}


def _moved(question: Question, region: str | None, turn: Turn) -> Question:
    facts = {**question.facts, **turn.statuses}
    return replace(question, region=region, named_regions=(), facts=facts, applicant=turn.applicant or question.applicant)


def _told_more(question: Question, turn: Turn) -> Question:
    return told_more(question, turn, dict(quantities(turn.mentions)))


def _yes_or_no(kb: KnowledgeBase, turn: Turn, person: Person) -> Question | None:
    memory = person.memory
    awaited = next((fact for fact in memory.asked if fact in kb.lexicon.facts and kb.lexicon.fact(fact).type == "yes_no"), None)
    if awaited is None or memory.previous is None or turn.intent == UNKNOWN:
        return None
    told: FactValue = turn.intent == YES
    if turn.intent == NO and turn.mentions:
        return _told_more(memory.previous, turn)
    return replace(memory.previous, facts={**memory.previous.facts, awaited: told})


_REPLIES = frozenset({YES, NO, UNKNOWN})


def facts_known(person: Person) -> dict[str, FactValue]:
    """Return everything a person told us so far: kept facts, then this talk's, the newest last."""
    question = person.memory.told or person.memory.previous
    if question is None or question.household != OWN:
        return dict(person.facts)
    return {**person.facts, **question.facts, **_carried(person.memory, OWN), **quantities(question.mentions)}
