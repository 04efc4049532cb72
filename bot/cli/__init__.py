"""The command `fuwen`; every module of this folder that has `register(cli)` adds its commands.

A command loads its own module alone: the libraries behind all of them together take seconds to read.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

import typer

from bot.cli.chinese import GroupInChinese, UnknownCommand, mistake, speak, words
from bot.cli.output import as_json_asked, fail
from bot.errors import BotError
from policy_kb.errors import PolicyKbError, UnknownDocument

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

_WRONG_LINE = 2


def build(command: str | None = None) -> typer.Typer:
    """Build everything that registers itself, or no more than one command needs."""
    cli = typer.Typer(name="fuwen", cls=GroupInChinese, no_args_is_help=True, pretty_exceptions_enable=False)
    cli.callback()(_every_command_by_its_name)
    for name in COMMANDS.get(command or "", ()) or sorted(module.name for module in iter_modules(__path__)):
        register = getattr(import_module(f"{__name__}.{name}"), "register", None)
        if register:
            register(cli)
    speak(cli)
    return cli


def _every_command_by_its_name() -> None:
    """Do nothing; Typer would run a lone command without asking for its name."""


def main() -> None:
    """Run the command line; whatever cannot go on is said in one line, exit code 1, or 2 when the line itself is wrong."""
    as_json = as_json_asked(sys.argv)
    try:
        code = build(next(iter(sys.argv[1:]), None))(prog_name="fuwen", standalone_mode=False)
    except UnknownCommand as exc:
        fail(str(exc), as_json, code=_WRONG_LINE)
    except UnknownDocument as exc:
        fail(words()["said"]["no_document"].format(slug=exc), as_json)
    except (BotError, PolicyKbError) as exc:
        fail(str(exc), as_json)
    except typer.Abort:
        fail(words()["mistakes"]["stopped"], as_json)
    except typer.TyperException as exc:
        if problem := mistake(exc):
            fail(problem, as_json, code=_WRONG_LINE)
        code = _WRONG_LINE
    raise SystemExit(code if isinstance(code, int) else 0)
