"""The conversation: kind to every input, in order for each person, and nothing lost while a part is down."""

from __future__ import annotations

import asyncio

import pytest

from bot.catching_up import CatchingUp
from bot.channels.base import CannotPush
from bot.conversation import Conversation
from bot.errors import RasaUnavailable
from bot.messages import Incoming, Reply
from bot.metrics import Metrics
from bot.storage.people import People
from bot.storage.profiles import Profiles
from bot.storage.waiting import WaitingQuestions
from bot.texts import load_texts

TEXTS = load_texts()


class FakeRasa:
    """Echoes, unless it is down; remembers what it was asked and who was asked about at once."""

    def __init__(self) -> None:
        self.is_down = False
        self.asked: list[tuple[str, str]] = []
        self.replies: list[Reply] | None = None
        self.gate: asyncio.Event | None = None
        self.inside: list[str] = []

    async def ask(self, person_id: str, text: str) -> list[Reply]:
        """Answer with the question's own words."""
        if self.is_down:
            raise RasaUnavailable("down")
        self.asked.append((person_id, text))
        self.inside.append(person_id)
        if self.gate:
            await self.gate.wait()
        self.inside.remove(person_id)
        return [Reply(f"答：{text}", meta={"outcome": "answered"})] if self.replies is None else self.replies


class FakeChannel:
    """A channel that can, or cannot, speak first."""

    name = "telegram"

    def __init__(self, can_push: bool = True) -> None:
        self.can_push = can_push
        self.pushed: list[tuple[str, str]] = []

    async def start(self) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def push(self, external_id: str, reply: Reply) -> None:
        """Note what was pushed."""
        if not self.can_push:
            raise CannotPush(self.name)
        self.pushed.append((external_id, reply.text))


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def people(database):
    return People(database)


@pytest.fixture
def waiting(database):
    return WaitingQuestions(database)


@pytest.fixture
def conversation(rasa, people, waiting, clock):
    return Conversation(rasa, people, waiting, TEXTS, clock, Metrics())


def from_(person_id: str, text: str, channel: str = "web") -> Incoming:
    return Incoming(person_id, channel, text)


async def texts_of(conversation: Conversation, text: str, person_id: str = "p") -> list[str]:
    return [reply.text for reply in await conversation.handle(from_(person_id, text))]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "empty"),
        (" \n\u3000", "empty"),
        ("养" * 1001, "too_long"),
        ("😀😀", "no_words"),
        ("？！。", "no_words"),
        ("\x00\x01\x02\x03PNG", "unreadable"),
        ("\ufffd\ufffd\ufffd牛", "unreadable"),
    ],
)
async def test_what_is_no_question_gets_a_kind_word_and_troubles_nobody(conversation, rasa, text, key):
    assert await texts_of(conversation, text) == [TEXTS.say(f"conversation.{key}", limit=1000)]
    assert rasa.asked == []


@pytest.mark.parametrize("text", ["养牛", "养" * 1000, "3", "👍好的", "a", "第一行\n第二行"])
async def test_what_could_be_a_question_is_passed_on(conversation, rasa, text):
    await conversation.handle(from_("p", text))
    assert rasa.asked == [("p", text)]


async def test_a_button_is_passed_on_as_it_is_but_typed_slashes_are_not_commands(conversation, rasa):
    await conversation.handle(from_("p", '/show_clause{"document": "a", "clause": "四（三）6"}'))
    await conversation.handle(from_("p", "//养牛 /多少"))
    assert [text for _, text in rasa.asked] == ['/show_clause{"document": "a", "clause": "四（三）6"}', "养牛 /多少"]


async def test_silence_from_rasa_becomes_a_request_to_say_it_differently(conversation, rasa):
    rasa.replies = []
    assert await texts_of(conversation, "啊") == [TEXTS.say("conversation.unclear")]


