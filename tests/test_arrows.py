"""The house: who may import whom, what may know which library, and how big a piece may grow."""

from __future__ import annotations

import ast
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "actions", "policy_kb", "nlu_data")
MAY_IMPORT = {
    "actions": ("actions", "bot.storage", "policy_kb"),
    "bot": ("bot", "policy_kb"),
    "policy_kb": ("policy_kb",),
    "nlu_data": ("nlu_data",),
}
ONLY_HERE = {
    "sqlalchemy": ("bot/storage/", "nlu_data/server/"),
    "alembic": ("bot/storage/",),
    "telegram": ("bot/channels/telegram", "bot/delivery/"),
    "rasa_sdk": ("actions/",),
    "rasa": ("nlu_data/",),
    "fastapi": ("bot/channels/", "bot/console/"),
    "honcho": ("bot/launch/",),
    "typer": ("bot/cli/",),
}
LINES_A_MODULE, LINES_A_FUNCTION, MODULES_A_FOLDER = 300, 25, 12
# One module a topic, one topic a table: this folder is a shelf, not a pile.
SHELVES = {"bot/storage": 30, "bot": 16, "bot/cli": 16}
PURE_MAY_NOT_IMPORT = {"sqlalchemy", "httpx", "requests", "socket", "logging", "structlog", "asyncio", "urllib", "http", "sqlite3"}


def modules(*rooms: str) -> list[Path]:
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *rooms], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in files.stdout.splitlines() if name.endswith(".py") and (ROOT / name).exists()]


def imports(path: Path) -> Iterator[str]:
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, node.module or "")).strip(".")
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def lies_in(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(room):
    strays = [
        f"{path.relative_to(ROOT)} imports {name}; {room} may import {', '.join(MAY_IMPORT[room])}"
        for path in modules(room)
        for name in imports(path)
        if name.split(".")[0] in ROOMS and not any(lies_in(name, allowed) or allowed.startswith(name + ".") for allowed in MAY_IMPORT[room])
    ]
    assert not strays, "\n".join(strays)


def test_storage_knows_of_the_bot_only_the_shapes_and_the_clock():
    allowed = ("bot.storage", "bot.clock", "bot.messages")
    strays = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("bot/storage")
        for name in imports(path)
        if lies_in(name, "bot") and name != "bot" and not any(lies_in(name, module) for module in allowed)
    ]
    assert not strays, "\n".join(strays)


def test_the_folders_of_the_bot_import_each_other_one_way_only():
    below: dict[str, set[str]] = defaultdict(set)
    for path in modules("bot"):
        folder = folder_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        below[folder] |= {other for name in imports(path) if lies_in(name, "bot") and (other := folder_of(name)) not in ("", folder)}
    del below[""]  # the modules beside the folders connect them
    while ends := [folder for folder in below if not below[folder] & below.keys()]:
        for folder in ends:
            del below[folder]
    assert not below, "\n".join(f"bot/{folder} imports {', '.join(sorted(others & below.keys()))}" for folder, others in below.items())


def folder_of(module: str) -> str:
    """Return the folder of `bot` a module lies in; empty for one beside the folders."""
    name = module.split(".")[1] if "." in module else ""
    return name if name and (ROOT / "bot" / name).is_dir() else ""


@pytest.mark.parametrize("library", ONLY_HERE)
def test_a_library_is_known_in_one_place_only(library):
    strays = [
        f"{place} imports {library}; that belongs to {' or '.join(ONLY_HERE[library])}"
        for path in modules(*ROOMS)
        if not (place := str(path.relative_to(ROOT))).startswith(ONLY_HERE[library])
        for name in imports(path)
        if lies_in(name, library)
    ]
    assert not strays, "\n".join(strays)


def test_the_knowledge_base_has_no_network_no_database_no_logging():
    strays = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("policy_kb")
        for name in imports(path)
        if name.split(".")[0] in PURE_MAY_NOT_IMPORT
    ]
    assert not strays, "\n".join(strays)


def test_no_module_outgrows_its_reader():
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in modules(*ROOMS, "tests", "bench")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LINES_A_MODULE
    ]
    assert not long, f"longer than {LINES_A_MODULE} lines: {long}"


def test_no_function_outgrows_its_reader():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length}"
        for path in modules(*ROOMS)
        if "/migrations/" not in str(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (length := body_length(node)) > LINES_A_FUNCTION
    ]
    assert not long, f"longer than {LINES_A_FUNCTION} lines:\n" + "\n".join(long)


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of the work itself: signature and docstring are there to be read, not to be short."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_folder_becomes_a_pile():
    folders: dict[str, int] = defaultdict(int)
    for path in modules(*ROOMS):
        if path.name not in ("__init__.py", "__main__.py") and "/migrations/" not in str(path):
            folders[str(path.parent.relative_to(ROOT))] += 1
    full = {folder: count for folder, count in folders.items() if count > SHELVES.get(folder, MODULES_A_FOLDER)}
    assert not full, f"more than {MODULES_A_FOLDER} modules: {full}"


def test_names_say_what_is_in_the_box():
    vague = [
        str(path.relative_to(ROOT))
        for path in modules(*ROOMS)
        if path.stem in {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    ]
    assert not vague


def test_every_public_function_says_what_it_does():
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in modules("bot", "actions", "policy_kb")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node) and is_public(path, node)
    ]
    assert not silent, "\n".join(silent)


def is_public(path: Path, wanted: ast.AST) -> bool:
    """Say whether a definition stands at the top of its module or in a public class there that answers to nobody else's.

    What a method of a subclass does is said where it was first declared.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tops = [node for node in tree.body if hasattr(node, "lineno")]
    inside = [
        item for node in tops if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not node.bases for item in node.body
    ]
    return any(node.lineno == wanted.lineno for node in (*tops, *inside))  # type: ignore[attr-defined]
