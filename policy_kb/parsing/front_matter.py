"""Loading shipped documents: YAML front matter, then the source text as handed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from policy_kb.errors import DataFileError
from policy_kb.model import Document, DocumentMeta
from policy_kb.parsing.document import read_document

DOCUMENTS_DIR = Path(__file__).parent.parent / "documents"
_FENCE = "---\n"
_REQUIRED = ("title", "issuer", "region", "state")
_DATES = ("issued_on", "in_force_from", "in_force_until", "superseded_on", "withdrawn_on")
_TEXTS = ("title", "issuer", "region", "number", "supersedes")
_STATES = ("issued", "draft")
_KNOWN = frozenset((*_REQUIRED, *_DATES, *_TEXTS))


def load_documents(directory: Path = DOCUMENTS_DIR) -> tuple[Document, ...]:
    """Load every document of a folder, in the order of their slugs."""
    return tuple(load_document(path) for path in sorted(directory.glob("*.md")))


def load_document(path: Path) -> Document:
    """Load one document: its front matter and the tree of its text."""
    text = path.read_bytes().decode("utf-8")
    if not text.startswith(_FENCE) or (end := text.find("\n" + _FENCE, len(_FENCE))) < 0:
        raise DataFileError(path, "the front matter is missing", "Begin the file with a block between two lines of ---.", 1)
    values = _read_values(path, text[len(_FENCE) : end + 1])
    source = text[end + 1 + len(_FENCE) :]
    if not source.strip():
        raise DataFileError(path, "the document has no text", "Paste the text as published below the front matter.", text.count("\n"))
    return read_document(read_meta(path, values), source)


def read_meta(path: Path, values: Mapping[str, Any]) -> DocumentMeta:
    """Check front matter and make it a DocumentMeta; the slug is the file's name."""
    unknown = sorted(set(values) - _KNOWN)
    if unknown:
        raise _wrong(path, unknown[0], f"the key `{unknown[0]}` is unknown", f"Use one of: {', '.join(sorted(_KNOWN))}.")
    for key in _REQUIRED:
        if not values.get(key):
            raise _wrong(path, key, f"`{key}` is missing", f"Add a line `{key}: …`.")
    for key in _DATES:
        if values.get(key) is not None and type(values[key]) is not date:
            raise _wrong(path, key, f"`{key}` is no date", "Write it as 2018-02-28.")
    for key in _TEXTS:
        if values.get(key) is not None and not isinstance(values[key], str):
            raise _wrong(path, key, f"`{key}` is no text", "Put it in quotation marks.")
    if not re.fullmatch(r"\d{6}", values["region"]):
        raise _wrong(path, "region", "`region` is no division code", 'Write the six digits in quotation marks, as "140431".')
    if values["state"] not in _STATES:
        raise _wrong(path, "state", f"`state` is {values['state']}", "Write issued or draft.")
    fields = {key: values.get(key) for key in (*_DATES, "number", "supersedes")}
    return DocumentMeta(path.stem, values["title"], values["issuer"], values["region"], is_draft=values["state"] == "draft", **fields)


def _read_values(path: Path, front: str) -> Mapping[str, Any]:
    try:
        values = yaml.safe_load(front)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else None
        raise DataFileError(path, "the front matter is no YAML", "Write one `key: value` on a line.", line) from error
    if not isinstance(values, dict):
        raise DataFileError(path, "the front matter is empty", "Write one `key: value` on a line.", 2)
    return values


def _wrong(path: Path, key: str, problem: str, hint: str) -> DataFileError:
    """Make the error, naming the line the key stands on."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    line = next((number for number, text in enumerate(lines, 1) if text.startswith(f"{key}:")), 1)
    return DataFileError(path, problem, hint, line)
