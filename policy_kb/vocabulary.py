"""The generated files: vocabulary for other rooms, the page of provisions; written from data, checked for freshness."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from policy_kb.calculation.loading import load_rules
from policy_kb.lexicon import Fact, Lexicon, load_lexicon
from policy_kb.parsing import load_documents
from policy_kb.regions import Divisions, load_divisions, names_of
from policy_kb.wording.provisions import provisions_page

LEXICON, DIVISIONS, VOCABULARY = "policy_kb/lexicon.yml", "policy_kb/data/divisions.csv", "nlu_data/vocabulary"
_WORD_WEIGHT, _PLACE_WEIGHT = 200_000, 50_000  # above jieba's own words, so that ours are never cut in two
_GENERATED_NOTE = "written by `python -m policy_kb generate`; edit policy_kb/lexicon.yml instead"


def generate(root: Path, check: bool = False) -> list[Path]:
    """Write every generated file below `root` that is stale and return those; with `check` only return them."""
    stale = []
    for path, text in _texts(root).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    return stale


def _texts(root: Path) -> dict[Path, str]:
    lexicon, divisions = load_lexicon(root / LEXICON), load_divisions(root / DIVISIONS)
    folder = root / VOCABULARY
    rules = load_rules(root / "policy_kb/subsidies", lexicon)
    metas = {document.slug: document.meta for document in load_documents(root / "policy_kb/documents")}
    return {
        root / "docs/provisions.md": provisions_page(rules, metas, lexicon),
        folder / "lexicon.json": _json(lexicon_data(lexicon)),
        folder / "slips.json": json.dumps(dict(lexicon.slips), ensure_ascii=False, indent=0) + "\n",
        folder / "places.json": _json(places_data(divisions)),
        folder / "jieba_words.txt": jieba_words(lexicon, divisions),
    }


def _json(data: dict[str, Any]) -> str:
    lines = ",\n".join(f"  {_compact(key)}: {_section(value)}" for key, value in data.items())
    return "{\n" + lines + "\n}\n"


def _section(value: Any) -> str:
    if not isinstance(value, dict):
        return _compact(value)
    rows = ",\n".join(f"    {_compact(key)}: {_compact(entry)}" for key, entry in value.items())
    return "{\n" + rows + "\n  }"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def lexicon_data(lexicon: Lexicon) -> dict[str, Any]:
    """Return the lexicon as plain data: facts, units, applicants, synonyms."""
    return {
        "note": _GENERATED_NOTE,
        "facts": {fact.id: _fact_data(fact) for fact in lexicon.facts.values()},
        "units": {
            u.name: {"dimension": u.dimension, "spellings": {spelling: str(factor) for spelling, factor in u.spellings.items()}}
            for u in lexicon.units.values()
        },
        "applicants": {key: {"label": label, "names": list(names)} for key, (label, names) in lexicon.applicants.items()},
        "synonyms": [list(group) for group in lexicon.synonyms],
    }


def _fact_data(fact: Fact) -> dict[str, Any]:
    data = {"label": fact.label, "type": fact.type, "unit": fact.unit}
    return {**data, "names": list(fact.names), "measures": list(fact.measures), "question": fact.question}


def places_data(divisions: Divisions) -> dict[str, Any]:
    """Return every name of a place with the codes it may mean, wider places first, and each code's name and parent."""
    names: dict[str, list[str]] = defaultdict(list)
    for division in divisions:
        for name in names_of(division.name):
            if division.code not in names[name]:
                names[name].append(division.code)
    ordered = {name: [d.code for d in divisions.find(name)] for name in sorted(names)}
    codes = {d.code: {"name": d.name, "parent": d.parent} for d in sorted(divisions, key=lambda d: d.code)}
    return {"note": _GENERATED_NOTE, "names": ordered, "codes": codes}


def jieba_words(lexicon: Lexicon, divisions: Divisions) -> str:
    """Return a jieba user dictionary of all the lexicon's words and all places' names."""
    words: dict[str, str] = {}
    for fact in lexicon.facts.values():
        words.update({word: f"{word} {_WORD_WEIGHT} n" for word in fact.names if len(word) > 1})
    for label, names in lexicon.applicants.values():
        words.update({word: f"{word} {_WORD_WEIGHT} n" for word in (label, *names) if len(word) > 1})
    for group in lexicon.synonyms:
        words.update({word: f"{word} {_WORD_WEIGHT}" for word in group if len(word) > 1})
    for division in divisions:
        for name in names_of(division.name):
            words.setdefault(name, f"{name} {_PLACE_WEIGHT} ns")
    return "".join(f"{line}\n" for _, line in sorted(words.items()))
