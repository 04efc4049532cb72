"""Ready duties: the times a document states for reporting and finishing, offered to officials to accept with one tap."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import yaml

from bot.calls import payload
from bot.clock import Clock, local
from bot.forms.moments import written
from bot.messages import Button, Reply
from bot.people.roles import Official
from bot.reminders.duties import Duties
from bot.reminders.model import Basis, DutyPlan, DutyRefused
from bot.reminders.wording import Wording
from policy_kb.extraction import ExtractedFact, FactKind, extract_facts
from policy_kb.model import Document

_AUDIENCE = ("role:official",)
_PAGE = 5
_MONTH_DAY = re.compile(r"每年(?P<month>\d{1,2})月份?(?:(?P<day>\d{1,2})[日号]|(?P<part>底|末|的?最后一天|上旬|中旬|下旬|初))?")
_DAY_OF_MONTH = re.compile(r"每月(?P<day>\d{1,2})[日号]")
_WEEKDAYS = re.compile(r"每周(?P<days>[一二三四五六日天](?:(?:和|、|，|,)(?:每?周)?[一二三四五六日天])*)")
_BEFORE = re.compile(r"(?:之前|以前|前)$")
Match = Callable[[re.Pattern[str], str], re.Match[str] | None]


class Library(Protocol):
    """What is asked of the knowledge base."""

    def documents_for(self, region: str, as_of: date) -> tuple[Document, ...]:
        """Return the documents that apply in a place."""
        ...


@dataclass(frozen=True)
class Proposal:
    """A duty as a document states it; `stated_on` is set when its one date is past and it is offered yearly instead."""

    title: str
    cycle: str
    basis: Basis
    day_chosen: bool = False
    is_draft: bool = False
    stated_on: str | None = None

    @property
    def key(self) -> str:
        """A short name that stays the same as long as the document does."""
        marks = "|".join((self.basis.document, self.basis.clause, self.basis.quote, self.cycle))
        return hashlib.sha256(marks.encode()).hexdigest()[:12]


def load_ready(path: Path = Path(__file__).parent / "ready.yml") -> dict[str, Any]:
    """Read how stated times become cycles."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def cycle_of(fact: ExtractedFact, ready: Mapping[str, Any]) -> tuple[str, bool] | None:
    """Return the cycle a stated time means and whether its day is our choice; None when it makes no duty."""
    value = fact.values[0] if fact.values else None
    if not isinstance(value, str):
        return None
    if fact.kind is FactKind.DEADLINE:
        return _of_date(value)
    if entry := ready["cycles"].get(value):
        return entry["cycle"], entry.get("day_chosen", False)
    return _of_words(value, ready)


def cycle_said(words: str, ready: Mapping[str, Any]) -> str | None:
    """Return the cycle that somebody's own words mean: 每月5日, 月底, 每季度, 每年3月底前, 每周五; None when they say anything else too."""
    found = next((cycle for pattern, cycle in ready["said"].items() if re.fullmatch(pattern, words)), None)
    read = None if found else _of_words(_BEFORE.sub("", words), ready, re.fullmatch)
    return found or (read[0] if read else None)


def _of_words(value: str, ready: Mapping[str, Any], match: Match = re.match) -> tuple[str, bool] | None:
    if found := match(_MONTH_DAY, value):
        day = found["day"] or ready["month_parts"].get(found["part"], "last")
        return f"yearly:{int(found['month']):02d}-{day}", not (found["day"] or found["part"])
    if found := match(_DAY_OF_MONTH, value):
        return f"monthly:{int(found['day'])}", False
    if found := match(_WEEKDAYS, value):
        days = dict.fromkeys(ready["weekdays"][day] for day in found["days"] if day in ready["weekdays"])
        return f"rrule:FREQ=WEEKLY;BYDAY={','.join(days)}", False
    return None


def propose(document: Document, facts: Iterable[ExtractedFact], ready: Mapping[str, Any]) -> tuple[Proposal, ...]:
    """Return the duties a document states, in reading order, each once."""
    found: dict[tuple[str, str, str], Proposal] = {}
    for fact in facts:
        if fact.kind not in (FactKind.DEADLINE, FactKind.CYCLE):
            continue
        if cycle := cycle_of(fact, ready):
            basis = Basis(document.slug, fact.clause, fact.quote)
            proposal = Proposal(_title(fact, document, ready), cycle[0], basis, cycle[1], document.meta.is_draft)
            found.setdefault((fact.clause, cycle[0], proposal.title), proposal)
    return tuple(found.values())


def as_of(proposal: Proposal, today: date) -> Proposal:
    """Offer a date that is past as the same day of every year, and say so."""
    kind, _, stated = proposal.cycle.partition(":")
    if kind != "date" or date.fromisoformat(stated) >= today:
        return proposal
    day = date.fromisoformat(stated)
    last = "last" if day == _month_end(day.year, day.month) else str(day.day)
    return replace(proposal, cycle=f"yearly:{day.month:02d}-{last}", stated_on=stated)


