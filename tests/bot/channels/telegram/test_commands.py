"""Commands: sentences for the conversation, or handlers a feature registered."""

from __future__ import annotations

import pytest

from bot.calls import Call
from bot.channels.commands import load_commands, parse_command
from bot.channels.telegram import TelegramChannel
from bot.messages import Reply
from bot.storage.chats import Subscriptions, Topic
from bot.storage.database import Database
from bot.texts import load_texts
from tests.telegram_server.fakes import FakeConversation, TurnedClock
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import World

LI = 7001


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("/start", "/greet"),
        ("/start group", "/greet"),
        ("/region", "/set_region"),
        ("/region 沁源县", "我是沁源县的"),
        ("/calc", "/start_calculation"),
        ("/calc 两头牛", "两头牛"),
        ("/policies", "/ask_overview"),
        ("/forget", "/forget_me"),
        ("/cancel@fuwen_test_bot", "/cancel"),
    ],
)
async def test_a_command_reaches_the_conversation_as_a_sentence(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation, said: str, heard: str
) -> None:
    world.says(LI, said)
    await server.until(lambda: conversation.texts == [heard])


async def test_a_command_nobody_knows_is_answered_kindly(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation
) -> None:
    world.says(LI, "/fly")
    world.says(LI, "/stats")
    await server.until(lambda: len(world.delivered) == 2)
    assert "/fly" in world.texts_to(LI)[0]
    assert conversation.heard == []


async def test_a_feature_adds_a_command_by_one_entry(channel: TelegramChannel, server: TelegramServer, world: World) -> None:
    calls: list[Call] = []

    async def done(call: Call) -> list[Reply]:
        calls.append(call)
        return [Reply("记下了")]

    channel.handlers["done"] = done
    world.says(LI, "/done 3")
    await server.until(lambda: world.texts_to(LI) == ["记下了"])
    assert (calls[0].words, calls[0].chat_id, calls[0].is_group) == ("3", LI, False)


async def test_a_handler_that_has_nothing_to_say_leaves_the_command_to_the_conversation(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation
) -> None:
    async def start(call: Call) -> list[Reply]:
        return [Reply("欢迎加入")] if call.words == "ABC" else []

    channel.handlers["start"] = start
    world.says(LI, "/start ABC")
    world.says(LI, "/start")
    await server.until(lambda: world.texts_to(LI) == ["欢迎加入", "答：/greet"])


async def test_a_document_handed_in_can_be_fetched_by_whoever_takes_documents(
    channel: TelegramChannel, server: TelegramServer, world: World
) -> None:
    world.files["doc1"] = "通知正文".encode()

    async def take(call: Call) -> list[Reply]:
        assert call.file is not None
        return [Reply(f"{call.file.name}：{(await channel.download(call.file.file_id)).decode()}")]

    channel.handlers["document"] = take
    world.says(LI, document={"file_id": "doc1", "file_unique_id": "u", "file_name": "通知.txt", "file_size": 12})
    await server.until(lambda: world.texts_to(LI) == ["通知.txt：通知正文"])


async def test_somebody_subscribes_to_a_topic_and_leaves_again(
    channel: TelegramChannel, server: TelegramServer, world: World, database: Database
) -> None:
    subscriptions = Subscriptions(database, TurnedClock())
    world.says(LI, "/subscribe 培训")
    await server.until(lambda: subscriptions.topics_of(LI) == [Topic.TRAININGS])
    world.says(LI, "/subscribe")
    await server.until(lambda: set(subscriptions.topics_of(LI)) == set(Topic))
    world.says(LI, "/unsubscribe")
    await server.until(lambda: subscriptions.topics_of(LI) == [])
    await server.until(lambda: any("已退订" in text for text in world.texts_to(LI)))


def test_every_command_has_its_line_in_the_menu_texts() -> None:
    assert set(load_commands()) == set(load_texts().section("telegram")["menu"])


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("/help", ("help", "", False)),
        ("/REGION 沁源县 ", ("region", "沁源县", False)),
        ("/help@Fuwen_Test_Bot x", ("help", "x", True)),
        ("/help@another_bot", None),
        ('/show_clause{"a":1}', None),
        ("养牛/养羊", None),
    ],
)
def test_commands_are_told_from_other_texts(text: str, parsed: tuple[str, str, bool] | None) -> None:
    assert parse_command(text, "fuwen_test_bot") == parsed
