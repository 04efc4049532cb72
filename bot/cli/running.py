"""`fuwen run`: the same as `make run`."""

from __future__ import annotations

import typer

from bot.launch import verbs


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command()(run)


def run() -> None:
    """Set up what is missing, start Fuwen and stay until stopped."""
    raise typer.Exit(verbs.run([]))