class Proposals:
    """Offers ready duties and turns an accepted one into a real one."""

    def __init__(self, library: Callable[[], Library], duties: Duties, wording: Wording, ready: Mapping[str, Any], clock: Clock) -> None:
        self._library, self._duties, self._wording, self._ready, self._clock = library, duties, wording, ready, clock
        self._read: dict[str, tuple[str, tuple[Proposal, ...]]] = {}

    def all_for(self, region: str) -> list[Proposal]:
        """Return the duties stated for a place and not yet accepted there; what recurs by the document's own words first."""
        today = local(self._clock.now()).date()
        documents = self._library().documents_for(region, today)
        found = [as_of(p, today) for document in documents for p in self._of(document)]
        taken = {Basis(d.document or "", d.clause or "", d.quote or "") for d in self._duties.all() if d.region == region}
        # Dates of several years in one phrase become one yearly duty once they are past.
        once = {(p.basis, p.cycle): p for p in reversed(found) if p.basis not in taken}
        return sorted((p for p in found if once.get((p.basis, p.cycle)) is p), key=self._rank)

    def offer(self, official: Official, begin: int = 0) -> Reply:
        """Show some ready duties, each with a button to accept it."""
        says, found = self._wording, self.all_for(official.region)
        if not found:
            return Reply(says.say("ready_none"))
        page = found[begin : begin + _PAGE]
        lines = [says.say("ready_head")] + [self._line(n, proposal) for n, proposal in enumerate(page, begin + 1)]
        buttons = [
            Button(says.say("button_accept", title=f"{n}. {p.title}"), payload("duty_accept", key=p.key))
            for n, p in enumerate(page, begin + 1)
        ]
        if begin + _PAGE < len(found):
            buttons.append(Button(says.say("button_more", n=len(found) - begin - _PAGE), payload("duty_ready", **{"from": begin + _PAGE})))
        return Reply("\n".join(lines), tuple(buttons))

    def accept(self, official: Official, key: str) -> Reply:
        """Make a real duty of an offered one, for the official's own division."""
        says = self._wording
        proposal = next((p for p in self.all_for(official.region) if p.key == key), None)
        if proposal is None:
            return Reply(says.say("accepted_gone"))
        now = self._clock.now()
        plan = DutyPlan(proposal.title, official.region, proposal.cycle, _AUDIENCE, basis=proposal.basis)
        try:
            duty_id = self._duties.add(plan, by=official.person_id)
        except DutyRefused:  # its one date is today, and the hour is past
            return Reply(says.say("accepted_past", title=proposal.title))
        first = self._duties.next_due_at(duty_id)
        due = written(first, now) if first else ""
        reach = says.reach(_AUDIENCE, official.region, self._duties.reach(duty_id))
        return Reply(says.say("accepted", title=proposal.title, cycle=says.cycle(proposal.cycle), due=due, reach=reach))

    def _rank(self, proposal: Proposal) -> tuple[bool, bool]:
        return proposal.stated_on is not None, not any(word in proposal.title for word in self._ready["reporting_words"])

    def _of(self, document: Document) -> tuple[Proposal, ...]:
        mark = hashlib.sha256(document.source.encode()).hexdigest()
        if self._read.get(document.slug, ("", ()))[0] != mark:
            self._read[document.slug] = (mark, propose(document, extract_facts(document), self._ready))
        return self._read[document.slug][1]

    def _line(self, n: int, proposal: Proposal) -> str:
        says = self._wording
        notes = [says.say("ready_note_no_day", cycle=says.cycle(proposal.cycle))] if proposal.day_chosen else []
        notes += [says.say("ready_note_past", day=proposal.stated_on)] if proposal.stated_on else []
        notes += [says.say("ready_note_draft")] if proposal.is_draft else []
        return says.say(
            "ready_line", n=n, title=proposal.title, cycle=says.cycle(proposal.cycle), document=says.document(proposal.basis.document),
            clause=proposal.basis.clause, quote=proposal.basis.quote, note="".join(notes),
        )  # fmt: skip


def _of_date(value: str) -> tuple[str, bool] | None:
    if re.fullmatch(r"\d{4}-\d{2}", value):
        year, month = (int(part) for part in value.split("-"))
        return f"date:{_month_end(year, month).isoformat()}", True
    return (f"date:{value}", False) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None


def _month_end(year: int, month: int) -> date:
    return date.fromordinal((date(year + month // 12, month % 12 + 1, 1)).toordinal() - 1)


def _title(fact: ExtractedFact, document: Document, ready: Mapping[str, Any]) -> str:
    """Name a duty: by its whole phrase when that is short, else by the clause's name and the words next to the time."""
    longest = ready["title_length"]
    phrase = fact.subject if re.fullmatch(ready["bare_date"], fact.quote) else fact.quote
    if fact.kind is FactKind.CYCLE or len(phrase) > longest:
        word = re.sub("^每年?", "", str(fact.values[0]))
        pieces = re.split(r"[，；]", phrase)
        phrase = phrase if len(pieces) == 2 and pieces[0] == fact.values[0] else next((p for p in pieces if word in p), pieces[-1])
    if len(phrase) < ready["telling_length"] or fact.subject in ready["vague_subjects"]:
        name = next((node.title for node in document.root.walk() if node.clause == fact.clause), "") or fact.subject
        phrase = f"{name}：{phrase}" if name not in phrase else phrase
    return phrase if len(phrase) <= longest else phrase[: longest - 1] + "…"
