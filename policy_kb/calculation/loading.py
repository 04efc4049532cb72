"""Rule files to rules; the only module here that opens files, and every message an editor of rules may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from policy_kb.calculation.building import FORMULAS
from policy_kb.calculation.model import Cap, Condition, Example, Item, Source, Subsidy, Version
from policy_kb.errors import DataFileError, UnknownFact
from policy_kb.lexicon import Lexicon, fact_of
from policy_kb.model import FactValue

WITHDRAWN = "withdrawn"


class _StrictLoader(yaml.SafeLoader):
    """YAML without its traps: a key is text or a date, and stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a mapping, refusing a repeated key and a key that YAML turned into something else."""
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen or not isinstance(key, str | date):
                problem = f"key {key!r} is repeated or is neither text nor a day"
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def load_rules(folder: Path, lexicon: Lexicon) -> tuple[Subsidy, ...]:
    """Read every rule file of a folder, in the order of their names; raises DataFileError."""
    return tuple(load_rule(path, lexicon) for path in sorted(folder.glob("*.yml")))


def load_rule(path: Path, lexicon: Lexicon) -> Subsidy:
    """Read one rule file; raises DataFileError naming the file and what to write instead."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _StrictLoader)  # noqa: S506 - a SafeLoader, made stricter
        return rule_of(path.stem, data, lexicon)
    except yaml.YAMLError as exc:
        raise DataFileError(path, f"not readable as YAML: {exc}", "Compare with another rule file.") from exc
    except KeyError as exc:
        raise DataFileError(path, f"the word {exc} is missing or unknown", f"Formulas are {', '.join(FORMULAS)}.") from exc
    except UnknownFact as exc:
        raise DataFileError(path, f"the fact {exc} is not in the lexicon", "Add it to policy_kb/lexicon.yml first.") from exc
    except (InvalidOperation, TypeError, ValueError, AttributeError) as exc:
        raise DataFileError(path, f"a value is of the wrong kind: {exc}", "Quote every number, and write days as YYYY-MM-DD.") from exc


def rule_of(rule_id: str, data: Mapping[str, Any], lexicon: Lexicon) -> Subsidy:
    """Make a rule of a rule file's data; days may be dates or texts such as 2018-02-28.

    Under `facts` a rule may bring along things the lexicon does not know, each as lexicon.yml would have it.
    """
    brought = tuple(fact_of(fact_id, entry) for fact_id, entry in data.get("facts", {}).items())
    lexicon = lexicon.with_facts(brought)
    days = ((day if isinstance(day, date) else date.fromisoformat(day), entry) for day, entry in data["versions"].items())
    versions = tuple(_version(day, entry, lexicon) for day, entry in days)
    examples = tuple(_example(entry, lexicon) for entry in data.get("examples", ()))
    return Subsidy(rule_id, data["title"], data["document"], versions, examples, brought, data)


def _version(day: date, entry: Any, lexicon: Lexicon) -> Version:
    if entry == WITHDRAWN:
        return Version(day, ())
    shared = tuple(_condition(c, entry["clause"], lexicon) for c in entry.get("applies_if", ()))
    items = tuple(_item(key, data, entry, shared, lexicon) for key, data in entry["items"].items())
    caps = tuple(_cap(cap, entry, items) for cap in entry.get("caps", ()))
    apply = entry.get("how_to_apply")
    how = Source(apply["clause"], apply["quote"], apply.get("short", "")) if apply else None
    return Version(day, items, caps, entry.get("reading", ""), how)


def _item(key: str, data: Mapping[str, Any], version: Mapping[str, Any], shared: tuple[Condition, ...], lexicon: Lexicon) -> Item:
    clause = data.get("clause", version["clause"])
    own = tuple(_condition(c, clause, lexicon) for c in data.get("applies_if", ()))
    return Item(
        id=key,
        label=data["label"],
        formula=FORMULAS[data["formula"]](data, lexicon),
        source=Source(clause, data["quote"]),
        applicants=tuple(data.get("applicants", version.get("applicants", ()))),
        conditions=own if data.get("applies_alone") else shared + own,
        asks_about=tuple(data.get("asks_about", version.get("asks_about", ()))),
        wants=tuple(data.get("wants", version.get("wants", ()))),
        only_said=tuple(data.get("only_said", ())),
        not_about=tuple(data.get("not_about", ())),
        note=data.get("note", ""),
        in_total=data.get("in_total", version.get("in_total", True)),
        per_year=data.get("per_year", False),
        is_fallback=data.get("fallback", False),
        covers=tuple(lexicon.fact(fact).id for fact in data.get("covers", ())),
    )


def _condition(data: Mapping[str, Any], clause: str, lexicon: Lexicon) -> Condition:
    lexicon.fact(data["fact"])
    return Condition(
        data["fact"],
        Source(data.get("clause", clause), data["quote"]),
        equals=data.get("is"),
        at_least=Decimal(data["at_least"]) if "at_least" in data else None,
        one_of=tuple(Decimal(value) for value in data.get("one_of", ())),
        asked=data.get("asked", True),
    )


def _cap(data: Mapping[str, Any], version: Mapping[str, Any], items: tuple[Item, ...]) -> Cap:
    names = tuple(data.get("items", [item.id for item in items]))
    source = Source(data.get("clause", version["clause"]), data["quote"])
    return Cap(Decimal(data["yuan"]), names, source, data.get("already"), data.get("holder", ""), data.get("lowest", False))


def _example(data: Mapping[str, Any], lexicon: Lexicon) -> Example:
    facts = {fact: fact_value(fact, value, lexicon) for fact, value in data.get("facts", {}).items()}
    return Example(data["name"], data["as_of"], facts, data["expect"], data.get("applicant"))


def fact_value(fact: str, value: Any, lexicon: Lexicon) -> FactValue:
    """Turn a value of a YAML or JSON file into a fact's type; raises ValueError for the wrong kind."""
    kind = lexicon.fact(fact).type
    if kind == "yes_no":
        if not isinstance(value, bool):
            raise ValueError(f"{fact} is true or false, not {value!r}")
        return value
    if kind == "choice":
        return str(value)
    number = Decimal(str(value))
    if number < 0:
        raise ValueError(f"{fact} is less than nothing: {value!r}")
    return number
