"""Groups: we speak when spoken to, keep private things out, and follow what happens to the group."""

from __future__ import annotations

import pytest

from bot.channels.telegram import TelegramChannel
from bot.messages import Button, Reply
from bot.storage.chats import Chats, Reach
from bot.storage.database import Database
from bot.storage.outbox import Draft, Priority
from bot.storage.people import People
from bot.storage.profiles import Profiles
from tests.telegram_server.fakes import FakeConversation, TurnedClock
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import BOT, World

LI, ADMIN, GROUP, SUPERGROUP = 7001, 7009, -4001, -1001234567890


@pytest.fixture
def chats(database: Database) -> Chats:
    return Chats(database, TurnedClock())


async def test_talk_among_members_is_none_of_our_business(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation
) -> None:
    world.says(LI, "今天开会吗", chat_id=GROUP)
    world.says(LI, "/ban 某人", chat_id=GROUP)
    world.says(LI, "/help@some_other_bot", chat_id=GROUP)
    world.says(LI, "@fuwen_test_bot 养牛有补贴吗", chat_id=GROUP)
    await server.until(lambda: bool(world.texts_to(GROUP)))
    assert conversation.texts == ["养牛有补贴吗"]


async def test_a_reply_to_our_message_is_a_question_to_us(channel: TelegramChannel, server: TelegramServer, world: World) -> None:
    ours = world.message(1, "答", chat_id=GROUP) | {"from": BOT}
    world.says(LI, "那羊呢", chat_id=GROUP, reply_to_message=ours)
    await server.until(lambda: world.texts_to(GROUP) == ["答：那羊呢"])


async def test_a_group_answer_offers_a_private_chat_and_keeps_personal_buttons_out(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation
) -> None:
    conversation.answers["养牛"] = [Reply("答", (Button("记住", "/affirm"), Button("看原文", '/show_clause{"clause":"一"}')))]
    world.says(LI, "@fuwen_test_bot 养牛", chat_id=GROUP)
    await server.until(lambda: bool(world.delivered))
    buttons = world.delivered[0].buttons
    assert [b.get("url") or b["callback_data"] for b in buttons] == [
        '/show_clause{"clause":"一"}',
        "https://t.me/fuwen_test_bot?start=group",
    ]


async def test_what_a_member_says_of_himself_is_not_kept_and_not_asked_further(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation, database: Database, chats: Chats
) -> None:
    world.statuses[GROUP, ADMIN] = "creator"
    world.says(ADMIN, "/region 沁源县", chat_id=GROUP)
    conversation.answers["我家两头牛"] = [Reply("您是建档立卡户吗", meta={"outcome": "asks_back"})]
    world.says(LI, "@fuwen_test_bot 我家两头牛", chat_id=GROUP)
    await server.until(lambda: any("不要在群里说" in text for text in world.texts_to(GROUP)), 30)
    assert conversation.texts[-1] == "/cancel"
    person = People(database).find("telegram", str(GROUP))
    assert person is not None
    profile = Profiles(database).of(person.id)
    assert (profile.region, profile.facts) == ("140431", {})


@pytest.mark.parametrize("command", ["/calc", "/forget", "/cancel"])
async def test_a_personal_command_in_a_group_leads_to_a_private_chat(
    channel: TelegramChannel, server: TelegramServer, world: World, conversation: FakeConversation, command: str
) -> None:
    world.says(LI, command, chat_id=GROUP)
    await server.until(lambda: bool(world.delivered))
    assert world.delivered[0].buttons[0]["url"].startswith("https://t.me/fuwen_test_bot")
    assert conversation.heard == []


async def test_joining_a_group_registers_it_and_says_what_to_do(
    channel: TelegramChannel, server: TelegramServer, world: World, chats: Chats
) -> None:
    world.membership(GROUP, ADMIN, "left", "member")
    await server.until(lambda: any("/region" in text for text in world.texts_to(GROUP)))
    known = chats.get(GROUP)
    assert known is not None
    assert (known.title, known.reach, known.region) == (f"群{GROUP}", Reach.OPEN, None)


