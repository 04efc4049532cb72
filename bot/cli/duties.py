"""`fuwen duty`: add, list and settle duties from the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Annotated, Any

import typer

from bot.cli.chinese import words
from bot.cli.output import AsJson, fail, show_json
from bot.cli.places import place_named
from bot.cli.tables import show_table
from bot.cli.users import opened_office
from bot.clock import local
from bot.forms.moments import moment_told
from bot.people.audience import parse_audience
from bot.people.audit import SHELL
from bot.reminders.duties import Duties, single_due
from bot.reminders.model import Basis, DutyPlan
from bot.reminders.triggers.steps import parse_steps
from bot.texts import refusal

_DAY_LENGTH = len("2026-12-05")


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True)
    for name, command in (("add", add), ("list", list_duties), ("done", done), ("stop", stop)):
        group.command(name)(command)
    cli.add_typer(group, name="duty")


def add(
    title: Annotated[str, typer.Option()],
    region: Annotated[str, typer.Option()],
    due: Annotated[str | None, typer.Option()] = None,
    cycle: Annotated[str | None, typer.Option()] = None,
    remind: Annotated[str | None, typer.Option()] = None,
    for_: Annotated[str, typer.Option("--for")] = "role:official",
    rest_day: Annotated[str | None, typer.Option()] = None,
    escalate_after: Annotated[int | None, typer.Option()] = None,
    clause: Annotated[str | None, typer.Option()] = None,
    ignore_quiet_hours: Annotated[bool, typer.Option("--ignore-quiet-hours")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a duty and plan its reminders."""
    if (due is None) == (cycle is None):
        fail(refusal("due_or_cycle"), as_json)
    try:
        steps = parse_steps(remind) if remind is not None else None
        plan = DutyPlan(
            title, place_named(region).code, cycle or "", (for_,), rest_day=rest_day, steps=steps,
            escalate_after_days=escalate_after, ignores_quiet_hours=ignore_quiet_hours, basis=_basis(clause),
        )  # fmt: skip
        with opened_office() as (office, _settings, _database):
            duty_id = office.duties.add(_with_due(plan, due), by=SHELL)
            next_due, people = office.duties.next_due_at(duty_id), office.duties.reach(duty_id)
            reach = office.wording.reach(parse_audience(plan.audience), plan.region, people)
    except ValueError as exc:
        fail(str(exc), as_json)
    if as_json:
        show_json({"id": duty_id, "next_due": local(next_due).isoformat() if next_due else None, "people": people})
    else:
        print(duty_id, local(next_due).isoformat(" ", "minutes") if next_due else "")
        print(reach)


def list_duties(as_json: AsJson = False) -> None:
    """List the duties in force, with how their nearest period stands."""
    with opened_office() as (office, _settings, _database):
        rows = [_described(office.duties, duty.id) for duty in office.duties.all()]
    if as_json:
        show_json(rows)
        return
    show_table(
        ["id", "title", "region", "cycle", "next_due", "people"],
        [[r["id"], r["title"], r["region"], office.wording.cycle(r["cycle"]), r["next_due"], len(r["people"])] for r in rows],
    )


def done(
    duty_id: Annotated[str, typer.Argument()],
    person: Annotated[str | None, typer.Option()] = None,
    as_json: AsJson = False,
) -> None:
    """Record that the nearest period of a duty has been handed in."""
    with opened_office() as (office, _settings, _database):
        settled = office.duties.settle_nearest(duty_id, person, by=SHELL)
    if not settled:
        fail(words()["said"]["no_open_part"].format(duty=duty_id), as_json)
    if as_json:
        show_json({"id": duty_id, "done": settled})


def stop(duty_id: Annotated[str, typer.Argument()], as_json: AsJson = False) -> None:
    """End a duty; nothing of it is sent any more."""
    with opened_office() as (office, _settings, _database):
        stopped = office.duties.stop(duty_id, by=SHELL)
    if not stopped:
        fail(words()["said"]["no_duty"].format(duty=duty_id), as_json)
    if as_json:
        show_json({"id": duty_id, "stopped": True})


def _described(duties: Duties, duty_id: str) -> dict[str, Any]:
    duty, people = duties.nearest(duty_id)
    next_due = duties.next_due_at(duty_id)
    return {
        "id": duty.id,
        "title": duty.title,
        "region": duty.region,
        "cycle": duty.cycle,
        "steps": duty.steps,
        "version": duty.version,
        "next_due": local(next_due).isoformat() if next_due else None,
        "document": duty.document,
        "clause": duty.clause,
        "people": [
            {"person": a.person_id, "state": a.state, "reason": a.reason, "due": local(o.due_at).isoformat()} for a, o, _d in people
        ],
    }


def _with_due(plan: DutyPlan, due: str | None) -> DutyPlan:
    if due is None:
        return plan
    moment = moment_told(due)
    if len(due) <= _DAY_LENGTH:
        return replace(plan, cycle=f"date:{moment.date().isoformat()}", rest_day=plan.rest_day or "none")
    found = single_due(moment)
    return replace(
        plan, cycle=found["cycle"], due_time=time.fromisoformat(found["due_time"]).isoformat(), rest_day=plan.rest_day or found["rest_day"]
    )


def _basis(clause: str | None) -> Basis | None:
    if not clause:
        return None
    document, _, label = clause.strip().partition(" ")
    return Basis(document, label.strip(), "")
