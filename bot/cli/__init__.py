"""The command `fuwen`; every module of this folder that has `register(cli)` adds its commands."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

import typer

from bot.cli.output import as_json_asked, fail
from bot.errors import BotError
from policy_kb.errors import PolicyKbError


def build() -> typer.Typer:
    """Build the command with everything that registered itself."""
    cli = typer.Typer(name="fuwen", help="扶问：农村补贴政策问答。", no_args_is_help=True, pretty_exceptions_enable=False)
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        register = getattr(import_module(f"{__name__}.{module.name}"), "register", None)
        if register:
            register(cli)
    return cli


def main() -> None:
    """Run the command line; whatever cannot go on is said in one line, exit code 1."""
    try:
        build()()
    except (BotError, PolicyKbError) as exc:
        fail(str(exc), as_json_asked(sys.argv))