@pytest.mark.parametrize(
    ("chat_id", "status", "extra", "reach"),
    [
        (GROUP, "left", {}, Reach.LEFT),
        (GROUP, "kicked", {}, Reach.LEFT),
        (SUPERGROUP, "restricted", {"can_send_messages": False}, Reach.MUTED),
        (LI, "kicked", {}, Reach.BLOCKED),
    ],
)
async def test_losing_a_chat_is_noticed_and_so_is_getting_it_back(
    channel: TelegramChannel,
    server: TelegramServer,
    world: World,
    chats: Chats,
    chat_id: int,
    status: str,
    extra: dict[str, bool],
    reach: Reach,
) -> None:
    world.membership(chat_id, ADMIN, "member", status, **extra)
    await server.until(lambda: (chat := chats.get(chat_id)) is not None and chat.reach is reach)
    world.membership(chat_id, ADMIN, status, "member")
    await server.until(lambda: (chat := chats.get(chat_id)) is not None and chat.reach is Reach.OPEN)


async def test_only_an_admin_gives_a_group_its_place(channel: TelegramChannel, server: TelegramServer, world: World, chats: Chats) -> None:
    world.says(LI, "/region 沁源县", chat_id=GROUP)
    await server.until(lambda: any("管理员" in text for text in world.texts_to(GROUP)))
    world.statuses[GROUP, ADMIN] = "administrator"
    world.says(ADMIN, "/region@fuwen_test_bot 沁源县", chat_id=GROUP)
    await server.until(lambda: (chat := chats.get(GROUP)) is not None and chat.region == "140431")
    await server.until(lambda: any("山西省长治市沁源县" in text for text in world.texts_to(GROUP)))


async def test_a_place_name_that_means_two_is_chosen_by_a_button(
    channel: TelegramChannel, server: TelegramServer, world: World, chats: Chats
) -> None:
    world.statuses[GROUP, ADMIN] = "creator"
    world.says(ADMIN, "/region 朝阳", chat_id=GROUP)
    await server.until(lambda: bool(world.delivered))
    data = {b["text"]: b["callback_data"] for b in world.delivered[0].buttons}
    world.taps(ADMIN, data["北京市朝阳区"], chat_id=GROUP)
    await server.until(lambda: (chat := chats.get(GROUP)) is not None and chat.region == "110105")


async def test_a_place_nobody_knows_is_said_so(channel: TelegramChannel, server: TelegramServer, world: World) -> None:
    world.statuses[GROUP, ADMIN] = "creator"
    world.says(ADMIN, "/region 桃花源", chat_id=GROUP)
    await server.until(lambda: any("桃花源" in text for text in world.texts_to(GROUP)))


async def test_a_group_that_became_a_supergroup_keeps_its_place_by_the_service_message(
    channel: TelegramChannel, server: TelegramServer, world: World, chats: Chats
) -> None:
    chats.meet(GROUP, "group", "沁源群")
    chats.set_region(GROUP, "140431")
    world.push(message=world.message(ADMIN, chat_id=GROUP, migrate_to_chat_id=SUPERGROUP))
    await server.until(lambda: (chat := chats.get(SUPERGROUP)) is not None and chat.region == "140431")
    old = chats.get(GROUP)
    assert old is not None
    assert (old.chat_id, old.title, len(chats.groups())) == (SUPERGROUP, "沁源群", 1)


async def test_a_message_to_a_moved_group_finds_it_at_its_new_place(
    channel: TelegramChannel, server: TelegramServer, world: World, chats: Chats
) -> None:
    chats.meet(GROUP, "group", "沁源群")
    world.moved[GROUP] = SUPERGROUP
    channel.outbox.enqueue(*(Draft(GROUP, f"通知{n}", Priority.BULK, "broadcast", ignore_quiet_hours=True) for n in range(2)))
    await server.until(lambda: world.texts_to(SUPERGROUP) == ["通知0", "通知1"], 30)
    assert world.texts_to(GROUP) == []


async def test_the_menu_shows_what_can_be_done_here(channel: TelegramChannel, server: TelegramServer, world: World) -> None:
    await server.until(lambda: len(world.commands) == 2)
    private = [c["command"] for c in world.commands["all_private_chats"]]
    groups = [c["command"] for c in world.commands["all_group_chats"]]
    assert {"start", "region", "calc", "subscribe", "forget"} <= set(private)
    assert "publish" not in private
    assert "calc" not in groups
