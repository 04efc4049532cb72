"""The shapes that cross module borders in the knowledge base: documents, passages, questions, answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

FactValue = Decimal | bool | str


class Standing(StrEnum):
    """What a document is worth on a given day."""

    DRAFT = "draft"
    NOT_YET = "not_yet"
    IN_PERIOD = "in_period"
    PAST_PERIOD = "past_period"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class NodeKind(StrEnum):
    """The role a stretch of source text plays in its document."""

    ROOT = "root"
    FRONT = "front"  # title block, addressee, date line
    ANNEX = "annex"
    HEADING = "heading"  # a numbered clause: 一、 （一） 1. （1） 第X章 第X条
    DASH = "dash"  # ——
    ENUMERATION = "enumeration"  # 一是 二是
    PARAGRAPH = "paragraph"
    TABLE_ROW = "table_row"
    BACK = "back"  # signature, date of issue, 抄送


@dataclass(frozen=True)
class DocumentMeta:
    """The front matter of a document; `region` is a six-digit GB/T 2260 code."""

    slug: str
    title: str
    issuer: str
    region: str
    issued_on: date | None = None
    number: str | None = None
    is_draft: bool = False
    in_force_from: date | None = None
    in_force_until: date | None = None
    supersedes: str | None = None  # slug of the document this one replaces
    superseded_on: date | None = None
    withdrawn_on: date | None = None

    def standing_on(self, day: date) -> Standing:
        """Say what the document is worth on a day."""
        if self.withdrawn_on and day >= self.withdrawn_on:
            return Standing.WITHDRAWN
        if self.superseded_on and day >= self.superseded_on:
            return Standing.SUPERSEDED
        if self.is_draft:
            return Standing.DRAFT
        if self.in_force_from and day < self.in_force_from:
            return Standing.NOT_YET
        if self.in_force_until and day > self.in_force_until:
            return Standing.PAST_PERIOD
        return Standing.IN_PERIOD


@dataclass(frozen=True)
class Node:
    """One stretch of a document's source: `source[start:end]` belongs to this node and to no other.

    `clause` is the citable path, e.g. `四（三）6`, `附件4 四（一）`, `任务清单第1行`; unique within a document.
    `label` is the node's own number (`（三）`), `title` its heading words, `text` its cleaned body (lines joined).
    """

    clause: str
    kind: NodeKind
    label: str
    title: str
    text: str
    start: int
    end: int
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Yield this node and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Document:
    """A document: its front matter, its source text as handed in, and the tree read from it."""

    meta: DocumentMeta
    source: str
    root: Node

    @property
    def slug(self) -> str:
        """The document's name in paths and links."""
        return self.meta.slug


@dataclass(frozen=True)
class Passage:
    """What search finds: one or a few sentences of one node, with the headings above it."""

    document: str
    clause: str
    headings: tuple[str, ...]
    text: str
    kind: NodeKind


@dataclass(frozen=True)
class Citation:
    """Where an answer stands: a verbatim quote within a clause of a document."""

    document: str
    clause: str
    quote: str


class Outcome(StrEnum):
    """The kinds of reply; each is rendered differently and counted separately."""

    ANSWERED = "answered"
    ASKS_BACK = "asks_back"
    NO_FIXED_STANDARD = "no_fixed_standard"  # the document leaves it to the county
    NOTHING_FOUND = "nothing_found"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_COVERED = "not_covered"  # no document for that place


@dataclass(frozen=True)
class Mention:
    """A thing with a quantity, as read from a person's words.

    `fact` is an id of the lexicon (`cattle`) or None when the noun is unknown; `value` is None when no quantity was said.
    `unit` is canonical (亩, 头, 只, 户, 人, 元, 年, 月, 天, %), `value` already converted to it.
    `low`/`high` are set for ranges and vague numbers (十来只 → 10..19, approximate).
    `ordinal` marks 第三年; `leading` marks 头两年, `trailing` 最后两年.
    """

    fact: str | None
    value: Decimal | None
    unit: str
    text: str
    start: int = 0
    end: int = 0
    approximate: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    ordinal: bool = False
    leading: bool = False
    negated: bool = False  # 没有牛 / 羊不养了
    trailing: bool = False
    holder: int = 0  # which of several of a kind has it: 两家企业，一家带90户，一家带360户
    of: Decimal | None = None  # how many of those told it holds of: 其中3人只干了四个月


@dataclass(frozen=True)
class Question:
    """What a person asks, after understanding and before answering.

    `region` and `named_regions` are six-digit codes; `facts` is everything known of the person, this message included.
    `previous` is the question before this one, for 那羊呢 and 上限呢. `unknown` are facts the person has said they do not
    know, `said` what this talk has been told once and need not be told again.
    """

    text: str
    intent: str
    as_of: date
    region: str | None = None
    named_regions: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    applicant: str | None = None
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    previous: Question | None = None
    unknown: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    household: str = ""  # whose it is, when not one's own: 邻居


@dataclass(frozen=True)
class Answer:
    """What is said back: the answering sentence first, then lines, then where it stands.

    `asks` are lexicon fact ids (or `region`) still needed; `suggestions` are near questions to offer as buttons.
    `resolved` is the question as finally understood (ellipsis filled in), to be kept as `previous` for the next turn.
    `says` names what is told once in a talk and was told here.
    `is_worked_out` says that quantities of the person's own were put into a rule: worth a result sheet.
    Every figure in `lead` and `lines` stands in a citation's quote, in shown arithmetic, or in the person's own words.
    """

    outcome: Outcome
    lead: str
    lines: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    asks: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    resolved: Question | None = None
    says: tuple[str, ...] = ()
    is_worked_out: bool = False
