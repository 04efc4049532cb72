"""Cutting Chinese into what search compares: index terms, and the concepts of a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from itertools import groupby, pairwise
from pathlib import Path

import jieba
import yaml

from policy_kb.lexicon import Lexicon, load_lexicon

WORDS_FILE = Path(__file__).with_name("words.yml")
PARAPHRASES = Path(__file__).with_name("paraphrases")  # a file for each topic
LEXICON_FILE = Path(__file__).parents[1] / "lexicon.yml"
KIN_WORTH, WRITTEN_WORTH = 0.95, 0.75  # a written form that shares the said word, and one that shares nothing with it
NUMBER_EMPHASIS, QUOTED_EMPHASIS, NEIGHBOURS_EMPHASIS = 1.6, 1.5, 0.5
UNKNOWN_NAME = 3
NAMED_WORTH = 0.7  # 379 where it is only named; the sentence that spells it out (3个…7个…9个) is worth more
_READ_LATELY = 6  # a turn reads its own few texts several times over; nothing is gained by keeping more
_RUNS_KNOWN = 10_000  # nearly half of what stands between two marks of punctuation stands there more than once in our documents
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9.%]+")
_DOMAIN_FREQUENCY = 200_000
_QUOTED = re.compile(r"[“\"‘'「《]([^”\"’'」》]{2,20})[”\"’'」》]")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_OUTCOMES = tuple("来去出上下到住完起了着过回开好成走掉")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十两]")
_NUMBER_NAME = re.compile(r"[1-9]{3,4}")
_PARTICLES = "[了过着个点]?"
_PARTICLE = re.compile(r"[了过着个点]")
_PLAIN_NUMBER = re.compile(r"[\d.]+|[一二三四五六七八九十百千万两零]+|[万亿][元只]?")


@dataclass(frozen=True)
class Concept:
    """One thing a question speaks of: what was said, and each form in which a document may write it, with its worth."""

    said: str
    forms: tuple[tuple[str, float], ...]
    emphasis: float = 1.0
    is_elsewhere: bool = False  # a subject of another office
    is_joined: bool = False  # two words side by side: counts only where documents write it so
    shown: re.Pattern[str] | None = None  # a measure asked for (期限) is answered by any sentence that gives one (3年)

    @cached_property
    def parts(self) -> tuple[tuple[tuple[str, ...], float], ...]:
        """The pairs of characters of each longer form, with what the form is worth: a text may hold most of them."""
        return tuple((bigrams(form), worth) for form, worth in self.forms if len(form) > 2 and not form[0].isdigit())


@lru_cache(maxsize=50_000)
def normalise(text: str) -> str:
    """Fold width and case and drop white space, so that 3,000 元 and ３０００元 compare alike."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    return re.sub(r"(?<=\d)[,，](?=\d{3})", "", folded)


