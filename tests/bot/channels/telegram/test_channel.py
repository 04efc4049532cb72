"""The real library against our own Bot API server: what a person in a private chat meets."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.telegram import TelegramChannel
from bot.messages import Button, Reply
from bot.storage.database import Database
from tests.telegram_server.fakes import FakeConversation, until
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import World

LI, WANG = 7001, 7002


async def test_a_question_is_answered_in_its_own_chat(channel: TelegramChannel, server: TelegramServer, world: World) -> None:
    world.says(LI, "养牛有补贴吗")
    await server.until(lambda: world.texts_to(LI) == ["答：养牛有补贴吗"])


async def test_the_person_sees_that_we_are_typing(channel: TelegramChannel, server: TelegramServer, world: World) -> None:
    world.says(LI, "养牛有补贴吗")
    await server.until(lambda: {"chat_id": LI, "action": "typing"} in [_plain(call) for call in world.called("sendChatAction")])


async def test_the_conversation_never_sees_a_telegram_id(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation
) -> None:
    world.says(LI, "你好")
    await server.until(lambda: bool(conversation.heard))
    assert str(LI) not in conversation.heard[0].person_id
    assert not conversation.heard[0].is_group


async def test_what_looks_like_markup_arrives_as_it_was_written(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation
) -> None:
    conversation.answers["问"] = [Reply("不超过<3000>元 & 每户\n——沁源县《意见》")]
    world.says(LI, "问")
    await server.until(lambda: bool(world.texts_to(LI)))
    assert world.texts_to(LI) == ["不超过&lt;3000&gt;元 &amp; 每户\n<i>——沁源县《意见》</i>"]
    assert world.called("sendMessage")[0]["parse_mode"] == "HTML"


async def test_a_long_answer_comes_in_parts_that_end_with_a_clause_and_lose_nothing(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation
) -> None:
    server.limits.is_on = False
    long = "".join(f"第{n}条，对建档立卡贫困户养殖的给予补助；" for n in range(400))
    conversation.answers["全文"] = [Reply(long, (Button("好", "好"),))]
    world.says(LI, "全文")
    await server.until(lambda: "".join(world.texts_to(LI)) == long)
    parts = world.delivered
    assert len(parts) == 3
    assert all(len(part.text) <= 4096 and part.text.endswith("；") for part in parts)
    assert [bool(part.buttons) for part in parts] == [False, False, True]


async def test_a_tapped_button_says_its_payload_even_a_long_one_and_its_spinner_ends(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation
) -> None:
    payload = '/show_clause{"document":"qinyuan-2017","clause":"四（三）6","extra":"很长很长很长很长很长"}'
    conversation.answers["问"] = [Reply("答", (Button("看原文", payload), Button("帮助", "/help")))]
    world.says(LI, "问")
    await server.until(lambda: bool(world.delivered))
    data = [button["callback_data"] for button in world.delivered[0].buttons]
    assert all(len(d.encode()) <= 64 for d in data)
    world.taps(LI, data[0])
    await server.until(lambda: payload in conversation.texts)
    await server.until(lambda: len(world.called("answerCallbackQuery")) == 1)


async def test_a_button_whose_payload_is_gone_is_answered_kindly(channel: TelegramChannel, server: TelegramServer, world: World) -> None:
    world.taps(LI, "#0123")
    await server.until(lambda: any("按钮" in text for text in world.texts_to(LI)))
    await server.until(lambda: len(world.called("answerCallbackQuery")) == 1)


async def test_an_edited_question_is_answered_as_a_new_one(channel: TelegramChannel, server: TelegramServer, world: World) -> None:
    world.says(LI, "养羊补多少", kind="edited_message", edit_date=1)
    await server.until(lambda: world.texts_to(LI) == ["答：养羊补多少"])


@pytest.mark.parametrize(
    ("extra", "word"),
    [
        ({"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}, "图片"),
        ({"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}}, "语音"),
        ({"document": {"file_id": "f", "file_unique_id": "u", "file_name": "a.pdf"}}, "文件"),
        ({"location": {"latitude": 36.5, "longitude": 112.3}}, "哪个县"),
        ({"contact": {"phone_number": "1", "first_name": "李"}}, "联系方式"),
        (
            {
                "sticker": {
                    "file_id": "f",
                    "file_unique_id": "u",
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "表情",
        ),
    ],
)
async def test_what_we_cannot_read_gets_a_kind_word(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation, extra: dict[str, object], word: str
) -> None:
    world.says(LI, **extra)
    await server.until(lambda: any(word in text for text in world.texts_to(LI)))
    assert conversation.heard == []


async def test_a_picture_with_a_question_below_it_has_its_question_answered(
    channel: TelegramChannel, server: TelegramServer, world: World
) -> None:
    world.says(LI, caption="这个有补贴吗", photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}])
    await server.until(lambda: world.texts_to(LI) == ["答：这个有补贴吗"])


async def test_one_persons_messages_are_answered_in_order_while_others_are_not_kept_waiting(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation
) -> None:
    conversation.gate = asyncio.Event()
    for n in range(3):
        world.says(LI, f"李{n}")
    world.says(WANG, "王")
    await server.until(lambda: len(conversation.texts) == 2)
    assert set(conversation.texts) == {"李0", "王"}
    conversation.gate.set()
    await server.until(lambda: len(world.texts_to(LI)) == 3)
    assert world.texts_to(LI) == ["答：李0", "答：李1", "答：李2"]


async def test_a_fault_of_ours_is_a_kind_word_to_the_person(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation
) -> None:
    conversation.fails_on = "坏"
    world.says(LI, "坏")
    await server.until(lambda: any("出了点问题" in text for text in world.texts_to(LI)))
    assert "fault" not in "".join(world.texts_to(LI))


async def test_an_update_offered_twice_is_answered_once(channel: TelegramChannel, server: TelegramServer, world: World) -> None:
    world.says(LI, "一次")
    again = dict(world.updates[0])
    await server.until(lambda: bool(world.texts_to(LI)))
    world.updates.append(again)
    world.says(WANG, "之后")
    await server.until(lambda: bool(world.texts_to(WANG)))
    assert world.texts_to(LI) == ["答：一次"]


async def test_what_was_received_but_not_answered_is_answered_after_a_restart(
    make_channel, server: TelegramServer, world: World, conversation: FakeConversation
) -> None:
    conversation.gate = asyncio.Event()
    first = make_channel()
    await first.start()
    world.says(LI, "未完")
    await server.until(lambda: conversation.texts == ["未完"])
    # The process ends as a killed one would: nothing under way is finished.
    for task in first._lanes._tasks:
        task.cancel()
    await first.stop()
    assert world.texts_to(LI) == []
    conversation.gate = None
    second = make_channel()
    await second.start()
    await server.until(lambda: world.texts_to(LI) == ["答：未完"])
    await second.stop()


async def test_telegram_being_away_at_the_start_is_waited_out(make_channel, server: TelegramServer, world: World) -> None:
    channel = make_channel(TELEGRAM_API_BASE="http://127.0.0.1:9")
    await channel.start()
    await until(lambda: channel._opening is not None)
    assert not await channel.is_up()
    await channel.stop()


async def test_a_late_answer_can_be_pushed(channel: TelegramChannel, server: TelegramServer, world: World) -> None:
    await channel.push(str(LI), Reply("您刚才问的，答复如下"))
    await server.until(lambda: world.texts_to(LI) == ["您刚才问的，答复如下"])


async def test_an_answer_that_arrived_is_not_kept(
    channel: TelegramChannel, server: TelegramServer, world: World, database: Database
) -> None:
    world.says(LI, "秘密")
    await server.until(lambda: bool(world.texts_to(LI)))
    await channel.stop()
    with database.engine.connect() as connection:
        rows = (
            connection.exec_driver_sql("select text from outbox").all()
            + connection.exec_driver_sql("select content from telegram_updates").all()
        )
    assert rows == [("",), (None,)]


def _plain(call: dict[str, object]) -> dict[str, object]:
    return {"chat_id": int(str(call["chat_id"])), "action": call["action"]}
