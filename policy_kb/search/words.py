"""Cutting Chinese into what search compares: index terms, and the concepts of a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import jieba
import yaml

from policy_kb.lexicon import Lexicon, load_lexicon

WORDS_FILE = Path(__file__).with_name("words.yml")
LEXICON_FILE = Path(__file__).parents[1] / "lexicon.yml"
WRITTEN_WORTH = 0.85  # a written form counts a little less than the very word that was said
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9.%]+")
_DOMAIN_FREQUENCY = 200_000
_QUOTED = re.compile(r"[“\"‘'「《]([^”\"’'」》]{2,20})[”\"’'」》]")
_PLAIN_NUMBER = re.compile(r"[\d.]+|[一二三四五六七八九十百千万两零]+")


@dataclass(frozen=True)
class Concept:
    """One thing a question speaks of: what was said, and each form in which a document may write it, with its worth."""

    said: str
    forms: tuple[tuple[str, float], ...]
    emphasis: float = 1.0


def normalise(text: str) -> str:
    """Fold width and case and drop white space, so that 3,000 元 and ３０００元 compare alike."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    return re.sub(r"(?<=\d)[,，](?=\d{3})", "", folded)


class WordCutter:
    """Cuts text with the domain's own words, and reads a question's concepts."""

    def __init__(
        self, domain_words: Iterable[str], stop_words: frozenset[str], written: dict[str, tuple[str, ...]], asking: re.Pattern[str]
    ) -> None:
        self._stop = stop_words
        self._asking = asking
        self._written = written
        self._phrases = re.compile("|".join(re.escape(p) for p in sorted(written, key=len, reverse=True)))
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        for word in domain_words:
            self._jieba.add_word(word, _DOMAIN_FREQUENCY)

    def terms(self, text: str) -> list[str]:
        """Return the index terms of a text: search-mode words and character bigrams."""
        found: list[str] = []
        for run in _HAN_RUN.findall(normalise(text)):
            if not run[0].isascii():
                found += [w for w in self._jieba.cut_for_search(run, HMM=False) if w not in self._stop and len(w) != 2]
                found += bigrams(run)
                continue
            found.append(run)
        return found

    def concepts(self, text: str) -> tuple[Concept, ...]:
        """Return what a question speaks of, in order, without the words that say nothing of its subject."""
        folded = self._asking.sub(" ", normalise(text))
        quoted = {normalise(q) for q in _QUOTED.findall(text)}
        found = [Concept(q, ((q, 1.0),), 1.5) for q in sorted(quoted)]
        for piece, is_phrase in self._pieces(folded):
            if is_phrase:
                found.append(Concept(piece, ((piece, 1.0), *((w, WRITTEN_WORTH) for w in self._written[piece] if w != piece))))
            else:
                found += [Concept(word, ((word, 1.0),)) for word in self.content_words(piece)]
        return tuple({c.said: c for c in reversed(found)}.values())[::-1]

    def content_words(self, text: str) -> list[str]:
        """Return a text's words that are neither stop words nor bare numbers."""
        words = (w for run in _HAN_RUN.findall(text) for w in self._jieba.cut(run, HMM=False))
        return [w for w in words if w not in self._stop and not (_PLAIN_NUMBER.fullmatch(w) and len(w) < 3)]

    def names_a_thing(self, word: str) -> bool:
        """Say whether general Chinese knows a word as a noun; such a word, absent from all documents, is a foreign subject."""
        return word in self._nouns

    @cached_property
    def _nouns(self) -> frozenset[str]:
        lines = self._jieba.get_dict_file().read().decode("utf-8").splitlines()
        return frozenset(word for word, _, tag in (line.split() for line in lines) if tag[0] in "nj" and len(word) > 1)

    def _pieces(self, text: str) -> Iterator[tuple[str, bool]]:
        at = 0
        for hit in self._phrases.finditer(text):
            yield text[at : hit.start()], False
            yield hit[0], True
            at = hit.end()
        yield text[at:], False


def bigrams(run: str) -> list[str]:
    """Return every two neighbouring characters; a single character stands for itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@cache
def shipped_cutter() -> WordCutter:
    """Return the word cutter of the shipped lexicon and word list; made once, its dictionary takes a second."""
    return load_cutter(load_lexicon(LEXICON_FILE), WORDS_FILE)


def load_cutter(lexicon: Lexicon, path: Path) -> WordCutter:
    """Make a word cutter from a lexicon and a file of stop words and paraphrases."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    stop = frozenset(word for line in data["stop"] for word in str(line).split())
    written = _written_forms(data["paraphrases"], lexicon)
    facts = (name for fact in lexicon.facts.values() for name in fact.names)
    applicants = (name for _, names in lexicon.applicants.values() for name in names)
    forms = (form for forms in written.values() for form in forms)
    words = {w for w in (*facts, *applicants, *written, *forms) if 1 < len(w) <= 6 and w not in stop}
    return WordCutter(sorted(words), stop, written, re.compile("|".join(data["asking"])))


def _written_forms(paraphrases: Sequence[dict[str, list[str]]], lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for entry in paraphrases:
        for said in entry["said"]:
            found.setdefault(normalise(said), []).extend(normalise(w) for w in entry["written"])
    for group in lexicon.synonyms:
        for said in group:
            found.setdefault(normalise(said), []).extend(normalise(w) for w in group)
    for fact in lexicon.facts.values():
        for said in fact.names:
            found.setdefault(normalise(said), []).extend(normalise(w) for w in (fact.label, *fact.names[:3]))
    return {said: tuple(dict.fromkeys(forms)) for said, forms in found.items()}
