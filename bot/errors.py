"""What can go wrong in the app.

* BotError
  + SettingsError        a setting is wrong or missing        (every problem in one message)
  + LaunchError          Fuwen cannot start                   (what we met, what to do)
  + RasaUnavailable      Rasa or the actions gave no answer   (reason)
  + NotRunning           a command needs a running Fuwen      (address)
  + DeliveryFailed       a message did not reach someone      (reason)
    - RecipientGone      the person or group is gone for good (reason)
"""

from __future__ import annotations


class BotError(Exception):
    """The root of everything the app raises."""


class SettingsError(BotError):
    """A setting is wrong or missing; the message lists every problem and the remedy."""


class LaunchError(BotError):
    """Fuwen cannot start; the message says what to do, in one line."""


class RasaUnavailable(BotError):
    """Rasa, or the action server behind it, gave no answer in time."""


class NotRunning(BotError):
    """A command needs a running Fuwen and found none."""


class DeliveryFailed(BotError):
    """A message did not reach someone."""


class RecipientGone(DeliveryFailed):
    """The person or group can never be reached this way again."""
