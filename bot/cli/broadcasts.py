"""`fuwen broadcast`: make broadcasts, approve them, steer them, see who was reached."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.broadcasts.model import BroadcastRefused, Plan, To
from bot.broadcasts.opening import Broadcasts, open_broadcasts
from bot.cli.chinese import words
from bot.cli.output import AsJson, fail, show_json
from bot.cli.places import DIVISIONS_FILE, place_named
from bot.cli.tables import show_table
from bot.cli.users import opened_office
from bot.clock import SystemClock
from bot.delivery.quiet_hours import QuietHours
from bot.forms.moments import moment_told
from bot.people.audit import SHELL
from bot.settings import Settings, load_settings
from bot.storage.chats import Topic
from policy_kb.regions import load_divisions

Number = Annotated[int, typer.Argument(metavar="ID")]
Yes = Annotated[bool, typer.Option("--yes")]
_PICTURES = (".jpg", ".jpeg", ".png", ".webp")


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True)
    commands: dict[str, Callable[..., None]] = {
        "create": create, "preview": preview, "test": try_on, "approve": approve, "pause": pause, "resume": resume, "cancel": cancel,
        "status": status, "retry-failed": retry_failed, "report": report, "list": list_broadcasts,
    }  # fmt: skip
    for name, command in commands.items():
        group.command(name)(command)
    cli.add_typer(group, name="broadcast")


def create(
    region: Annotated[str, typer.Option()],
    to: Annotated[To, typer.Option()],
    text_file: Annotated[Path, typer.Option(exists=True, dir_okay=False)],
    attach: Annotated[Path | None, typer.Option(exists=True, dir_okay=False)] = None,
    at: Annotated[str | None, typer.Option()] = None,
    topic: Annotated[Topic, typer.Option()] = Topic.POLICIES,
    ignore_quiet_hours: Annotated[bool, typer.Option("--ignore-quiet-hours")] = False,
    force: Annotated[bool, typer.Option("--force")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Make a broadcast; with --yes approve it at once."""
    place = place_named(region)
    with _opened(as_json) as (broadcasts, settings):
        plan = Plan(
            place.code, _text_of(text_file, as_json), to, topic, _kept(attach, settings), _moment(at, settings, as_json),
            ignore_quiet_hours, force,
        )  # fmt: skip
        number = broadcasts.service.create(plan, by=SHELL)
        before = broadcasts.reader.preview(number)
        if yes:
            broadcasts.service.approve(number, by=SHELL)
        row = broadcasts.reader.get(number)
        if as_json:
            unreachable = {reach.value: n for reach, n in before.unreachable.items()}
            facts = {"recipients": before.total, "groups": before.groups, "subscribers": before.subscribers, "repeated": before.repeated}
            show_json({"id": number, "state": row.state, **facts, "unreachable": unreachable, "quiet_until": before.quiet_until})
        else:
            print(broadcasts.wording.preview(row, before))


def preview(number: Number) -> None:
    """Show whom a broadcast would reach now and what stands in the way."""
    with _opened() as (broadcasts, _settings):
        print(broadcasts.wording.preview(broadcasts.reader.get(number), broadcasts.reader.preview(number)))


def try_on(number: Number, chat_id: Annotated[int, typer.Option()], as_json: AsJson = False) -> None:
    """Send the message to one chat alone, as all would see it."""
    with _opened(as_json) as (broadcasts, _settings):
        broadcasts.service.test(number, chat_id, by=SHELL)
        _show_stage(broadcasts, number, as_json)


def approve(number: Number, yes: Yes = False, as_json: AsJson = False) -> None:
    """Approve a broadcast: it starts now, or at its moment."""
    with _opened(as_json) as (broadcasts, _settings):
        broadcasts.service.approve(number, by=SHELL)
        _show_stage(broadcasts, number, as_json)


