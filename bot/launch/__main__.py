"""`python -m bot.launch run|setup|test|check`: what the Makefile's verbs come to."""

from __future__ import annotations

import sys

from bot.errors import BotError
from bot.launch.verbs import VERBS


def main(arguments: list[str]) -> int:
    """Run one verb; whatever cannot go on is said in one line."""
    verb = VERBS.get(arguments[0] if arguments else "run")
    if verb is None:
        print(f"fuwen: there is no {arguments[0]!r}; use one of {', '.join(VERBS)}", file=sys.stderr)
        return 2
    try:
        return verb(arguments[1:])
    except BotError as exc:
        print(f"fuwen: {exc}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
