"""What officials are promised of a broadcast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts.model import Plan, StopRule, To
from bot.broadcasts.progress import BroadcastWatch
from bot.delivery.subscribing import SubscriptionDesk
from bot.people.audit import SHELL
from bot.storage.audit import AuditStore
from bot.storage.broadcasts import Stage
from bot.storage.chats import Reach, Topic
from bot.storage.outbox import State
from bot.texts import load_texts
from tests.bot.broadcasts.conftest import CHANGZHI, MENGZI, NOTICE, QINYUAN, County

LI, WANG, ZHAO, SUN = 11, 12, 13, 14
GROUP, OTHER_GROUP, FAR_GROUP = -1001, -1002, -1003
SENT = (State.SENT, None)
BLOCKED = (State.FAILED, "blocked")
Refused = Callable[[Callable[[], object]], str]


@pytest.fixture
def peopled(county: County) -> County:
    county.group(GROUP, QINYUAN)
    county.group(FAR_GROUP, MENGZI)
    county.subscriber(LI, QINYUAN)
    county.subscriber(WANG, MENGZI)
    county.subscriber(ZHAO, None)
    county.subscriber(SUN, QINYUAN, Topic.TRAININGS)
    return county


@pytest.mark.parametrize(
    ("region", "to", "chats"),
    [
        (QINYUAN, To.ALL, {GROUP, LI}),
        (QINYUAN, To.GROUPS, {GROUP}),
        (QINYUAN, To.SUBSCRIBERS, {LI}),
        (CHANGZHI, To.ALL, {GROUP, LI}),
        (MENGZI, To.ALL, {FAR_GROUP, WANG}),
    ],
)
def test_a_broadcast_goes_to_a_place_and_below_and_to_whom_it_is_for(peopled: County, region: str, to: To, chats: set[int]) -> None:
    number = peopled.broadcasts.service.create(Plan(region, NOTICE, to), by=SHELL)
    peopled.broadcasts.service.approve(number, by=SHELL)
    assert set(peopled.ends(number)) == chats


def test_nothing_goes_out_before_it_is_approved(peopled: County) -> None:
    number = peopled.broadcasts.service.create(Plan(QINYUAN, NOTICE), by=SHELL)
    peopled.broadcasts.watch.tick()
    assert peopled.ends(number) == {}
    assert peopled.broadcasts.reader.status(number).state is Stage.DRAFT


def test_an_official_needs_a_second_one(peopled: County, refused: Refused) -> None:
    author, second = peopled.official(101, "张干部"), peopled.official(102, "刘干部", CHANGZHI)
    number = peopled.broadcasts.service.create(Plan(QINYUAN, NOTICE), by=author)
    assert refused(lambda: peopled.broadcasts.service.approve(number, by=author)) == "same_person"
    assert peopled.broadcasts.service.approve(number, by=second) is Stage.RUNNING


def test_nobody_broadcasts_outside_their_division(peopled: County, refused: Refused) -> None:
    author, household = peopled.official(101, "张干部"), peopled.subscriber(LI, QINYUAN)
    create = peopled.broadcasts.service.create
    assert refused(lambda: create(Plan(CHANGZHI, NOTICE), by=author)) == "not_yours"
    assert refused(lambda: create(Plan(QINYUAN, NOTICE), by=household)) == "not_official"
    number = create(Plan(MENGZI, NOTICE), by=SHELL)
    assert refused(lambda: peopled.broadcasts.service.cancel(number, by=author)) == "not_yours"


def test_the_preview_says_how_many_and_what_stands_in_the_way(peopled: County) -> None:
    peopled.group(OTHER_GROUP, QINYUAN, reach=Reach.MUTED)
    peopled.clock.at = datetime(2026, 11, 25, 22, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    number = peopled.broadcasts.service.create(Plan(QINYUAN, NOTICE), by=SHELL)
    preview = peopled.broadcasts.reader.preview(number)
    assert (preview.total, preview.groups, preview.subscribers) == (3, 2, 1)
    assert preview.unreachable == {Reach.MUTED: 1}
    assert preview.without_place == 1
    assert preview.quiet_until == datetime(2026, 11, 26, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    shown = peopled.broadcasts.wording.preview(peopled.broadcasts.reader.get(number), preview)
    assert all(words in shown for words in ("3 处", "不许机器人发言 1", "11月26日07:30", NOTICE))


def test_recipients_are_those_of_the_moment_it_started(peopled: County) -> None:
    number = peopled.running(SHELL)
    peopled.group(OTHER_GROUP, QINYUAN)
    peopled.subscriber(WANG, QINYUAN)
    peopled.broadcasts.watch.tick()
    assert set(peopled.ends(number)) == {GROUP, LI}


@pytest.mark.parametrize("words", ["", "政策"])
def test_who_unsubscribes_while_it_runs_gets_nothing_more(peopled: County, words: str) -> None:
    peopled.subscriptions.add(LI, Topic.TRAININGS)
    number = peopled.running(SHELL)
    SubscriptionDesk(peopled.subscriptions, peopled.outbox, load_texts()).unsubscribe(LI, words)
    assert peopled.ends(number)[LI] == (State.CANCELLED, "unsubscribed")
    assert peopled.send(SENT, SENT) == [GROUP]


def test_ending_another_subscription_changes_nothing(peopled: County) -> None:
    peopled.subscriptions.add(LI, Topic.TRAININGS)
    number = peopled.running(SHELL)
    SubscriptionDesk(peopled.subscriptions, peopled.outbox, load_texts()).unsubscribe(LI, "培训")
    assert peopled.ends(number)[LI] == (State.QUEUED, None)


def test_a_set_moment_is_waited_for(peopled: County, refused: Refused) -> None:
    service, clock = peopled.broadcasts.service, peopled.clock
    number = service.create(Plan(QINYUAN, NOTICE, starts_at=clock.now() + timedelta(hours=2)), by=SHELL)
    assert service.approve(number, by=SHELL) is Stage.APPROVED
    clock.turn(hours=1)
    peopled.broadcasts.watch.tick()
    assert peopled.ends(number) == {}
    clock.turn(hours=1)
    peopled.broadcasts.watch.tick()
    peopled.broadcasts.watch.tick()
    assert set(peopled.ends(number)) == {GROUP, LI}
    assert refused(lambda: service.create(Plan(QINYUAN, "晚了", starts_at=clock.now() - timedelta(hours=1)), by=SHELL)) == "past"


def test_pause_resume_and_cancel_act_on_what_is_in_flight_too(peopled: County) -> None:
    service, number = peopled.broadcasts.service, peopled.running(SHELL)
    service.pause(number, by=SHELL)
    assert peopled.send(SENT) == []
    assert peopled.broadcasts.reader.status(number).state is Stage.PAUSED
    service.resume(number, by=SHELL)
    assert peopled.send(SENT) == [GROUP]
    assert service.cancel(number, by=SHELL) == 1
    assert peopled.send(SENT) == []
    assert peopled.ends(number) == {GROUP: (State.SENT, None), LI: (State.CANCELLED, "cancelled")}
    assert peopled.broadcasts.reader.status(number).ended_at == peopled.clock.now()


def test_every_deed_asks_where_the_broadcast_stands(peopled: County, refused: Refused) -> None:
    service, number = peopled.broadcasts.service, peopled.running(SHELL)
    assert refused(lambda: service.approve(number, by=SHELL)) == "wrong_stage"
    assert refused(lambda: service.resume(number, by=SHELL)) == "wrong_stage"
    assert refused(lambda: service.retry_failed(number, by=SHELL)) == "nothing_to_retry"
    assert refused(lambda: service.pause(999, by=SHELL)) == "unknown"
    service.cancel(number, by=SHELL)
    assert refused(lambda: service.cancel(number, by=SHELL)) == "wrong_stage"


def test_it_is_done_when_every_message_has_its_end(peopled: County) -> None:
    number = peopled.running(SHELL)
    peopled.clock.turn(seconds=10)
    peopled.send(SENT, BLOCKED)
    peopled.broadcasts.watch.tick()
    status = peopled.broadcasts.reader.status(number)
    assert (status.state, status.ended_at) == (Stage.DONE, peopled.clock.now())
    assert status.as_json()["counts"] == {"queued": 0, "sending": 0, "sent": 1, "uncertain": 0, "failed": 1, "cancelled": 0}
    assert status.rate == pytest.approx(0.2)


def test_sending_again_reaches_only_those_it_had_failed_for(peopled: County) -> None:
    number = peopled.running(SHELL)
    peopled.send(SENT, BLOCKED)
    peopled.broadcasts.watch.tick()
    assert peopled.broadcasts.service.retry_failed(number, by=SHELL) == 1
    assert peopled.broadcasts.reader.status(number).state is Stage.RUNNING
    assert peopled.send(SENT, SENT) == [LI]


def test_it_stops_by_itself_when_too_much_fails_and_goes_on_when_told(peopled: County) -> None:
    for chat in range(2000, 2040):
        peopled.subscriber(chat, QINYUAN)
    watch = BroadcastWatch(peopled.database, peopled.clock, peopled.outbox, peopled.broadcasts.service, StopRule(30, 10))
    number = peopled.running(SHELL, To.SUBSCRIBERS)
    peopled.send(*[SENT] * 7, *[BLOCKED] * 3)
    watch.tick()
    assert peopled.broadcasts.reader.status(number).state is Stage.RUNNING
    peopled.send(BLOCKED)
    watch.tick()
    status = peopled.broadcasts.reader.status(number)
    assert (status.state, status.pause_reason) == (Stage.PAUSED, "too_many_failures")
    assert peopled.send(SENT) == []
    peopled.clock.turn(seconds=1)
    peopled.broadcasts.service.resume(number, by=SHELL)
    watch.tick()
    assert peopled.broadcasts.reader.status(number).state is Stage.RUNNING


def test_the_time_left_follows_the_pace(peopled: County) -> None:
    for chat in range(2000, 2040):
        peopled.subscriber(chat, QINYUAN)
    number = peopled.running(SHELL, To.SUBSCRIBERS)
    peopled.clock.turn(seconds=10)
    peopled.send(*[SENT] * 20)
    status = peopled.broadcasts.reader.status(number)
    assert status.rate == pytest.approx(2.0)
    assert status.left_seconds == pytest.approx(21 / 2)


def test_the_same_text_within_a_day_goes_to_nobody_twice_unless_forced(peopled: County, refused: Refused) -> None:
    service = peopled.broadcasts.service
    peopled.running(SHELL, To.GROUPS)
    peopled.send(SENT)
    assert refused(lambda: service.create(Plan(QINYUAN, f" {NOTICE} ", To.GROUPS), by=SHELL)) == "repeated"
    again = peopled.running(SHELL)
    assert peopled.ends(again) == {GROUP: (State.CANCELLED, "repeated"), LI: (State.QUEUED, None)}
    forced = service.create(Plan(QINYUAN, NOTICE, To.GROUPS, is_forced=True), by=SHELL)
    service.approve(forced, by=SHELL)
    assert peopled.ends(forced) == {GROUP: (State.QUEUED, None)}
    peopled.clock.turn(days=2)
    assert service.create(Plan(QINYUAN, NOTICE, To.GROUPS), by=SHELL)


def test_a_try_goes_to_one_chat_and_does_not_count_as_sent(peopled: County) -> None:
    number = peopled.broadcasts.service.create(Plan(QINYUAN, NOTICE), by=SHELL)
    peopled.broadcasts.service.test(number, LI, by=SHELL)
    assert peopled.send(SENT, SENT) == [LI]
    peopled.broadcasts.service.approve(number, by=SHELL)
    assert peopled.ends(number) == {GROUP: (State.QUEUED, None), LI: (State.QUEUED, None)}


def test_the_same_cause_makes_one_broadcast(peopled: County) -> None:
    plan = Plan(QINYUAN, NOTICE, origin="publication:7")
    assert peopled.broadcasts.service.create(plan, by=SHELL) == peopled.broadcasts.service.create(plan, by=SHELL)


@pytest.mark.parametrize(("text", "reason"), [("  \n", "empty"), ("长" * 4097, "too_long")])
def test_what_cannot_be_sent_is_refused_at_once(peopled: County, refused: Refused, text: str, reason: str) -> None:
    assert refused(lambda: peopled.broadcasts.service.create(Plan(QINYUAN, text), by=SHELL)) == reason


def test_a_caption_is_shorter_than_a_message_and_its_file_must_be_there(peopled: County, refused: Refused, tmp_path: Path) -> None:
    file = tmp_path / "notice.pdf"
    missing = Plan(QINYUAN, NOTICE, attachment={"kind": "document", "path": str(file), "name": "notice.pdf"})
    assert refused(lambda: peopled.broadcasts.service.create(missing, by=SHELL)) == "file_missing"
    file.write_bytes(b"%PDF")
    long = Plan(QINYUAN, "长" * 1025, attachment=missing.attachment)
    assert refused(lambda: peopled.broadcasts.service.create(long, by=SHELL)) == "too_long"
    number = peopled.broadcasts.service.create(missing, by=SHELL)
    peopled.broadcasts.service.approve(number, by=SHELL)
    assert all(row.attachment == missing.attachment for row in peopled.outbox.results(f"broadcast:{number}"))


def test_the_report_says_in_plain_words_who_was_missed_and_why(peopled: County) -> None:
    peopled.group(OTHER_GROUP, QINYUAN, "沁河=村群", reach=Reach.LEFT)
    peopled.group(-1005, QINYUAN, "=cmd()")
    number = peopled.running(SHELL)
    peopled.send((State.FAILED, "left"), BLOCKED, SENT, (State.UNCERTAIN, "timed_out"))
    row = peopled.broadcasts.reader.get(number)
    words = peopled.broadcasts.report.in_words(row, "沁源县")
    assert "共 4 处，送达 1 处" in words
    assert "机器人已不在这个群里：1 处" in words
    assert "发出后没有收到回执，可能已送达：1 处" in words
    lines = peopled.broadcasts.report.as_csv(row).splitlines()
    assert lines[0].startswith("\ufeff编号,对象")
    assert len(lines) == 5
    assert not any(cell.startswith("=") for line in lines for cell in line.split(","))


def test_everything_leaves_its_line_in_the_audit_log(peopled: County) -> None:
    number = peopled.running(SHELL)
    peopled.broadcasts.service.pause(number, by=SHELL)
    peopled.broadcasts.service.cancel(number, by=SHELL)
    with peopled.database.session() as session:
        entries = [(entry.action, entry.subject) for entry in AuditStore(session).latest()]
    deeds = ("cancelled", "paused", "approved", "created")
    assert entries == [(f"broadcast.{deed}", f"broadcast:{number}") for deed in deeds]
