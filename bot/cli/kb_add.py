"""`fuwen kb add`, `publish`, `confirm`, `withdraw`: a new document from its file to being answered from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.cli.kb_shown import proposal_data, show_proposal
from bot.cli.output import AsJson, show_json
from bot.clock import SystemClock
from bot.people.audit import SHELL
from bot.publishing.given import DAYS, checked, place_code, read_given
from bot.publishing.service import ESSENTIAL, Publishing, filled_in
from bot.publishing.texts import PublishingError, publishing_texts
from bot.settings import load_settings
from bot.storage.database import Database
from bot.storage.documents import Documents
from bot.storage.knowledge import LiveKnowledge, store_shipped
from bot.storage.outbox import Outbox
from bot.storage.upgrade import upgrade
from policy_kb.intake import Proposal
from policy_kb.intake.drafts import DraftRule

_OPTIONAL = ("number", "in_force_until")
Yes = Annotated[bool, typer.Option("--yes")]


def register(cli: typer.Typer) -> None:
    """Add the commands to `fuwen kb`."""
    group = next((g.typer_instance for g in cli.registered_groups if g.name == "kb" and g.typer_instance), None)
    if group is None:
        group = typer.Typer(no_args_is_help=True)
        cli.add_typer(group, name="kb")
    for name, command in (("add", add), ("publish", publish), ("confirm", confirm), ("withdraw", withdraw)):
        group.command(name)(command)


def add(
    file: Annotated[Path, typer.Argument()],
    meta: Annotated[Path | None, typer.Option()] = None,
    yes: Yes = False,
    publish: Annotated[bool, typer.Option("--publish")] = False,
    as_json: AsJson = False,
) -> None:
    """Take a document in: show what was read, ask for what could not be read, keep it, publish it."""
    console = Console(stderr=as_json, highlight=False)
    with opened_publishing() as publishing:
        given = read_given(meta) if meta else {}
        with console.status(publishing_texts().say("shown.reading", name=file.name)):
            proposal = publishing.propose(file, given=given)
        proposal, notes = _completed(publishing, proposal, file, given, silent=yes or as_json)
        if not as_json:
            show_proposal(console, proposal, publishing.knowledge(), notes)
        confirmed = [rule.id for rule in proposal.rules if (rule.is_sure if yes else not as_json and _agreed(rule))]
        kept = publishing.keep(proposal, file.name, SHELL, confirmed)
        if publish or (not (yes or as_json) and typer.confirm(publishing_texts().say("shown.publish_now"))):
            kept = publishing.publish(kept.id, SHELL)
        if as_json:
            show_json(proposal_data(proposal, kept, publishing.knowledge(), notes))
        else:
            _say_what_became(console, kept)


def publish(number: Annotated[int, typer.Argument()], as_json: AsJson = False) -> None:
    """Make a document that was kept live."""
    with opened_publishing() as publishing:
        kept = publishing.publish(number, SHELL)
    if as_json:
        show_json({"publication": kept.id, "slug": kept.slug, "published": True})
    else:
        _say_what_became(Console(highlight=False), kept)


def confirm(
    slug: Annotated[str, typer.Argument()],
    rules: Annotated[list[str] | None, typer.Argument()] = None,
    as_json: AsJson = False,
) -> None:
    """Confirm draft rules, so that amounts are worked out and not only quoted."""
    with opened_publishing() as publishing:
        kept = publishing.confirm(slug, rules or (), SHELL)
    done = [rule.id for rule in kept.rules if rule.is_confirmed]
    if as_json:
        show_json({"slug": slug, "confirmed": done})
    else:
        print(publishing_texts().say("shown.confirmed", title=kept.meta["title"], n=len(done)))
        for rule in kept.rules:
            if not rule.is_confirmed:
                print(publishing_texts().say("shown.still_doubtful", rule=rule.id, doubts="；".join(rule.doubts)))


def withdraw(slug: Annotated[str, typer.Argument()], as_json: AsJson = False) -> None:
    """Take a document out of every answer; what it replaced speaks again."""
    with opened_publishing() as publishing:
        publishing.withdraw(slug, SHELL)
    if as_json:
        show_json({"slug": slug, "withdrawn": True})
    else:
        print(publishing_texts().say("shown.withdrawn", slug=slug))


@contextmanager
def opened_publishing() -> Iterator[Publishing]:
    """Open publishing on the configured database, for one command."""
    settings, clock = load_settings(), SystemClock()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        upgrade(database)
        documents = Documents(database)
        store_shipped(documents, clock.now())  # a first document of our own must not stand alone
        knowledge = LiveKnowledge(documents, settings.index_dir, check_seconds=0)
        yield Publishing(database, clock, Outbox(database, clock), knowledge.current, settings.timezone)
    finally:
        database.close()


def _completed(
    publishing: Publishing, proposal: Proposal, file: Path, given: dict[str, Any], silent: bool
) -> tuple[Proposal, tuple[str, ...]]:
    """Fill in what could not be read: by asking, or for scripts with what may honestly stand in."""
    if silent:
        if proposal.is_complete:
            return proposal, ()
        stand_ins, notes = filled_in(proposal, file.name)
        return publishing.propose(file, given=given | stand_ins), notes
    told = {key: _asked(key, publishing) for key in proposal.missing}
    told |= {key: _asked(key, publishing) for key in _OPTIONAL if key not in given and getattr(proposal.meta, key) is None}
    answers = {key: value for key, value in told.items() if value}
    return (publishing.propose(file, given=given | answers) if answers else proposal), ()


def _asked(key: str, publishing: Publishing) -> str:
    """Ask for one thing until it is understood; only the place must be told."""
    texts = publishing_texts()
    field, needed = texts.section("fields")[key], key == ESSENTIAL
    question = texts.say("shown.ask_needed" if needed else "shown.ask", field=field)
    while True:
        answer = str(typer.prompt(question) if needed else typer.prompt(question, default="", show_default=False)).strip()
        try:
            return _understood(key, answer, publishing)
        except PublishingError as problem:
            typer.echo(str(problem))


def _understood(key: str, answer: str, publishing: Publishing) -> str:
    if answer and key == ESSENTIAL:
        return place_code(answer, publishing.knowledge())
    if answer and key in DAYS:
        return str(checked({key: answer}, publishing.knowledge())[key])
    return answer


def _agreed(rule: DraftRule) -> bool:
    return rule.is_usable and typer.confirm(publishing_texts().say("shown.confirm_rule", rule=rule.id), default=rule.is_sure)


def _say_what_became(console: Console, kept: Any) -> None:
    texts = publishing_texts()
    if kept.live_at is None:
        console.print(texts.say("shown.kept", number=kept.id))
        return
    console.print(texts.say("shown.published", slug=kept.slug))
    if left := [rule.id for rule in kept.rules if not rule.is_confirmed]:
        console.print(texts.say("shown.left", rules="、".join(left), slug=kept.slug))
