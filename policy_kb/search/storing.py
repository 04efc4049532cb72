"""Keeping an index on disk: written once, memory-mapped when read, so that many processes share one copy."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policy_kb.model import NodeKind, Passage
from policy_kb.search.index import PassageIndex, Segment
from policy_kb.search.words import WordCutter

_ARRAYS = ("values", "rows", "starts", "ids", "ends")


def save_index(index: PassageIndex, folder: Path) -> None:
    """Write an index into a folder, one subfolder a segment; what stood there before is overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, segment in enumerate(index.segments):
        _save_segment(segment, folder / f"segment{number}")
    (folder / "segments.json").write_text(json.dumps({"segments": len(index.segments)}), encoding="utf-8")


def load_index(folder: Path, cutter: WordCutter) -> PassageIndex:
    """Read an index that `save_index` wrote; its matrices stay on disk and are mapped into memory as they are needed."""
    count = json.loads((folder / "segments.json").read_text(encoding="utf-8"))["segments"]
    return PassageIndex(cutter, [_load_segment(folder / f"segment{number}") for number in range(count)])


def _save_segment(segment: Segment, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    values, rows, starts = segment.matrix
    arrays: tuple[NDArray[Any], ...] = (values, rows, starts, segment.ids, segment.ends)
    for name, array in zip(_ARRAYS, arrays, strict=True):
        np.save(folder / f"{name}.npy", array)
    (folder / "vocabulary.txt").write_text("\n".join(segment.vocabulary), encoding="utf-8")
    lines = (json.dumps(asdict(passage), ensure_ascii=False) for passage in segment.passages)
    (folder / "passages.jsonl").write_text("\n".join(lines), encoding="utf-8")


def _load_segment(folder: Path) -> Segment:
    values, rows, starts, ids, ends = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS)
    vocabulary = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    passages = _passages((folder / "passages.jsonl").read_text(encoding="utf-8").splitlines())
    return Segment(tuple(passages), {term: number for number, term in enumerate(vocabulary)}, ids, ends, (values, rows, starts))


def _passages(lines: Iterable[str]) -> list[Passage]:
    entries = (json.loads(line) for line in lines)
    return [Passage(e["document"], e["clause"], tuple(e["headings"]), e["text"], NodeKind(e["kind"])) for e in entries]
