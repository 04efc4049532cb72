"""What goes into the audit log: who did what to what, when; never the words of a private message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

SHELL = "shell"  # somebody with a shell on the machine acts as admin


class Action(StrEnum):
    """Everything an official can do that leaves a trace."""

    USER_INVITED = "user.invited"
    USER_JOINED = "user.joined"
    USER_REVOKED = "user.revoked"
    INVITE_REVOKED = "invite.revoked"
    DUTY_ADDED = "duty.added"
    DUTY_CHANGED = "duty.changed"
    DUTY_STOPPED = "duty.stopped"
    DUTY_DONE = "duty.done"
    DUTY_REOPENED = "duty.reopened"
    DUTY_UNABLE = "duty.unable"
    DUTY_NUDGED = "duty.nudged"
    TRAINING_ADDED = "training.added"
    TRAINING_CHANGED = "training.changed"
    TRAINING_CANCELLED = "training.cancelled"
    DOCUMENT_PROPOSED = "document.proposed"
    DOCUMENT_CHANGED = "document.changed"
    DOCUMENT_SUBMITTED = "document.submitted"
    DOCUMENT_PUBLISHED = "document.published"
    BROADCAST_CREATED = "broadcast.created"
    BROADCAST_CHANGED = "broadcast.changed"
    BROADCAST_APPROVED = "broadcast.approved"
    BROADCAST_PAUSED = "broadcast.paused"
    BROADCAST_RESUMED = "broadcast.resumed"
    BROADCAST_CANCELLED = "broadcast.cancelled"
    BROADCAST_RETRIED = "broadcast.retried"
    DOCUMENT_REJECTED = "document.rejected"
    DOCUMENT_WITHDRAWN = "document.withdrawn"
    RULES_CONFIRMED = "rules.confirmed"


class AuditLog(Protocol):
    """Where entries go: within the transaction of the deed itself, so that neither exists alone."""

    def add(self, actor: str, action: str, subject: str, at: datetime, details: Mapping[str, Any]) -> None:
        """Write one entry."""
        ...
