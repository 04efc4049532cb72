"""`fuwen training`: announce, list, change and cancel training sessions."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.cli.chinese import words
from bot.cli.output import AsJson, fail, show_json
from bot.cli.places import DIVISIONS_FILE, place_named
from bot.cli.tables import show_table
from bot.cli.users import opened_office
from bot.clock import local
from bot.forms.moments import moment_told
from bot.people.audit import SHELL
from bot.reminders.triggers.steps import parse_steps
from bot.trainings.model import TrainingPlan, TrainingWording, load_training_texts
from policy_kb.regions import load_divisions

Number = Annotated[int, typer.Argument()]


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True)
    for name, command in (("add", add), ("list", list_trainings), ("change", change), ("cancel", cancel), ("attended", attended)):
        group.command(name)(command)
    cli.add_typer(group, name="training")


def add(
    title: Annotated[str, typer.Option()],
    place: Annotated[str, typer.Option()],
    region: Annotated[str, typer.Option()],
    start: Annotated[str, typer.Option()],
    days: Annotated[int, typer.Option(min=1)] = 1,
    for_: Annotated[str, typer.Option("--for")] = "everyone",
    trade: Annotated[str | None, typer.Option()] = None,
    seats: Annotated[int | None, typer.Option(min=1)] = None,
    trainer: Annotated[str | None, typer.Option()] = None,
    bring: Annotated[str | None, typer.Option()] = None,
    remind: Annotated[str | None, typer.Option()] = None,
    as_json: AsJson = False,
) -> None:
    """Announce a session to those it concerns; prints the attendance code, once."""
    try:
        steps = parse_steps(remind) if remind is not None else None
        plan = TrainingPlan(title, place, place_named(region).code, moment_told(start), days, for_, trade, seats, trainer, bring, steps)
        with opened_office() as (office, _settings, _database):
            made = office.trainings.add(plan, by=SHELL)
    except ValueError as exc:
        fail(str(exc), as_json)
    if as_json:
        show_json({"id": made.id, "code": made.code, "people": made.people})
    else:
        says = TrainingWording(load_training_texts(), load_divisions(DIVISIONS_FILE), str)
        reach = says.reach(plan.audience, plan.region, made.people)
        print(says.say("added", title=plan.title, id=made.id, reach=reach, code=made.code))


def list_trainings(as_json: AsJson = False) -> None:
    """List sessions with how many are enrolled, wait and came."""
    with opened_office() as (office, _settings, _database):
        rows: list[dict[str, Any]] = [
            {
                "id": t.id, "title": t.title, "place": t.place, "region": t.region, "starts": local(t.starts_at).isoformat(),
                "days": t.days,
                "seats": t.seats, "cancelled": t.cancelled_at is not None, **counts,
            }
            for t, counts in office.trainings.all()
        ]  # fmt: skip
    if as_json:
        show_json(rows)
        return
    columns = ("id", "title", "place", "region", "starts", "days", "seats")
    show_table((*columns, "counts"), [(*(row[column] for column in columns), _counted(row)) for row in rows])


def change(
    number: Number,
    title: str | None = None,
    place: str | None = None,
    start: str | None = None,
    days: Annotated[int | None, typer.Option(min=1)] = None,
    seats: Annotated[int | None, typer.Option(min=1)] = None,
    trainer: str | None = None,
    bring: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Change a session and tell everybody on its list."""
    given = {"title": title, "place": place, "days": days, "seats": seats, "trainer": trainer, "bring": bring}
    columns: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    try:
        columns |= {"starts_at": moment_told(start)} if start else {}
        with opened_office() as (office, _settings, _database):
            changed = office.trainings.change(number, by=SHELL, **columns)
    except ValueError as exc:
        fail(str(exc), as_json)
    _told(changed, number, "changed", as_json)


def cancel(number: Number, as_json: AsJson = False) -> None:
    """Call a session off and tell everybody on its list."""
    with opened_office() as (office, _settings, _database):
        cancelled = office.trainings.cancel(number, by=SHELL)
    _told(cancelled, number, "cancelled", as_json)


def attended(
    number: Number,
    person: Annotated[str, typer.Option()],
    days: Annotated[int, typer.Option(min=0)],
    as_json: AsJson = False,
) -> None:
    """Write down by hand how many days somebody came."""
    with opened_office() as (office, _settings, _database):
        recorded = office.trainings.record_attendance(number, person, days, by=SHELL)
    _told(recorded, number, "recorded", as_json)


def _counted(row: dict[str, Any]) -> str:
    return "cancelled" if row["cancelled"] else f"{row['enrolled']}/{row['waiting']}/{row['attended']}"


def _told(done: bool, number: int, what: str, as_json: bool) -> None:
    if not done:
        fail(words()["said"]["no_training"].format(number=number), as_json)
    if as_json:
        show_json({"id": number, what: True})
