"""The command line in the language of those who use it: its help pages and what is wrong with a line, from `help.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typer
import yaml
from typer.core import TyperCommand, TyperGroup

from bot.errors import BotError

_FILE = Path(__file__).parent / "help.yml"


@cache
def words() -> Mapping[str, Any]:
    """Read what the command line says of itself."""
    loaded: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


class UnknownCommand(BotError):
    """A word that is no command; the message names those there are."""


class _Speaking:
    """What commands and groups of commands have in common: the headings of their help page."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line that shows how a command is typed."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix=words()["library"]["usage"])

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows the help page."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help, option.metavar = words()["options"]["help"], ""
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        from typer import rich_utils  # takes longer to load than most commands take

        library = words()["library"]
        for heading in ("options", "arguments", "commands"):
            setattr(rich_utils, f"{heading.upper()}_PANEL_TITLE", library[heading])
        rich_utils.REQUIRED_LONG_STRING, rich_utils.DEFAULT_STRING = library["required"], library["default"]
        path = " ".join(ctx.command_path.split()[1:])
        _describe(self, path)
        for name, below in getattr(self, "commands", {}).items():
            _describe(below, f"{path} {name}".strip())
        for parameter in self.get_params(ctx):  # type: ignore[attr-defined]
            _describe_parameter(parameter, path, ctx)
        super().format_help(ctx, formatter)  # type: ignore[misc]


class CommandInChinese(_Speaking, TyperCommand):
    """One command."""


class GroupInChinese(_Speaking, TyperGroup):
    """Commands that belong together."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is meant; raises UnknownCommand with those there are."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = "、".join(self.list_commands(ctx))
            raise UnknownCommand(words()["mistakes"]["unknown_command"].format(what=args[0], known=known))
        return super().resolve_command(ctx, args)


def speak(cli: typer.Typer) -> None:
    """Let every command and group that was registered speak Chinese."""
    for command in cli.registered_commands:
        command.cls = CommandInChinese
    for group in cli.registered_groups:
        if group.typer_instance is not None:
            group.typer_instance.info.cls = GroupInChinese
            speak(group.typer_instance)


def mistake(problem: typer.TyperException) -> str:
    """Say what is wrong with a line as it was typed; nothing when only a group was named and its help page is out already."""
    said, ctx = words()["mistakes"], getattr(problem, "ctx", None)
    kind = next((kind.__name__ for kind in type(problem).__mro__ if kind.__name__ in said), "UsageError")
    parameter = getattr(problem, "param", None)
    what = getattr(problem, "option_name", "") or ("/".join(parameter.opts) if parameter is not None else "")
    detail = str(getattr(problem, "message", problem)).rstrip(".")
    if not (what or detail):
        return ""
    return str(said[kind]).format(what=what, detail=detail, command=ctx.command_path if ctx else "fuwen")


def _describe(command: Any, path: str) -> None:
    command.help = words()["commands"].get(path, {}).get("help", command.help)
    command.options_metavar = words()["library"]["takes_options"]
    if isinstance(command, TyperGroup):
        command.subcommand_metavar = words()["library"]["takes_command"]


def _describe_parameter(parameter: Any, path: str, ctx: Any) -> None:
    """Say what an option or argument is, and which kind of value it takes where the library would write <str>."""
    said, names = words()["commands"].get(path, {}), words()["types"]
    parameter.help = said.get(parameter.name) or words()["options"].get(parameter.name) or parameter.help
    label = parameter.display_type(ctx).strip("<>")
    label = "choice" if "|" in label else label
    if parameter.param_type_name == "option" and parameter.metavar is None and label in names:
        parameter.metavar = names[label]
