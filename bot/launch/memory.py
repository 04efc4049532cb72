"""How the servers take their memory: the settings of `memory.env`, which must be in the environment before Python starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

MEMORY = Path(__file__).with_name("memory.env")


def with_memory(env: Mapping[str, str]) -> dict[str, str]:
    """Return an environment for a server; what the operator has set stays as it is."""
    ours = {name: value for name, value in dotenv_values(MEMORY, interpolate=False).items() if value is not None}
    return {**ours, **env}
