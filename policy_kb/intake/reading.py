"""Reading a file handed in: what it really is, and its text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from policy_kb.intake.formats.pdf import read_pdf
from policy_kb.intake.formats.tidying import tidied
from policy_kb.intake.formats.web import read_html
from policy_kb.intake.formats.word import read_docx
from policy_kb.intake.formats.wrapping import without_wrapping
from policy_kb.intake.messages import refusal, say

MAX_BYTES = 20 * 1024 * 1024
_EXTENSIONS = {"pdf": (".pdf",), "docx": (".docx",), "html": (".html", ".htm"), "text": (".txt", ".md", ".text", ".markdown")}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_CONTROL_SHARE_MAX = 0.01


@dataclass(frozen=True)
class IntakeText:
    """The text of a file handed in, tables as lines with tabs between the cells; `kind` is pdf, docx, html or text."""

    name: str
    kind: str
    text: str


def read_file(source: Path | bytes, name: str | None = None) -> IntakeText:
    """Read a file's text; raises UnreadableFile, whose message tells an official what to do."""
    called = name or (source.name if isinstance(source, Path) else "")
    content = _content(source, called)
    kind = _kind(content, called)
    readers = {"pdf": read_pdf, "docx": read_docx, "html": read_html, "text": decode}
    text = without_wrapping(tidied(readers[kind](content, called).replace("\r\n", "\n").replace("\r", "\n")))
    if not text.strip():
        raise refusal("scanned" if kind == "pdf" else "empty", name=called)
    return IntakeText(called, kind, text)


def _content(source: Path | bytes, name: str) -> bytes:
    """Return the bytes, refusing before reading what is missing, empty or too big."""
    if isinstance(source, Path) and not source.is_file():
        raise refusal("missing", name=name)
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > MAX_BYTES:
        raise refusal("too_big", name=name, megabytes=str(round(size / 1024 / 1024)))
    content = source.read_bytes() if isinstance(source, Path) else source
    if not content.strip():
        raise refusal("empty", name=name)
    return content


def _kind(content: bytes, name: str) -> str:
    """Say what a file is by its content, refusing one whose name says something else."""
    if content.startswith(_OLE):
        raise refusal("encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "old_word", name=name)
    kind = _sniff(content, name)
    extension = Path(name).suffix.lower()
    if extension in _EXTENSIONS[kind]:
        return kind
    if not any(extension in extensions for extensions in _EXTENSIONS.values()):
        raise refusal("unknown_kind", name=name)
    raise refusal("misnamed", name=name, found=say("kinds", kind), right=_EXTENSIONS[kind][0])


def _sniff(content: bytes, name: str) -> str:
    if content.lstrip()[:5] == b"%PDF-":
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content, name)
    if _HTML.search(content[:4096]):
        return "html"
    return "text"


def _zipped(content: bytes, name: str) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile as error:
        raise refusal("broken", name=name) from error
    if "word/document.xml" in names:
        return "docx"
    raise refusal("spreadsheet" if any(n.startswith(("xl/", "ppt/")) for n in names) else "unknown_kind", name=name)


def decode(content: bytes, name: str) -> str:
    """Decode plain text written in UTF-8, UTF-16 or GB18030."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROL.findall(text)) <= len(text) * _CONTROL_SHARE_MAX:
            return text
    raise refusal("not_text", name=name)
