"""Keeping the index on disk: built once, mapped into memory by every process, added to as documents come."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policy_kb.lexicon import Lexicon
from policy_kb.model import Passage
from policy_kb.search.index import PassageIndex, Segment, indexed_text
from policy_kb.search.words import WORDS_FILE, WordCutter, load_cutter

_ARRAYS = ("values", "rows", "starts", "ids", "ends")
_FORMAT = "1"
_MANIFEST = "segments.json"

Passages = Mapping[str, tuple[Passage, ...]]


class IndexFolder:
    """A folder of index segments, each named by a digest of what it was made of, and a list of those in use.

    The digest makes it safe to share: a segment is never changed, two processes that write one at the same time write the same,
    and one made of other words or other texts is simply not found. The folder may be deleted at any moment; it is made again.
    Where it cannot be written (a full disk) the index lives in memory alone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, passages: Passages, lexicon: Lexicon) -> PassageIndex:
        """Return an index over all passages, mapping what is kept and building what is not; fits KnowledgeBase's `index_factory`."""
        cutter = load_cutter(lexicon, WORDS_FILE)
        kept = list(self._kept(passages, cutter))
        index = PassageIndex(cutter, kept)
        missing = [slug for slug, some in passages.items() if some and slug not in _documents(kept)]
        if not missing:
            return index
        if kept:
            for slug in missing:
                index = index.with_document(slug, passages[slug])
        else:
            index = PassageIndex(cutter, [Segment.of([passage for slug in missing for passage in passages[slug]], cutter)])
        return self.keep(index)

    def keep(self, index: PassageIndex) -> PassageIndex:
        """Write what is not kept yet and return the same index mapped from disk; segments that are out of use are deleted."""
        try:
            return self._keep(index)
        except OSError:
            return index

    def _keep(self, index: PassageIndex) -> PassageIndex:
        self.folder.mkdir(parents=True, exist_ok=True)
        mapped = [self._keep_segment(segment, index.cutter) for segment in index.segments]
        names = [_name(segment.passages, index.cutter) for segment in mapped]
        entries = [{"name": name, "documents": _documents([segment])} for name, segment in zip(names, mapped, strict=True)]
        # A reader sees the old list or the new one, never a half-written one.
        fresh = self.folder / f"{_MANIFEST}.{os.getpid()}"
        fresh.write_text(json.dumps({"segments": entries}), encoding="utf-8")
        fresh.replace(self.folder / _MANIFEST)
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in names:
                shutil.rmtree(folder, ignore_errors=True)  # who has it mapped keeps it until they let go
        return PassageIndex(index.cutter, mapped)

    def _kept(self, passages: Passages, cutter: WordCutter) -> Iterator[Segment]:
        for entry in self._entries():
            own = [passage for slug in entry["documents"] for passage in passages.get(slug, ())]
            if entry["name"] == _name(own, cutter) and (segment := _loaded(self.folder / entry["name"], own)):
                yield segment

    def _entries(self) -> list[dict[str, Any]]:
        try:
            entries: list[dict[str, Any]] = json.loads((self.folder / _MANIFEST).read_text(encoding="utf-8"))["segments"]
        except (OSError, ValueError, KeyError):
            return []
        return entries

    def _keep_segment(self, segment: Segment, cutter: WordCutter) -> Segment:
        folder = self.folder / _name(segment.passages, cutter)
        if (kept := _loaded(folder, segment.passages)) is not None:
            return kept
        if not folder.is_dir():
            begun = Path(mkdtemp(prefix="begun-", dir=self.folder))
            _save_segment(segment, begun)
            try:
                begun.rename(folder)
            except OSError:  # another process was faster
                shutil.rmtree(begun, ignore_errors=True)
        return _load_segment(folder, segment.passages)


def _name(passages: Sequence[Passage], cutter: WordCutter) -> str:
    digest = sha256(f"{_FORMAT}\n{cutter.fingerprint}\n".encode())
    for passage in passages:
        digest.update(f"{passage.document}\0{indexed_text(passage)}\0".encode())
    return digest.hexdigest()[:32]


def _documents(segments: Iterable[Segment]) -> list[str]:
    return list(dict.fromkeys(passage.document for segment in segments for passage in segment.passages))


def _save_segment(segment: Segment, folder: Path) -> None:
    values, rows, starts = segment.matrix
    arrays: tuple[NDArray[Any], ...] = (values, rows, starts, segment.ids, segment.ends)
    for name, array in zip(_ARRAYS, arrays, strict=True):
        np.save(folder / f"{name}.npy", array)
    (folder / "vocabulary.txt").write_text("\n".join(segment.vocabulary), encoding="utf-8")


def _loaded(folder: Path, passages: Sequence[Passage]) -> Segment | None:
    """Read a segment; one that was deleted or damaged meanwhile (a power cut) is taken away, to be built again like a new one."""
    try:
        return _load_segment(folder, passages)
    except (OSError, ValueError, EOFError):
        shutil.rmtree(folder, ignore_errors=True)
        return None


def _load_segment(folder: Path, passages: Sequence[Passage]) -> Segment:
    values, rows, starts, ids, ends = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS)
    vocabulary = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    if len(vocabulary) != len(starts) - 1 or len(ends) != len(passages):
        raise ValueError("a segment cut off while it was written or copied")
    return Segment(tuple(passages), {term: number for number, term in enumerate(vocabulary)}, ids, ends, (values, rows, starts))
