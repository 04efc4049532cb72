"""Making one plain writing out of the many in which a text arrives: signs of markdown, full-width figures, page numbers."""

from __future__ import annotations

import re

_WIDE = {ord(wide): plain for wide, plain in zip("０１２３４５６７８９％．／", "0123456789%./", strict=True)}
_WIDE |= {ord("Ａ") + i: chr(ord("A") + i) for i in range(26)} | {ord("ａ") + i: chr(ord("a") + i) for i in range(26)}
_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–－]+\s*\d{1,3}\s*[-—–－]+|第\s*\d{1,3}\s*页(?:\s*[/，,]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3})\s*$"
)
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
_DRAWN = re.compile(r"^\s*[-—–－─━═_＿]{2,}\s*[★☆]?\s*[-—–－─━═_＿]{2,}\s*$")  # the red line under a letterhead
_HEADING = re.compile(r"^\s{0,3}#{1,6}(.*)$")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BAR_RULE = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*$")
_BULLET = re.compile(r"^\s*[-*+]\s+(?=\S)")
_MARKED = re.compile(r"^#{1,6}\s|\*\*\S|^\|?\s*:?-{3,}", re.MULTILINE)
_ENDED = re.compile(r"[。！？；：!?;:|\t]\s*$")


def tidied(text: str) -> str:
    """Return a text without the marks of its carrier; its words and their order stay as they are."""
    lines = _plain(text) if _MARKED.search(text) else text.split("\n")
    return "\n".join(
        _without_page_numbers([_half_width(_row(line)) for line in lines if not (_BAR_RULE.match(line) or _DRAWN.match(line))])
    )


def _row(line: str) -> str:
    """Write a table's row with tabs between its cells instead of bars."""
    bare = line.strip()
    is_row = len(bare) > 2 and bare.startswith("|") and bare.endswith("|")
    return "\t".join(cell.strip() for cell in bare[1:-1].split("|")) if is_row else line


def _half_width(line: str) -> str:
    """Write figures, letters and per cents in half width; a stop after a number (１．) stays one."""
    if not any(ord(letter) in _WIDE for letter in line):
        return line
    plain = re.sub(r"(?<![０-９0-9])．|．(?![０-９0-9])", "\x00", line).translate(_WIDE)
    return plain.replace("\x00", "．")


def _plain(text: str) -> list[str]:
    """Take markdown's signs off: headings and emphasis lose them, items get a dash, rules become empty lines."""
    lines = []
    for line in text.split("\n"):
        if _RULE.match(line):
            lines.append("")
            continue
        heading = _HEADING.match(line)
        bare = _EMPHASIS.sub(r"\2", heading[1].strip().rstrip("#").rstrip() if heading else line)
        lines.append(_BULLET.sub("——", bare).rstrip())
        if heading:
            lines.append("")
    return lines


def _without_page_numbers(lines: list[str]) -> list[str]:
    """Drop lines that only number a page, and close the gap when a sentence goes on behind them."""
    kept: list[str] = []
    is_torn = False
    for line in lines:
        if _PAGE_NUMBER.match(line):
            while kept and not kept[-1].strip():
                kept.pop()
            is_torn = bool(kept) and not _ENDED.search(kept[-1])
            continue
        if is_torn and not line.strip():
            continue
        is_torn = False
        kept.append(line)
    return kept