def pause(number: Number, as_json: AsJson = False) -> None:
    """Stop a broadcast where it is."""
    with _opened(as_json) as (broadcasts, _settings):
        broadcasts.service.pause(number, by=SHELL)
        _show_stage(broadcasts, number, as_json)


def resume(number: Number, as_json: AsJson = False) -> None:
    """Let a paused broadcast go on."""
    with _opened(as_json) as (broadcasts, _settings):
        broadcasts.service.resume(number, by=SHELL)
        _show_stage(broadcasts, number, as_json)


def cancel(number: Number, yes: Yes = False, as_json: AsJson = False) -> None:
    """End a broadcast; what has not gone out is not sent any more."""
    with _opened(as_json) as (broadcasts, _settings):
        unsent = broadcasts.service.cancel(number, by=SHELL)
        _show_stage(broadcasts, number, as_json, unsent=unsent)


def retry_failed(number: Number, yes: Yes = False, as_json: AsJson = False) -> None:
    """Send once more to those whom a broadcast did not reach, and to nobody else."""
    with _opened(as_json) as (broadcasts, _settings):
        again = broadcasts.service.retry_failed(number, by=SHELL)
        _show_stage(broadcasts, number, as_json, retried=again)


def status(number: Number, as_json: AsJson = False) -> None:
    """Show how far a broadcast has come."""
    with _opened(as_json) as (broadcasts, _settings):
        _show_stage(broadcasts, number, as_json)


def report(number: Number, csv: Annotated[Path | None, typer.Option()] = None) -> None:
    """Say who was not reached and why."""
    with _opened() as (broadcasts, _settings):
        row = broadcasts.reader.get(number)
        if csv:
            csv.write_text(broadcasts.report.as_csv(row), encoding="utf-8", newline="")
        print(broadcasts.report.in_words(row, broadcasts.wording.place(row.region)))


def list_broadcasts(as_json: AsJson = False) -> None:
    """List the newest broadcasts."""
    with _opened(as_json) as (broadcasts, _settings):
        rows = [
            {"id": row.id, "state": row.state, "region": row.region, "to": row.audience, "created": row.created_at}
            for row in broadcasts.reader.latest()
        ]
    if as_json:
        show_json(rows)
    else:
        show_table(("id", "state", "region", "to", "created"), [tuple(row.values()) for row in rows])


@contextmanager
def _opened(as_json: bool = False) -> Iterator[tuple[Broadcasts, Settings]]:
    settings = load_settings()
    quiet_hours = QuietHours.of(settings.timezone, settings.quiet_hours)
    with opened_office() as (office, _settings, database):
        broadcasts = open_broadcasts(
            database, SystemClock(), office.staff, load_divisions(DIVISIONS_FILE), settings.timezone, quiet_hours=quiet_hours
        )
        try:
            yield broadcasts, settings
        except BroadcastRefused as refused:
            fail(str(refused), as_json)


def _show_stage(broadcasts: Broadcasts, number: int, as_json: bool, **facts: Any) -> None:
    stands = broadcasts.reader.status(number)
    if as_json:
        show_json(stands.as_json() | facts)
    else:
        print(broadcasts.wording.status(broadcasts.reader.get(number), stands))


def _text_of(path: Path, as_json: bool) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        fail(words()["said"]["not_utf8"].format(path=path), as_json)


def _moment(at: str | None, settings: Settings, as_json: bool) -> datetime | None:
    try:
        return moment_told(at, settings.timezone) if at else None
    except ValueError as exc:
        fail(str(exc), as_json)


def _kept(path: Path | None, settings: Settings) -> dict[str, str] | None:
    """Keep a copy where the sender finds it, whatever becomes of the file handed in."""
    if path is None:
        return None
    folder = settings.data_dir / "attachments" / hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    copy = Path(shutil.copyfile(path, folder / path.name))
    return {"kind": "photo" if path.suffix.lower() in _PICTURES else "document", "path": str(copy), "name": path.name}
