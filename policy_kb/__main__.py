"""Commands for editors: `python -m policy_kb generate [--check]` writes the generated data files."""

from __future__ import annotations

import sys
from pathlib import Path

from policy_kb.vocabulary import generate


def main(arguments: list[str]) -> int:
    """Run the command named on the command line and return its exit code."""
    if arguments[:1] != ["generate"]:
        sys.stderr.write("usage: python -m policy_kb generate [--check]\n")
        return 2
    check = "--check" in arguments
    stale = generate(Path(__file__).parents[1], check=check)
    for path in stale:
        sys.stdout.write(f"{'stale' if check else 'written'}: {path}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
