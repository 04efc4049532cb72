"""`python -m bot`: the process that talks with people."""

from __future__ import annotations

import asyncio
import sys

from bot.errors import SettingsError
from bot.logs import set_up_logs
from bot.settings import load_settings
from bot.wiring import serve


def main() -> int:
    """Read the settings and serve until stopped."""
    try:
        settings = load_settings()
    except SettingsError as exc:
        print(f"fuwen: {exc}", file=sys.stderr)
        return 1
    set_up_logs(settings.log_level)
    asyncio.run(serve(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
