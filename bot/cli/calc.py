"""`fuwen calc`: work out every sum of a place for the facts of a file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from bot.cli.kb import knowledge
from bot.cli.output import AsJson, show_json
from bot.cli.places import place_named
from bot.errors import BotError
from bot.texts import load_texts
from policy_kb.calculation.assess import assess_all, exact_sum
from policy_kb.calculation.loading import fact_value
from policy_kb.calculation.model import ItemResult, Overview, Verdict
from policy_kb.calculation.report import overview_data
from policy_kb.errors import UnknownFact
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Citation, FactValue
from policy_kb.wording import money, say, source_lines
from policy_kb.wording.conditions import conditions_text
from policy_kb.wording.results import cap_text, result_text

Region = Annotated[str, typer.Option("--region")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"])]
_TOLD = frozenset({Verdict.PAYS, Verdict.RANGE, Verdict.CEILING, Verdict.FLOOR, Verdict.RECOGNISED, Verdict.NOT_YET})


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command()(calc)


def calc(file: Path, region: Region, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Work out every sum of a place for the facts of a YAML file (`applicant: household`, `facts: {cattle: 2}`)."""
    place = place_named(region)
    day = as_of.date() if as_of else date.today()  # noqa: DTZ011 - the day where the command is typed
    with knowledge() as kb:
        applicant, facts = read_facts(file, kb)
        overview = assess_all(kb.subsidies_for(place.code, day), facts, day, applicant)
        lines = lines_of(kb, overview, facts, day)
    if as_json:
        told = {name: value if isinstance(value, bool) else str(value) for name, value in facts.items()}
        asked = {"region": place.code, "place": place.name, "as_of": day, "applicant": applicant, "facts": told}
        show_json({**asked, **overview_data(overview)})
    else:
        print("\n".join(lines))


def read_facts(file: Path, kb: KnowledgeBase) -> tuple[str | None, dict[str, FactValue]]:
    """Read who asks and what they have; raises BotError naming what is wrong in the file."""
    texts = load_texts()
    try:
        data: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise BotError(texts.say("calc.unreadable", file=file)) from exc
    if not isinstance(data, dict) or not isinstance(data.get("facts", {}), dict):
        raise BotError(texts.say("calc.not_facts", file=file))
    applicant = data.get("applicant")
    if applicant is not None and applicant not in kb.lexicon.applicants:
        raise BotError(texts.say("calc.unknown_applicant", applicant=applicant, known="、".join(kb.lexicon.applicants)))
    return applicant, {name: _value(name, value, kb) for name, value in data.get("facts", {}).items()}


def _value(name: str, value: Any, kb: KnowledgeBase) -> FactValue:
    texts = load_texts()
    try:
        return fact_value(name, value, kb.lexicon)
    except UnknownFact as exc:
        raise BotError(texts.say("calc.unknown_fact", fact=name, known="、".join(kb.lexicon.facts))) from exc
    except (ValueError, ArithmeticError) as exc:
        raise BotError(texts.say("calc.wrong_value", fact=name, value=value)) from exc


def lines_of(kb: KnowledgeBase, overview: Overview, facts: dict[str, FactValue], day: date) -> list[str]:
    """Say an overview in lines: the total, each item with its arithmetic, what is missing, the sources."""
    texts = load_texts()
    told = [(a.subsidy.document, r) for a in overview.assessments for r in a.items if r.verdict in _TOLD]
    total = texts.say("calc.no_total") if overview.total is None else texts.say("calc.total", total=money(overview.total))
    lines = [total, *(f"  {_item_line(kb, result, facts)}" for _, result in told), *(f"  {line}" for line in _cap_lines(overview))]
    if overview.missing:
        questions = " ".join(kb.lexicon.fact(fact).question for fact in overview.missing[:3])
        lines.append(texts.say("calc.missing", questions=questions))
    citations = [Citation(slug, result.item.source.clause, result.item.source.quote) for slug, result in told]
    return [*lines, *source_lines(kb, citations, day)]


def _item_line(kb: KnowledgeBase, result: ItemResult, facts: dict[str, FactValue]) -> str:
    text = result_text(result, facts, kb.lexicon)
    if not result.open_conditions:
        return text
    return text + say("answers", "condition", conditions=conditions_text(result.open_conditions, kb.lexicon))


def _cap_lines(overview: Overview) -> list[str]:
    lines = []
    for assessment in overview.assessments:
        labels = {r.item.id: r.item.label for r in assessment.items if exact_sum(r)}
        for cap in assessment.caps:
            if cap.bites or cap.already:
                lines.append(cap_text(cap, "、".join(labels[i] for i in cap.cap.items if i in labels)))
    return lines
