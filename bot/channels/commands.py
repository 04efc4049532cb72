"""What a command means: a sentence for the conversation, or a handler somebody registered."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.calls import Handler
from bot.texts import Texts

COMMANDS_FILE = Path(__file__).parent / "commands.yml"
# The entry under which whoever takes in documents registers.
DOCUMENT = "document"


@dataclass(frozen=True)
class Command:
    """One line of commands.yml."""

    says: str | None = None
    says_with: str | None = None
    menu: bool = False
    in_groups: bool = False


class Commands:
    """All commands, by name; a feature adds its own by an entry in `handlers`."""

    def __init__(self, table: Mapping[str, Command], handlers: MutableMapping[str, Handler]) -> None:
        self.table = table
        self.handlers = handlers

    def sentence(self, name: str, words: str) -> str | None:
        """Return what the conversation is to hear: plain words as they are, for a command what the table says; None for nothing."""
        if not name:
            return words or None
        command = self.table.get(name, Command())
        if words and command.says_with:
            return command.says_with.format(words=words)
        return command.says

    def menu(self, texts: Texts, *, in_groups: bool = False) -> list[tuple[str, str]]:
        """Return names and descriptions for Telegram's menu; what nobody can carry out is left out."""
        shown = (
            name
            for name, command in self.table.items()
            if command.menu and (command.says or name in self.handlers) and (command.in_groups or not in_groups)
        )
        return [(name, texts.say(f"telegram.menu.{name}")) for name in shown]


@cache
def _shipped() -> Commands:
    return Commands(load_commands(), {})


def load_commands(path: Path = COMMANDS_FILE) -> dict[str, Command]:
    """Read the table of commands."""
    lines = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: Command(**line) for name, line in lines.items()}


def meant(text: str) -> str:
    """Return what the conversation is to hear of a text typed where commands have no meaning of their own: /forget asks to be forgotten."""
    parsed = parse_command(text, "")
    return (parsed and _shipped().sentence(*parsed[:2])) or text


def parse_command(text: str, username: str) -> tuple[str, str, bool] | None:
    """Read `/name@bot words` as name, words and whether we were named; None for other texts and other bots' commands."""
    first, *rest = text.strip().split(maxsplit=1) or [""]
    words = rest[0] if rest else ""
    if not first.startswith("/") or "{" in first:
        return None
    name, _, bot = first[1:].partition("@")
    if bot and bot.casefold() != username.casefold():
        return None
    return name.casefold(), words.strip(), bool(bot)
