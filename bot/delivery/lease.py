"""The sender's lease: of all processes with this token, one sends."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta

from bot.clock import Clock
from bot.storage.leases import Leases

SENDER = "telegram-sender"
_HOST_LENGTH = 32


class SenderLease:
    """This process's hold on the right to send."""

    def __init__(self, leases: Leases, clock: Clock, lasts: timedelta = timedelta(seconds=15)) -> None:
        self._leases = leases
        self._clock = clock
        self.lasts = lasts
        self.holder = f"{_host()}:{os.getpid()}:{secrets.token_hex(4)}"

    def hold(self) -> bool:
        """Take or renew the lease; a holder that was killed on this machine is not waited for."""
        now = self._clock.now()
        if self._leases.take(SENDER, self.holder, now, self.lasts):
            return True
        other = self._leases.holder(SENDER)
        if other is None or not is_dead(other):
            return False
        self._leases.release(SENDER, other)
        return self._leases.take(SENDER, self.holder, now, self.lasts)

    def release(self) -> None:
        """Give the lease back so that another process need not wait for its end."""
        self._leases.release(SENDER, self.holder)


def is_dead(holder: str) -> bool:
    """Say whether a holder was a process of this machine that is no more."""
    host, _, rest = holder.partition(":")
    pid = rest.partition(":")[0]
    if host != _host() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _host() -> str:
    return socket.gethostname().replace(":", "-")[:_HOST_LENGTH]
