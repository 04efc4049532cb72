"""What a person tells about a document beside the document itself: a YAML file of a few keys, or answers to questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.publishing.texts import PublishingError, publishing_texts
from policy_kb.intake import GIVEN_KEYS
from policy_kb.knowledge_base import KnowledgeBase

SUPERSEDES = "supersedes"
DAYS = ("issued_on", "in_force_from", "in_force_until")
_MAY_BE_NONE = ("number", "in_force_from", "in_force_until")


def read_given(path: Path) -> dict[str, Any]:
    """Read the file; raises PublishingError if it is no YAML mapping."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise _problem("unreadable", name=path.name) from exc
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise _problem("unreadable", name=path.name)
    return {str(key): value for key, value in data.items()}


def checked(given: Mapping[str, Any], kb: KnowledgeBase) -> dict[str, Any]:
    """Turn what was given into what the intake takes: codes for places, days for days; raises PublishingError."""
    known = (*GIVEN_KEYS, SUPERSEDES)
    if unknown := next((key for key in given if key not in known), None):
        raise _problem("unknown_key", field=unknown, known="、".join(known))
    values = {key: value for key, value in given.items() if value is not None or key in _MAY_BE_NONE}
    for key in DAYS:
        if values.get(key) is not None:
            values[key] = _day(key, values[key])
    if "region" in values:
        values["region"] = place_code(str(values["region"]), kb)
    if "state" in values:
        drafts = publishing_texts().section("given")["draft_states"]
        values["state"] = "draft" if str(values["state"]).strip().lower() in drafts else "issued"
    if SUPERSEDES in values:
        values[SUPERSEDES] = tuple(_slugs(values[SUPERSEDES], kb))
    return {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}


def place_code(name: str, kb: KnowledgeBase) -> str:
    """Return the code of the one place a name or code means; raises PublishingError."""
    name = name.strip()
    if name.isdecimal():
        if name not in kb.divisions:
            raise _problem("no_place", name=name)
        return kb.divisions[name].code
    found = kb.divisions.find(name)
    exact = [place for place in found if place.name == name] or list(found)
    if not exact:
        return _whole_name(name, kb)
    if len(exact) > 1:
        wholes = "、".join("".join(d.name for d in reversed(kb.divisions.path(place.code))) for place in exact)
        raise _problem("several_places", name=name, places=wholes)
    return exact[0].code


def _whole_name(name: str, kb: KnowledgeBase) -> str:
    """Read a name that begins with the places around it: 山西省长治市沁源县."""
    for start in range(1, len(name) - 1):
        for place in kb.divisions.find(name[start:]):
            if all(around.name in name for around in kb.divisions.path(place.code)[-1:]):
                return place.code
    raise _problem("no_place", name=name)


def _day(key: str, value: object) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise _problem("bad_date", field=key, value=value) from None


def _slugs(value: object, kb: KnowledgeBase) -> Iterable[str]:
    """Yield the documents named, by slug, title or number."""
    for name in value if isinstance(value, list | tuple) else (value,):
        wanted = str(name).strip().strip("《》")
        found = next((slug for slug, d in kb.documents.items() if wanted in (slug, d.meta.title, d.meta.number)), None)
        if found is None:
            raise _problem("no_document", name=name)
        yield found


def _problem(reason: str, **values: object) -> PublishingError:
    return PublishingError(publishing_texts().say(f"given.{reason}", **values))
