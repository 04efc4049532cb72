"""Start without the libraries our server never uses; TensorFlow alone takes longer to import than everything else.

Rasa imports TensorFlow wherever it defines a neural component, and every chat service's library for its channels.
Stand-in modules let those definitions pass. Whoever did use one would be stopped at once by LeftOut, never answered wrongly.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any, Dict, Optional, Sequence

NEURAL = ("tensorflow", "keras", "tensorflow_addons", "tensorflow_hub")
CHAT_SERVICES = ("aiogram", "slack_sdk", "twilio", "webexteamssdk", "rocketchat_API", "mattermostwrapper", "fbmessenger")
AT_THE_DESK = ("matplotlib", "questionary", "prompt_toolkit")
ROOTS = frozenset((*NEURAL, *CHAT_SERVICES, *AT_THE_DESK))


class LeftOut(RuntimeError):
    """Something was used that belongs to a library this server leaves out."""


class _Definable(type):
    """What a stand-in class is made of: it may be a base, an annotation or a decorator, but not be used."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{cls.__name__}.{name}")

    def __call__(cls, *arguments: Any, **settings: Any) -> Any:
        if len(arguments) == 1 and callable(arguments[0]) and not settings:
            return arguments[0]  # used as a decorator
        if cls.__dict__.get("_is_stand_in") and cls.__name__.split(".")[-1][:1].islower():
            return cls
        raise LeftOut(f"{cls.__name__} belongs to a library this server leaves out")

    def __getitem__(cls, key: Any) -> Any:
        return cls

    def __or__(cls, other: Any) -> Any:
        return cls


_MADE: Dict[str, Any] = {}


def _stand_in(name: str) -> Any:
    if name not in _MADE:
        _MADE[name] = _Definable(name, (), {"_is_stand_in": True})
    return _MADE[name]


class _StandInModule(ModuleType):
    """A module whose every name is a stand-in class."""

    __version__ = "0.0.0"
    __path__: Sequence[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers for those libraries before Python looks on the disk."""

    def find_spec(self, name: str, path: Any, target: Optional[ModuleType] = None) -> Optional[importlib.machinery.ModuleSpec]:
        """Claim a module of a library left out."""
        if name.split(".", maxsplit=1)[0] not in ROOTS:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Make the stand-in."""
        return _StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing: a stand-in has no code."""


def leave_unused_libraries_out() -> None:
    """Put stand-ins where unused libraries would be imported; to be called before Rasa is imported."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
