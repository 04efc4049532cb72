"""`fuwen kb`: what the knowledge base holds, and whether it is sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.chinese import words
from bot.cli.output import AsJson, show_json, to_json
from bot.cli.tables import show_table
from bot.errors import BotError
from bot.settings import load_settings

if TYPE_CHECKING:
    from policy_kb.knowledge_base import KnowledgeBase

Slug = Annotated[str, typer.Argument()]


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True)
    group.command("list")(list_documents)
    group.command("show")(show_document)
    group.command("search")(search)
    group.command("export")(export_knowledge)
    group.command("check")(check_documents)
    cli.add_typer(group, name="kb")


def list_documents(as_json: AsJson = False) -> None:
    """List the published documents and what each is worth today."""
    today = datetime.now(UTC).astimezone(load_settings().timezone).date()
    with knowledge() as kb:
        rows = [
            {
                "slug": document.slug,
                "title": document.meta.title,
                "issuer": document.meta.issuer,
                "region": document.meta.region,
                "issued_on": document.meta.issued_on,
                "standing": document.meta.standing_on(today).value,
            }
            for document in kb.documents.values()
        ]
    if as_json:
        show_json(rows)
    else:
        show_table(("slug", "title", "issuer", "region", "issued", "standing"), [tuple(row.values()) for row in rows])


def show_document(slug: Slug, clause: Annotated[str | None, typer.Argument()] = None, as_json: AsJson = False) -> None:
    """Show a document's clauses, or the whole text of one."""
    with knowledge() as kb:
        document = kb.document(slug)
        wanted = [clause] if clause else [node.clause for node in document.root.walk() if node.clause]
        nodes = {name: node for name in wanted if (node := kb.clause(slug, name))}
        rows = [{"clause": name, "text": kb.clause_text(slug, name) if clause else node.text or node.title} for name, node in nodes.items()]
    if not rows:
        raise BotError(words()["said"]["no_clause"].format(slug=slug, clause=clause))
    if as_json:
        show_json({"slug": slug, "title": document.meta.title, "clauses": rows})
        return
    for row in rows:
        print(f"{row['clause']}  {row['text']}")


def search(text: str, region: Annotated[str | None, typer.Option("--region")] = None, limit: int = 5, as_json: AsJson = False) -> None:
    """Find the passages nearest to some words, within a place if one is named."""
    from bot.cli.places import place_named
    from policy_kb.answering.clauses.ranking import index_of

    today = datetime.now(UTC).astimezone(load_settings().timezone).date()
    with knowledge() as kb:
        documents = [d.slug for d in kb.documents_for(place_named(region).code, today)] if region else list(kb.documents)
        index = index_of(kb)
        # The words of the question with everything they may also be called, rare ones weighing more.
        forms = [(form, worth) for concept in index.cutter.concepts(text) for form, worth in concept.forms]
        weights = {term: worth * max(index.rarity(term), 0.1) for form, worth in forms for term in index.cutter.terms(form)}
        found = [hit.passage for hit in index.search(weights, frozenset(documents), limit)]
    if as_json:
        show_json([{"document": p.document, "clause": p.clause, "headings": p.headings, "text": p.text} for p in found])
        return
    for passage in found:
        print(f"{passage.document} {passage.clause}\n  {passage.text}")


def export_knowledge(
    slug: Annotated[str | None, typer.Argument()] = None,
    out: Annotated[Path | None, typer.Option("--out")] = None,
    as_json: AsJson = False,
) -> None:
    """Write out documents, clauses, facts and rules as JSON; without --json, a document's source exactly as it was handed in."""
    from policy_kb.exporting import export

    if not as_json and slug is None:
        raise BotError(words()["said"]["export_what"])
    with knowledge() as kb:
        text = to_json(export(kb, [slug] if slug else None)) + "\n" if as_json else kb.document(slug or "").source
    if out:
        out.write_text(text, encoding="utf-8", newline="")
    else:
        print(text, end="")


def check_documents(as_json: AsJson = False) -> None:
    """Check the shipped documents and rules: dates, regions, quotes, figures, worked examples."""
    from policy_kb.checking import check

    problems = [str(error) for error in check()]
    if as_json:
        show_json({"problems": problems})
    else:
        print("\n".join(problems) or words()["said"]["no_problem"])
    if problems:
        raise typer.Exit(1)


@contextmanager
def knowledge() -> Iterator[KnowledgeBase]:
    """Open the knowledge base as it is published now."""
    from bot.storage.database import Database
    from bot.storage.documents import Documents
    from bot.storage.knowledge import LiveKnowledge
    from bot.storage.upgrade import upgrade

    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        upgrade(database)
        yield LiveKnowledge(Documents(database), settings.index_dir).current()
    finally:
        database.close()
