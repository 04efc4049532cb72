"""The machine's memory as after a boot, before a part is measured: after hours it lies in crumbs, and differently each time."""

from __future__ import annotations

import os
from pathlib import Path

_KERNEL = Path("/proc/sys/vm")
# First drop what is cached of files, so that there is something to put together.
_STEPS = (("drop_caches", "3"), ("compact_memory", "1"))


def freshen_memory() -> bool:
    """Ask the kernel to drop its cache of files and to put free memory together; returns False where it may not be asked (not root)."""
    os.sync()
    try:
        for name, value in _STEPS:
            (_KERNEL / name).write_text(value)
    except OSError:
        return False
    return True