async def test_one_persons_messages_are_answered_in_order_while_others_go_on(conversation, rasa):
    rasa.gate = asyncio.Event()
    tasks = [asyncio.create_task(conversation.handle(from_(person, text))) for person, text in [("a", "一"), ("a", "二"), ("b", "三")]]
    while len(rasa.inside) < 2:
        await asyncio.sleep(0)
    assert sorted(rasa.inside) == ["a", "b"]
    rasa.gate.set()
    await asyncio.gather(*tasks)
    assert [text for person, text in rasa.asked if person == "a"] == ["一", "二"]


async def test_while_rasa_is_down_the_reply_is_polite_and_the_question_is_kept(conversation, rasa, waiting):
    rasa.is_down = True
    (reply,) = await conversation.handle(from_("p", "养牛补多少"))
    assert reply.text == TEXTS.say("conversation.unavailable")
    assert reply.meta["unavailable"] is True
    assert [question.text for question in waiting.unanswered()] == ["养牛补多少"]


async def test_the_kept_question_is_answered_with_the_next_message(conversation, rasa, waiting, people):
    rasa.is_down = True
    await conversation.handle(from_("p", "养牛补多少"))
    rasa.is_down = False
    await CatchingUp(conversation, waiting, people, {}, TEXTS).catch_up()
    assert await texts_of(conversation, "在吗") == [
        TEXTS.say("conversation.late_answer", question="养牛补多少"),
        "答：养牛补多少",
        "答：在吗",
    ]
    assert await texts_of(conversation, "在吗") == ["答：在吗"]


async def test_asking_again_gives_the_answer_once_and_is_not_asked_twice(conversation, rasa, waiting, people):
    rasa.is_down = True
    await conversation.handle(from_("p", "养牛补多少"))
    rasa.is_down = False
    await CatchingUp(conversation, waiting, people, {}, TEXTS).catch_up()
    assert await texts_of(conversation, "养牛补多少") == ["答：养牛补多少"]
    assert [text for _, text in rasa.asked] == ["养牛补多少"]


async def test_asking_again_in_time_leaves_nothing_waiting(conversation, rasa, waiting):
    rasa.is_down = True
    await conversation.handle(from_("p", "养牛补多少"))
    rasa.is_down = False
    await conversation.handle(from_("p", "养牛补多少"))
    assert waiting.of("p") == []


async def test_the_late_answer_is_pushed_where_the_channel_can(conversation, rasa, waiting, people, clock):
    person = people.arrive("telegram", "4711", clock.now())
    rasa.is_down = True
    await conversation.handle(from_(person.id, "养牛补多少", "telegram"))
    rasa.is_down = False
    channel = FakeChannel()
    assert await CatchingUp(conversation, waiting, people, {"telegram": channel}, TEXTS).catch_up() == 1
    assert channel.pushed == [("4711", TEXTS.say("conversation.late_answer", question="养牛补多少")), ("4711", "答：养牛补多少")]
    assert waiting.of(person.id) == []


async def test_while_the_part_is_still_down_the_question_goes_on_waiting(conversation, rasa, waiting, people):
    rasa.is_down = True
    await conversation.handle(from_("p", "养牛补多少"))
    assert await CatchingUp(conversation, waiting, people, {}, TEXTS).catch_up() == 0
    assert len(waiting.unanswered()) == 1


async def test_whoever_asks_to_be_forgotten_is_forgotten(conversation, rasa, people, database, clock):
    person = people.arrive("web", "x", clock.now())
    Profiles(database).set_region(person.id, "140431", clock.now())
    rasa.replies = [Reply("好的", meta={"outcome": "forgotten"})]
    assert await texts_of(conversation, "把我忘了", person.id) == ["好的"]
    assert people.get(person.id) is None
    assert Profiles(database).of(person.id).region is None


async def test_turns_are_counted_by_how_they_ended(rasa, people, waiting, clock):
    metrics = Metrics()
    conversation = Conversation(rasa, people, waiting, TEXTS, clock, metrics)
    await conversation.handle(from_("p", "养牛"))
    rasa.is_down = True
    await conversation.handle(from_("p", "养羊"))
    assert 'fuwen_turns_total{channel="web",outcome="answered"} 1.0' in metrics.render()
    assert 'fuwen_turns_total{channel="web",outcome="unavailable"} 1.0' in metrics.render()
