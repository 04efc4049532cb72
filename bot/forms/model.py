"""What a form is made of: its fields, how each is asked for and read, and what may be chosen with one tap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Field:
    """One thing a form asks.

    `reads` names its reader; `choices` are titles with what each stands for; `also` are fields that the same words may tell, with
    their readers; a fixed field is told once and not changed afterwards; `blank` is what stands there when nothing was told.
    """

    key: str
    label: str
    ask: str
    reads: str = "text"
    is_needed: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    blank: str = ""
    is_fixed: bool = False
    also: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A form by its name: the fields in the order they are asked, and its few sentences."""

    name: str
    fields: tuple[Field, ...]
    texts: Mapping[str, str]

    def field(self, key: str) -> Field | None:
        """Return a field by its key."""
        return next((field for field in self.fields if field.key == key), None)

    def labelled(self, label: str) -> Field | None:
        """Return a field by what people call it."""
        return next((field for field in self.fields if field.label == label.strip()), None)


class Unreadable(ValueError):
    """What was told is no value for its field; the message says what would be, in the person's language."""


def load_form(name: str, path: Path) -> Form:
    """Read a form from its file."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    fields = tuple(
        Field(
            key, entry["label"], entry["ask"], entry.get("reads", "text"), entry.get("needed", False),
            entry.get("choices", {}), entry.get("blank", ""), entry.get("fixed", False), entry.get("also", {}),
        )
        for key, entry in data["fields"].items()
    )  # fmt: skip
    return Form(name, fields, data["texts"])
