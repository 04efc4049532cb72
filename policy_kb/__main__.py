"""Commands for editors: `python -m policy_kb check`, and `generate [--check]` for the generated data files."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from policy_kb.checking import check, uncovered_amounts
from policy_kb.vocabulary import generate

_USAGE = "usage: python -m policy_kb check | generate [--check]\n"


def main(arguments: list[str]) -> int:
    """Run the command named on the command line and return its exit code."""
    commands: dict[str, Callable[[list[str]], int]] = {"check": _check, "generate": _generate}
    command = commands.get(arguments[0]) if arguments else None
    if command is None:
        sys.stderr.write(_USAGE)
        return 2
    return command(arguments[1:])


def _generate(options: list[str]) -> int:
    """Write the generated data files, or with --check only name the stale ones."""
    is_check = "--check" in options
    stale = generate(Path(__file__).parents[1], check=is_check)
    for path in stale:
        sys.stdout.write(f"{'stale' if is_check else 'written'}: {path}\n")
    return 1 if is_check and stale else 0


def _check(_: list[str]) -> int:
    """Print every error with file, line and remedy; name the amounts that no rule quotes."""
    errors = check()
    for error in errors:
        sys.stdout.write(f"{error}\n")
    for amount in uncovered_amounts():
        sys.stdout.write(f"note: no rule quotes {amount}\n")
    sys.stdout.write(f"{len(errors)} errors\n")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
