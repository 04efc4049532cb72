"""Our own Telegram: a Bot API server on loopback that keeps Telegram's limits and can be told to misbehave."""
