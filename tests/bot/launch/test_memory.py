"""A server's memory: in large pages, so that an answer after a rest does not spend its time finding where things lie."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from honcho.environ import parse

from bot.launch.memory import MEMORY, with_memory

ROOT = Path(__file__).parents[3]
HUGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")
FILL = """
import re
kept = [[number] for number in range(600_000)]
print(re.search(r"AnonHugePages: +([0-9]+) kB", open("/proc/self/smaps_rollup").read())[1])
"""


def has_pages_on_request() -> bool:
    return HUGE_PAGES.exists() and "[never]" not in HUGE_PAGES.read_text()


@pytest.mark.skipif(not has_pages_on_request(), reason="the kernel gives no huge pages: /sys/kernel/mm/transparent_hugepage/enabled")
def test_what_a_server_remembers_lies_in_huge_pages():
    done = subprocess.run([sys.executable, "-c", FILL], env=with_memory(os.environ), capture_output=True, text=True, check=True)
    assert int(done.stdout) > 20_000


def test_what_the_operator_has_set_stays():
    assert with_memory({"PYTHONMALLOC": "debug", "DATABASE_URL": "sqlite://"})["PYTHONMALLOC"] == "debug"


def test_several_servers_read_the_same_settings_with_honcho():
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    assert f"-e .env,{MEMORY.relative_to(ROOT)}" in page
    assert parse(MEMORY.read_text(encoding="utf-8")) == with_memory({})
