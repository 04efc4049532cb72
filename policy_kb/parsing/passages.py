"""Cutting a document into the passages that search finds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from policy_kb.model import Document, Node, NodeKind, Passage
from policy_kb.parsing.cleaning import clean
from policy_kb.parsing.document import citable_clauses

_ENOUGH = 60
_LONG = 180
_CELL_MAX = 120
_SENTENCE = re.compile(r"[^。！？；]*[。！？；][”’）)】]*|[^。！？；]+$")
_TITLES_MAX = 400
_COVERING = re.compile(r"印发(?:给|至|到)?你们|[转印]发(?:给|至)你|认真(?:贯彻|组织|抓好|遵照)|遵照执行|贯彻执行|贯彻落实。$")
_PASSED = re.compile(r"会[^，。]{0,8}(?:审议|讨论|研究)?(?:通过|同意)")
_SUMS_HEAD = re.compile(r"标准|补[贴助]|奖[补励]|金额|限额|上限|额度|比例|单价|价格|元[/／）)]")
_FIGURE = re.compile(r"\d")
_SERIAL_HEAD = re.compile(r"^(?:序号|编号|项次)：")
_TELLING_TITLE = re.compile(
    r"\d[\d.]*\s*(?:万|亿)?(?:元|[%％]|年|月|日|个|户|人|亩|头|只|公里|平方米)|不得|不予|严禁|禁止|应当|必须|可以|由[^，]{2,20}(?:负责|确定|制定)"
)


def passages(document: Document) -> tuple[Passage, ...]:
    """Cut a document into passages of one or a few sentences, each with the headings above it."""
    cites = citable_clauses(document)
    found: list[Passage] = []

    def visit(node: Node, headings: tuple[str, ...], above: Node | None = None) -> None:
        led = lead_in(above, node)
        headings = (*headings, led) if led else headings
        here = (*headings, node.title) if node.title and node.kind not in (NodeKind.ENUMERATION, NodeKind.DASH) else headings
        clause = cites.get(node.clause, node.clause)
        found.extend(Passage(document.slug, clause, here, text, node.kind) for text in _texts(node, _stop(document, node)))
        overview = _overview(node)
        if overview:
            found.append(Passage(document.slug, clause, here, overview, node.kind))
        for child, following in zip_longest(node.children, node.children[1:]):
            if not _is_table_head(child, following):
                visit(child, here, node)

    visit(document.root, ())
    return tuple(passage for passage in found if passage.text)


def lead_in(above: Node | None, node: Node) -> str:
    """Return the words that introduce an item which says nothing alone: 有下列情形之一的，不予补助."""
    is_item = node.kind in (NodeKind.HEADING, NodeKind.DASH, NodeKind.ENUMERATION) and not node.title and not node.children
    if above is None or not is_item or not above.text.endswith(("：", ":")):
        return ""
    return split_sentences(above.text)[-1].rstrip("：:")


def _is_table_head(node: Node, following: Node | None) -> bool:
    """Tell the heads of a table's columns from a paragraph; they stand in every row already."""
    is_before_row = following is not None and following.kind is NodeKind.TABLE_ROW
    return is_before_row and node.kind is NodeKind.PARAGRAPH and "。" not in node.text


def split_sentences(text: str) -> list[str]:
    """Split a text after 。！？； and never inside quotation marks or brackets."""
    sentences: list[str] = []
    depth_open = ""
    for piece in _SENTENCE.findall(text):
        depth_open += piece
        if _balance(depth_open) <= 0 or len(depth_open) > 2 * _LONG:
            sentences.append(depth_open)
            depth_open = ""
    return [s for s in (*sentences, depth_open) if s.strip()]


def _balance(text: str) -> int:
    return sum(text.count(c) for c in "（(“《〈") - sum(text.count(c) for c in "）)”》〉")


