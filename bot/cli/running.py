"""`fuwen run`: the same as `make run`."""

from __future__ import annotations

import typer


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command()(run)


def run() -> None:
    """Set up what is missing, start Fuwen and stay until stopped."""
    from bot.launch import verbs

    raise typer.Exit(verbs.run([]))
