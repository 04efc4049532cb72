"""An assessment as plain data, for scripts, sheets and pages: every sum with its clause, quote and arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policy_kb.calculation.model import Amount, Assessment, CapResult, Condition, ItemResult, Overview, Step


def overview_data(overview: Overview) -> dict[str, Any]:
    """Return an overview as JSON-ready data; sums are decimal numbers in text, in yuan."""
    return {
        "total": None if overview.total is None else f"{overview.total:f}",
        "subsidies": [assessment_data(assessment) for assessment in overview.assessments],
        "missing": list(overview.missing),
    }


def assessment_data(assessment: Assessment) -> dict[str, Any]:
    """Return one assessment as JSON-ready data."""
    return {
        "subsidy": assessment.subsidy.id,
        "title": assessment.subsidy.title,
        "document": assessment.subsidy.document,
        "verdict": assessment.verdict.value,
        "total": None if assessment.total is None else f"{assessment.total:f}",
        "items": [_item(result) for result in assessment.items],
        "caps": [_cap(cap) for cap in assessment.caps],
        "missing": list(assessment.missing),
    }


def _item(result: ItemResult) -> dict[str, Any]:
    computed = result.computed
    return {
        "item": result.item.id,
        "label": result.item.label,
        "verdict": result.verdict.value,
        "clause": result.item.source.clause,
        "quote": result.item.source.quote,
        "amount": _amount(computed.amount) if computed.amount else None,
        "steps": [_step(step) for step in computed.steps],
        "missing": list(computed.missing),
        "if": [_condition(condition) for condition in result.open_conditions],
        "failed": _condition(result.failed) if result.failed else None,
        "level": computed.reached.level if computed.reached else None,
        "to_next_level": f"{computed.distance:f}" if computed.distance is not None else None,
        "per_year": result.item.per_year,
        "note": result.item.note,
    }


def _amount(amount: Amount) -> Mapping[str, str]:
    return {"low": f"{amount.low:f}", "high": f"{amount.high:f}", "unit": amount.unit, "bound": amount.bound.value}


def _step(step: Step) -> str:
    operands = f" {step.operator} ".join(f"{q.value:f}{q.unit}" for q in step.operands)
    return f"{operands} = {step.result.value:f}{step.result.unit}"


def _condition(condition: Condition) -> Mapping[str, str]:
    return {"fact": condition.fact, "clause": condition.source.clause, "quote": condition.source.quote}


def _cap(cap: CapResult) -> dict[str, Any]:
    limit = {"cap": f"{cap.cap.yuan:f}", "before": f"{cap.before:f}", "after": f"{cap.after:f}", "already": f"{cap.already:f}"}
    return {**limit, "items": list(cap.cap.items), "clause": cap.cap.source.clause, "quote": cap.cap.source.quote}