def _stop(document: Document, node: Node) -> str:
    """Return what parts an item's title from its words in the source: 县财政局：负责拨付 is one sentence."""
    is_before_colon = bool(node.title) and f"{node.title}：" in clean(document.source[node.start : node.end])
    return "：" if is_before_colon else "。"


def _front_texts(node: Node) -> Iterator[str]:
    """Yield the sentences of a covering notice that say something; title, addressee and signature answer nothing."""
    first, addressed, letter = node.text.partition("：")
    said = split_sentences(letter if addressed and "。" not in first else node.text)
    yield from (sentence for sentence in said if sentence.endswith("。") and _says_something(sentence))


def _says_something(sentence: str) -> bool:
    """Say whether a sentence of a covering letter does more than hand the document on: it names the meeting that passed it."""
    return bool(_PASSED.search(sentence)) or not _COVERING.search(sentence)


def _texts(node: Node, stop: str) -> Iterator[str]:
    """Yield a node's own text in pieces of about 60 to 180 characters."""
    if node.kind is NodeKind.ROOT:
        return
    lead = f"{node.title}{stop}" if node.title and node.kind in (NodeKind.ENUMERATION, NodeKind.DASH) else ""
    if node.kind is NodeKind.TABLE_ROW:
        yield from _row_texts(node)
        return
    if node.kind is NodeKind.FRONT:
        yield from _front_texts(node)
        return
    if not node.text and node.title and not node.children:
        yield node.title
        return
    if node.kind is NodeKind.HEADING and node.text and _TELLING_TITLE.search(node.title):
        lead = f"{node.title}。"
    yield from _gather(lead + node.text)


def _row_texts(node: Node) -> Iterator[str]:
    """Yield a row that sets sums as one sentence, another row's long cells by sentences and its short cells together."""
    lines = node.text.splitlines()
    if _sets_sums(lines):
        yield "，".join(line for line in lines if not _SERIAL_HEAD.match(line))
        return
    yield from (piece for line in lines if len(line) > _CELL_MAX for piece in _gather(line))
    short = "；".join(line for line in lines if len(line) <= _CELL_MAX)
    if short:
        yield short


def _sets_sums(lines: Sequence[str]) -> bool:
    """Tell a row of a table of standards: what a figure is for stands in another cell, so no cell says anything alone."""
    heads = [line.partition("：") for line in lines]
    return len(lines) > 1 and sum(map(len, lines)) <= 2 * _LONG and any(_SUMS_HEAD.search(h) and _FIGURE.search(c) for h, _, c in heads)


def _gather(text: str) -> Iterator[str]:
    """Put short sentences together, and keep long ones whole."""
    piece = ""
    for sentence in split_sentences(text):
        if piece and (len(piece) >= _ENOUGH or len(piece) + len(sentence) > _LONG):
            yield piece
            piece = ""
        piece += sentence
    if piece:
        yield piece


def _overview(node: Node) -> str:
    """List the parts of an enumeration together with the sentence that introduces them."""
    if node.kind in (NodeKind.ROOT, NodeKind.ANNEX):
        return ""
    items = [child for child in node.children if child.label or child.kind is NodeKind.DASH]
    if len(items) < 2:
        return ""
    leads = [child.text for child in node.children if child.kind is NodeKind.PARAGRAPH and child.text.endswith(("：", ":"))]
    opening = (split_sentences(node.text) or [""])[0]
    own = opening if items[0].kind is NodeKind.ENUMERATION and not opening.startswith(("（", "(")) else ""
    listed = ""
    for child in items:
        entry = f"{child.label}{'.' if child.label.isdecimal() else ''}{_name(child)}；"
        if len(listed) + len(entry) > _TITLES_MAX:
            break
        listed += entry
    lead = "".join(part.rstrip("：:。；") + "：" for part in (node.title, own, *leads[:1]) if part)
    return f"{lead}{listed.rstrip('；')}。"


def _name(node: Node) -> str:
    return node.title or (split_sentences(node.text) or [""])[0].rstrip("。；")
