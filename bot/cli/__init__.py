"""The command `fuwen`; every module of this folder that has `register(cli)` adds its commands.

A command loads its own module alone: the libraries behind all of them together take seconds to read.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

import typer

from bot.cli.output import as_json_asked, fail
from bot.errors import BotError
from policy_kb.errors import PolicyKbError

# Where each command lives; what is not named here is looked for in every module.
COMMANDS: dict[str, tuple[str, ...]] = {
    "ask": ("talking",),
    "broadcast": ("broadcasts",),
    "calc": ("calc",),
    "chat": ("talking",),
    "chat-group": ("chat_groups",),
    "db": ("database",),
    "duty": ("duties",),
    "kb": ("kb", "kb_add"),
    "region": ("places",),
    "run": ("running",),
    "training": ("trainings",),
    "user": ("users",),
}


def build(command: str | None = None) -> typer.Typer:
    """Build everything that registers itself, or no more than one command needs."""
    cli = typer.Typer(name="fuwen", help="扶问：农村补贴政策问答。", no_args_is_help=True, pretty_exceptions_enable=False)
    cli.callback()(_every_command_by_its_name)
    for name in COMMANDS.get(command or "", ()) or sorted(module.name for module in iter_modules(__path__)):
        register = getattr(import_module(f"{__name__}.{name}"), "register", None)
        if register:
            register(cli)
    return cli


def _every_command_by_its_name() -> None:
    """Do nothing; Typer would run a lone command without asking for its name."""


def main() -> None:
    """Run the command line; whatever cannot go on is said in one line, exit code 1."""
    try:
        build(next(iter(sys.argv[1:]), None))()
    except (BotError, PolicyKbError) as exc:
        fail(str(exc), as_json_asked(sys.argv))
