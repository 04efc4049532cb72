"""A whole year with the duties of all five documents, day by day against a calendar worked out by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.clock import local
from bot.reminders.proposals import Proposal
from bot.storage.duties import DutyStore

CALENDAR = yaml.safe_load((Path(__file__).parent / "calendar_2020.yml").read_text(encoding="utf-8"))
HOURS = (8, 9, 17)  # nothing is ever due at another hour, which the last test of the year proves
OFFICES = {"honghe-2019": "532500", "hebei-2018": "130000", "xinjiang-2018-draft": "650000", "qinyuan-2017": "140431"}


def matches(proposal: Proposal, wanted: dict[str, Any]) -> bool:
    basis = proposal.basis
    return (
        basis.document == wanted["document"]
        and proposal.cycle == wanted["cycle"]
        and wanted.get("clause", basis.clause) == basis.clause
        and wanted.get("quote", "") in basis.quote
    )


def accept_everything(desk: Any) -> dict[str, list[date]]:
    """Accept each duty of the calendar with one tap; return each duty's due days as worked out by hand."""
    expected: dict[str, list[date]] = {}
    wanted = list(CALENDAR["duties"])
    tasks = CALENDAR["tasks"]
    wanted += [{**tasks, "clause": f"任务清单第{row}行"} for row in range(1, tasks["rows"] + 1)]
    officials = {region: desk.official(region, "official", region) for region in OFFICES.values()}
    for duty in wanted:
        region = OFFICES[duty["document"]]
        offered = [p for p in desk.office.proposals.all_for(region) if matches(p, duty)]
        assert offered, f"nothing offered for {duty}"
        before = {d.id for d in desk.office.duties.all()}
        desk.office.proposals.accept(desk.office.staff.get(officials[region]), offered[0].key)
        (new,) = {d.id for d in desk.office.duties.all()} - before
        expected[new] = duty["due"]
    return expected


def test_a_year_of_all_duties_speaks_on_exactly_the_days_worked_out_by_hand(desk: Any) -> None:
    desk.clock.turn_to(2020, 1, 1, 0, 30)
    due_by_hand = accept_everything(desk)
    spoken_on: Counter[tuple[date, str]] = Counter()
    day = date(2020, 1, 1)
    while day <= date(2020, 12, 31):
        if day.day % 6 == 1:  # rows stand a week ahead at least
            desk.clock.turn_to(day.year, day.month, day.day, 0, 30)
            desk.office.planner.plan_all(desk.database, desk.clock.now())
        for hour in HOURS:
            desk.clock.turn_to(day.year, day.month, day.day, hour)
            desk.office.reminders.tick()
        _hand_in_at_five(desk, day)
        day += timedelta(days=1)
    for row in desk.reminders("queued"):
        with desk.database.session() as session:
            part = DutyStore(session).part(row.subject_id)
            assert part is not None
            spoken_on[local(row.settled_at).date(), part[2].id] += 1
    by_hand: Counter[tuple[date, str]] = Counter()
    for duty_id, days in due_by_hand.items():
        for due in days:
            by_hand.update((spoken, duty_id) for spoken in CALENDAR["deadlines"][due]["spoken"])
    for number in range(366):
        today = date(2020, 1, 1) + timedelta(days=number)
        told = {key: count for key, count in spoken_on.items() if key[0] == today}
        assert told == {key: count for key, count in by_hand.items() if key[0] == today}, today
    assert not desk.reminders("missed")
    assert not [row for row in desk.reminders("due") if local(row.due_at).year == 2020]


def test_the_year_has_exactly_the_deadlines_worked_out_by_hand(desk: Any) -> None:
    desk.clock.turn_to(2020, 1, 1, 0, 30)
    due_by_hand = accept_everything(desk)
    for month in range(1, 13):
        desk.clock.turn_to(2020, month, 1, 0, 30)
        desk.work()
    desk.clock.turn_to(2020, 12, 25, 0, 30)
    desk.work()
    with desk.database.session() as session:
        for duty_id, days in due_by_hand.items():
            duty = DutyStore(session).get(duty_id)
            assert duty is not None
            planned = [local(o.due_at) for o in DutyStore(session).occurrences(duty, duty.version_since)]
            assert [due.date() for due in planned if due.year == 2020] == days, duty.title
            assert {due.hour for due in planned} == {17}


def _hand_in_at_five(desk: Any, day: date) -> None:
    with desk.database.session() as session:
        due = list(DutyStore(session).parts_between(desk.clock.now() - timedelta(hours=1), desk.clock.now() + timedelta(hours=1)))
    for assignment, occurrence, _duty in due:
        if local(occurrence.due_at).date() == day:
            desk.office.duties.done(assignment.person_id, assignment.id)
