"""What officials do with broadcasts: make, approve, pause, resume, cancel, send again; each deed with its line in the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.broadcasts.model import Plan, To
from bot.broadcasts.recipients import Recipients
from bot.broadcasts.rights import Rights
from bot.clock import Clock
from bot.people.audit import Action
from bot.storage.audit import AuditStore
from bot.storage.broadcasts import TEST_KIND, BroadcastRow, BroadcastStore, Stage
from bot.storage.chats import Topic
from bot.storage.database import Database
from bot.storage.outbox import MAX_CAPTION_LENGTH, MAX_TEXT_LENGTH, Draft, Outbox, Priority

_OPEN = (Stage.DRAFT, Stage.APPROVED, Stage.RUNNING, Stage.PAUSED)


class BroadcastService:
    """Makes broadcasts and moves them on."""

    def __init__(self, database: Database, clock: Clock, outbox: Outbox, recipients: Recipients, rights: Rights) -> None:
        self._database, self._clock, self._outbox = database, clock, outbox
        self._recipients, self._rights = recipients, rights

    def create(self, plan: Plan, by: str) -> int:
        """Keep a broadcast as a draft and return its number; the same origin makes one broadcast.

        Raises: BroadcastRefused
        """
        self._rights.demand(by, plan.region)
        self._check(plan)
        with self._database.session() as session:
            store = BroadcastStore(session)
            known = store.by_origin(plan.origin) if plan.origin else None
            if known:
                return known.id
            found = self._recipients.find(store, plan)
            if found.recipients and len(found.repeated) == len(found.recipients):
                raise self._rights.refusal("repeated")
            row = store.add(_values(plan) | {"created_by": by, "created_at": self._clock.now()})
            self._log(store, by, Action.BROADCAST_CREATED, row, region=plan.region, audience=plan.to.value)
            return row.id

    def retarget(self, number: int, to: To, by: str) -> None:
        """Change whom a draft is for; raises BroadcastRefused."""
        with self._moving(number, by) as (store, row):
            self._advance(store, row, (Stage.DRAFT,), Stage.DRAFT, "approve", audience=to.value)
            self._log(store, by, Action.BROADCAST_CHANGED, row, audience=to.value)

    def schedule(self, number: int, starts_at: datetime, by: str) -> None:
        """Set the moment at which a draft is to start once it is approved; raises BroadcastRefused."""
        self._check_moment(starts_at)
        with self._moving(number, by) as (store, row):
            self._advance(store, row, (Stage.DRAFT,), Stage.DRAFT, "schedule", starts_at=starts_at)
            self._log(store, by, Action.BROADCAST_CHANGED, row, starts_at=starts_at.isoformat())

    def approve(self, number: int, by: str) -> Stage:
        """Approve a draft, and start it unless a later moment is set; return where it stands. Raises BroadcastRefused."""
        now = self._clock.now()
        with self._moving(number, by) as (store, row):
            self._rights.demand_second(by, row.created_by)
            self._advance(store, row, (Stage.DRAFT,), Stage.APPROVED, "approve", approved_by=by, approved_at=now)
            self._log(store, by, Action.BROADCAST_APPROVED, row)
            if row.starts_at is not None and row.starts_at > now:
                return Stage.APPROVED
            return Stage.RUNNING if self.start_in(store, row) else Stage(row.state)

    def start_in(self, store: BroadcastStore, row: BroadcastRow) -> bool:
        """Freeze the recipients of an approved broadcast and let it go, once; False when somebody else did."""
        plan = plan_of(row)
        if not store.advance(row.id, (Stage.APPROVED,), Stage.RUNNING, started_at=self._clock.now()):
            return False
        found = self._recipients.find(store, plan)
        self._outbox.enqueue_in(store.session, self._recipients.drafts(found, plan, row.campaign))
        store.drop(row.campaign, found.repeated, "repeated")
        return True

    def pause(self, number: int, by: str, reason: str | None = None) -> None:
        """Stop a broadcast where it is; raises BroadcastRefused."""
        with self._moving(number, by) as (store, row):
            self._advance(store, row, (Stage.RUNNING, Stage.APPROVED), Stage.PAUSED, "pause", pause_reason=reason)
            self._outbox.hold(row.campaign, session=store.session)
            self._log(store, by, Action.BROADCAST_PAUSED, row)

    def resume(self, number: int, by: str) -> None:
        """Let a paused broadcast go on; raises BroadcastRefused."""
        with self._moving(number, by) as (store, row):
            to = Stage.RUNNING if row.started_at else Stage.APPROVED
            self._advance(store, row, (Stage.PAUSED,), to, "resume", pause_reason=None, resumed_at=self._clock.now())
            self._outbox.hold(row.campaign, held=False, session=store.session)
            self._log(store, by, Action.BROADCAST_RESUMED, row)

    def cancel(self, number: int, by: str) -> int:
        """End a broadcast; return how many messages are not sent any more. Raises BroadcastRefused."""
        with self._moving(number, by) as (store, row):
            self._advance(store, row, _OPEN, Stage.CANCELLED, "cancel", ended_at=self._clock.now())
            number_cancelled = self._outbox.cancel(campaign=row.campaign, session=store.session)
            # One under way that comes back must not go out again.
            self._outbox.hold(row.campaign, session=store.session)
            self._log(store, by, Action.BROADCAST_CANCELLED, row, unsent=number_cancelled)
            return number_cancelled

    def retry_failed(self, number: int, by: str) -> int:
        """Send once more to those whom a broadcast did not reach, and to nobody else; raises BroadcastRefused."""
        with self._moving(number, by) as (store, row):
            again = self._outbox.retry(row.campaign, session=store.session)
            if not again:
                raise self._rights.refusal("nothing_to_retry", number=number)
            stages = (Stage.DONE, Stage.RUNNING, Stage.PAUSED)
            values = {"ended_at": None, "pause_reason": None, "resumed_at": self._clock.now()}
            self._advance(store, row, stages, Stage.RUNNING, "retry", **values)
            self._outbox.hold(row.campaign, held=False, session=store.session)
            self._log(store, by, Action.BROADCAST_RETRIED, row, messages=again)
            return again

    def test(self, number: int, chat_id: int, by: str) -> None:
        """Send the message to one chat alone, as all would see it; raises BroadcastRefused."""
        with self._moving(number, by) as (store, row):
            draft = Draft(chat_id, row.text, Priority.REPLY, TEST_KIND, attachment=row.attachment)
            self._outbox.enqueue_in(store.session, [draft])

    @contextmanager
    def _moving(self, number: int, by: str) -> Iterator[tuple[BroadcastStore, BroadcastRow]]:
        with self._database.session() as session:
            store = BroadcastStore(session)
            row = store.get(number)
            if row is None:
                raise self._rights.refusal("unknown", number=number)
            self._rights.demand(by, row.region)
            yield store, row

    def _advance(self, store: BroadcastStore, row: BroadcastRow, allowed: tuple[Stage, ...], to: Stage, deed: str, **values: Any) -> None:
        if not store.advance(row.id, allowed, to, **values):
            says = self._rights.texts.say
            raise self._rights.refusal("wrong_stage", number=row.id, stage=says(f"stages.{row.state}"), deed=says(f"deeds.{deed}"))
        store.session.refresh(row)

    def _log(self, store: BroadcastStore, by: str, action: Action, row: BroadcastRow, **details: object) -> None:
        AuditStore(store.session).add(by, action, row.campaign, self._clock.now(), details)

    def _check(self, plan: Plan) -> None:
        refusal, text = self._rights.refusal, plan.text.strip()
        most = MAX_CAPTION_LENGTH if plan.attachment else MAX_TEXT_LENGTH
        if not text:
            raise refusal("empty")
        if len(text) > most:
            raise refusal("too_long", length=len(text), most=MAX_TEXT_LENGTH, most_with_file=MAX_CAPTION_LENGTH)
        path = (plan.attachment or {}).get("path")
        if path and not Path(path).is_file():
            raise refusal("file_missing", file=path)
        if plan.starts_at:
            self._check_moment(plan.starts_at)

    def _check_moment(self, starts_at: datetime) -> None:
        if starts_at < self._clock.now():
            raise self._rights.refusal("past", at=starts_at.isoformat(" ", "minutes"))


def _values(plan: Plan) -> dict[str, Any]:
    return {
        "region": plan.region, "audience": plan.to.value, "topic": plan.topic.value, "text": plan.text.strip(),
        "attachment": dict(plan.attachment) if plan.attachment else None, "ignores_quiet_hours": plan.ignores_quiet_hours,
        "is_forced": plan.is_forced, "starts_at": plan.starts_at, "origin": plan.origin,
    }  # fmt: skip


def plan_of(row: BroadcastRow) -> Plan:
    """Return what a broadcast was asked to be."""
    return Plan(
        row.region, row.text, To(row.audience), Topic(row.topic), row.attachment, row.starts_at, row.ignores_quiet_hours, row.is_forced,
        row.origin,
    )  # fmt: skip
