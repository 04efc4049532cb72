"""Is a document a newer version of another? The same title but for its year, much the same words, or a sentence that abolishes it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from policy_kb.model import Document, DocumentMeta
from policy_kb.parsing import squeeze

_COVERING = re.compile(r"(?:关于)?(?:印发|转发|修订)《?(.+?)》?的(?:通知|函)$")
_EDITION = re.compile(
    r"[（(][^（）()]*(?:修订|修正|试行|暂行|新版|\d{4})[^（）()]*[）)]|(?:修订|修正)(?:版|稿)?$|\d{4}\s*(?:[-—–－~至]+\s*\d{4})?\s*年?(?:度)?"
)
_PREFIX = re.compile(r"^(?:进一步|修订后的|新修订的|关于)+")
_SIMILAR_TITLE = 0.75  # share of equal letters; 产业扶贫办法 and 就业扶贫办法 are alike too, so the texts must be as well
_SIMILAR_TEXT = 0.5  # share of the old text's phrases that stand in the new one
_PHRASE = 8


def is_newer_version(new: Document, old: Document, abolished: Iterable[str]) -> bool:
    """Say whether a document replaces another of the same place that is not younger than itself."""
    if not _may_replace(new.meta, old.meta):
        return False
    if any(_names(phrase, old.meta) for phrase in abolished):
        return True
    titles = (core_title(old.meta.title, old.meta.issuer), core_title(new.meta.title, new.meta.issuer))
    if titles[0] == titles[1]:
        return bool(titles[0])
    return SequenceMatcher(None, *titles, autojunk=False).ratio() >= _SIMILAR_TITLE and _kept_share(old.source, new.source) >= _SIMILAR_TEXT


def _may_replace(new: DocumentMeta, old: DocumentMeta) -> bool:
    if old.withdrawn_on or old.superseded_on or old.region != new.region or (new.is_draft and not old.is_draft):
        return False
    return not (old.issued_on and new.issued_on and old.issued_on > new.issued_on)


def _kept_share(old: str, new: str) -> float:
    phrases = _phrases(old)
    return len(phrases & _phrases(new)) / len(phrases) if phrases else 0.0


def _phrases(text: str) -> set[str]:
    words = squeeze(text)
    return {words[at : at + _PHRASE] for at in range(len(words) - _PHRASE + 1)}


def core_title(title: str, issuer: str) -> str:
    """Return what a title says once issuer, year, edition and covering notice are taken off."""
    core = squeeze(title).removeprefix(squeeze(issuer))
    covered = _COVERING.search(core)
    core = _EDITION.sub("", covered[1] if covered else core)
    return _PREFIX.sub("", core.removeprefix(squeeze(issuer)))


def _names(phrase: str, old: DocumentMeta) -> bool:
    """Say whether words that abolish something name this document, by its title or its number."""
    if old.number and squeeze(old.number) in squeeze(phrase):
        return True
    return core_title(phrase, old.issuer) == core_title(old.title, old.issuer)