class WordCutter:
    """Cuts text with the domain's own words, and reads a question's concepts.

    `fingerprint` changes with everything that index terms depend on.
    """

    def __init__(
        self,
        domain_words: Iterable[str],
        stop_words: frozenset[str],
        written: Mapping[str, tuple[str, ...]],
        asking: re.Pattern[str],
        measures: Mapping[str, re.Pattern[str]],
        elsewhere: frozenset[str],
    ) -> None:
        self._elsewhere = elsewhere
        self._stop = stop_words
        self._asking = asking
        self._written = written
        self._measures = measures
        self._phrases = _by_first_character({*written, *measures, *elsewhere})
        self._concepts = lru_cache(maxsize=_READ_LATELY)(self._read_concepts)
        self._terms_of_run = lru_cache(maxsize=_RUNS_KNOWN)(self._cut_run)
        jieba.setLogLevel("WARNING")  # it tells everybody how long its dictionary took to load
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        own_words = sorted(domain_words)
        for word in own_words:
            self._jieba.add_word(word, _DOMAIN_FREQUENCY)
        self.fingerprint = sha256("\n".join((jieba.__version__, *own_words, "", *sorted(stop_words))).encode()).hexdigest()

    def terms(self, text: str) -> list[str]:
        """Return the index terms of a text: search-mode words and character bigrams."""
        found: list[str] = []
        for run in _HAN_RUN.findall(normalise(text)):
            if run[0].isascii():
                found.append(run)
            else:
                found += self._terms_of_run(run)
        return found

    def _cut_run(self, run: str) -> tuple[str, ...]:
        words = [w for w in self._jieba.cut_for_search(run, HMM=False) if w not in self._stop and len(w) != 2]
        return (*words, *bigrams(run))

    def concepts(self, text: str) -> tuple[Concept, ...]:
        """Return what a question speaks of, in order, without the words that say nothing of its subject."""
        return self._concepts(text)

    def _read_concepts(self, text: str) -> tuple[Concept, ...]:
        found = [Concept(q, ((q, 1.0),), QUOTED_EMPHASIS) for q in sorted({normalise(q) for q in _QUOTED.findall(text)})]
        for piece, phrase in self._pieces(normalise(text)):
            if phrase:
                found.append(self._phrase(piece, phrase))
            else:
                found += [_word(word) for word in self.content_words(self._asking.sub(" ", piece))]
        found += _neighbours(normalise(text), [c.said for c in found])
        return tuple({c.said: c for c in reversed(found)}.values())[::-1]

    def content_words(self, text: str) -> list[str]:
        """Return a text's words that are neither stop words nor bare numbers; a number stays with the syllable it counts (四金)."""
        words: list[str] = []
        for run in _HAN_RUN.findall(text):
            cut = self._together(_counted(list(self._jieba.cut(run, HMM=False))))
            words += [w for w in cut if w not in self._stop and not (_PLAIN_NUMBER.fullmatch(w) and len(w) < 3)]
        return words

    def _together(self, words: list[str]) -> list[str]:
        """Join three or more lone syllables in a row: a name our dictionaries do not know (新农合)."""
        found: list[str] = []
        for is_lone, group in groupby(words, lambda w: len(w) == 1 and w not in self._stop):
            run = list(group)
            found += ["".join(run)] if is_lone and len(run) >= UNKNOWN_NAME else run
        return found

    def _phrase(self, said: str, phrase: str) -> Concept:
        forms = [(form, KIN_WORTH if form in phrase or phrase in form else WRITTEN_WORTH) for form in self._written.get(phrase, ())]
        every = ((phrase, 1.0), *(form for form in forms if form[0] != phrase))
        is_elsewhere = any(form in self._elsewhere for form, _ in every)
        return Concept(said, every, is_elsewhere=is_elsewhere, shown=self._measures.get(phrase))

    def names_a_thing(self, word: str) -> bool:
        """Say whether a word names a thing, known or not; such a word, absent from all documents, is a foreign subject."""
        return word in self._nouns or (len(word) >= UNKNOWN_NAME and word not in self._jieba.FREQ)

    @cached_property
    def _nouns(self) -> frozenset[str]:
        lines = self._jieba.get_dict_file().read().decode("utf-8").splitlines()
        entries = (line.split() for line in lines)
        return frozenset(word for word, _, tag in entries if _is_thing(word, tag[0]))

    def _pieces(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the stretches of a text, each with the phrase it is known as, or with nothing."""
        begun = at = 0
        while at < len(text):
            phrases = self._phrases.get(text[at])
            hit = phrases.match(text, at) if phrases else None
            if hit is None:
                at += 1
                continue
            yield text[begun:at], ""
            is_plain = hit[0] in self._written or hit[0] in self._measures or hit[0] in self._elsewhere
            yield hit[0], hit[0] if is_plain else _PARTICLE.sub("", hit[0])
            begun = at = hit.end()
        yield text[begun:], ""


def _is_thing(word: str, tag: str) -> bool:
    return (tag in "nj" and len(word) > 1) or (tag == "v" and len(word) > 2 and not word.endswith(_OUTCOMES))


def _by_first_character(phrases: Iterable[str]) -> dict[str, re.Pattern[str]]:
    """Make a pattern of the phrases that begin alike, the longest first: most characters of a text begin none."""
    longest_first = sorted(phrases, key=lambda phrase: (phrase[0], -len(phrase), phrase))
    groups = groupby(longest_first, key=lambda phrase: phrase[0])
    return {first: re.compile("|".join(map(_loosely, group))) for first, group in groups}


def _loosely(phrase: str) -> str:
    """Make a pattern of a phrase that also finds it with a particle inside: 遭灾 in 遭了灾."""
    if len(phrase) > 4 or not _HAN.fullmatch(phrase):
        return re.escape(phrase)
    return _PARTICLES.join(phrase)


def _word(word: str) -> Concept:
    if _NUMBER_NAME.fullmatch(word):
        spelled = re.compile(".*".join(f"{digit}0?(?:个|大|家|%|项|类)" for digit in word))
        return Concept(word, ((word, NAMED_WORTH),), NUMBER_EMPHASIS, shown=spelled)
    return Concept(word, ((word, 1.0),), NUMBER_EMPHASIS if word.isascii() else 1.0)


def _neighbours(text: str, words: list[str]) -> list[Concept]:
    """Join words that stand side by side in the question: 就业帮扶 tells more than 就业 here and 帮扶 there."""
    pairs = (first + second for first, second in pairwise(words) if _HAN.fullmatch(first + second))
    return [Concept(pair, ((pair, 1.0),), NEIGHBOURS_EMPHASIS, is_joined=True) for pair in pairs if pair in text]


def _counted(words: list[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        if found and len(word) == 1 and _HAN_NUMBER.fullmatch(found[-1]):
            found[-1] += word
        else:
            found.append(word)
    return found


@lru_cache(maxsize=20_000)
def bigrams(run: str) -> tuple[str, ...]:
    """Return every two neighbouring characters; a single character stands for itself."""
    return tuple(run[i : i + 2] for i in range(len(run) - 1)) or (run,)


@cache
def shipped_cutter() -> WordCutter:
    """Return the word cutter of the shipped lexicon and word list; made once, its dictionary takes a second."""
    return load_cutter(load_lexicon(LEXICON_FILE), WORDS_FILE)


def load_cutter(lexicon: Lexicon, path: Path) -> WordCutter:
    """Make a word cutter from a lexicon and a file of stop words; the paraphrases are read from the files beside it."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    stop = frozenset(word for line in data["stop"] for word in str(line).split())
    written = _written_forms(load_paraphrases(), lexicon)
    facts = (name for fact in lexicon.facts.values() for name in fact.names)
    applicants = (name for _, names in lexicon.applicants.values() for name in names)
    forms = (form for forms in written.values() for form in forms)
    measures = {said: re.compile(entry["shown"]) for entry in data["measures"] for said in entry["said"]}
    elsewhere = lexicon.elsewhere | {word for line in data["elsewhere"] for word in line.split()}
    words = {w for w in (*facts, *applicants, *written, *forms) if 1 < len(w) <= 6 and w not in stop}
    words |= {w for w in stop if len(w) > 2}  # 听人说 is one word and says nothing; 听 and 人 would be two
    return WordCutter(sorted(words), stop, written, re.compile("|".join(data["asking"])), measures, elsewhere)


def load_paraphrases() -> list[dict[str, list[str]]]:
    """Read every group of ways to say a thing (`said`) and to write it (`written`), of all topics."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(PARAPHRASES.glob("*.yml")))
    return [group for text in texts for group in yaml.safe_load(text)]


@cache
def regional_names() -> dict[str, tuple[str, ...]]:
    """Return by what names different regions know a thing that documents write by one (玉米: 苞米, 苞谷)."""
    groups = yaml.safe_load((PARAPHRASES / "everyday.yml").read_text(encoding="utf-8"))
    return {group["written"][0]: tuple(group["said"]) for group in groups}


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
