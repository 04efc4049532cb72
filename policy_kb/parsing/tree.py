"""From blocks to the tree of nodes, with a citable clause for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from policy_kb.model import Node, NodeKind
from policy_kb.parsing.blocks import Block
from policy_kb.parsing.cleaning import clean
from policy_kb.parsing.numbering import ARTICLE, FIRST, SECOND, Marker, dash_length, enumeration_starts

_TITLE_MAX = 40
_COLON_TITLE_MAX = 14
_RESPONSIBLE_TAIL = re.compile(r"[（(](?:责任|牵头|配合|主管)[^（(]{0,4}[：:]")
_BRACKETED = re.compile(r"^[【〔\[](.{1,20})[】〕\]]\s*")


def split_title(text: str) -> tuple[str, str]:
    """Split a heading's words from the body that follows on the same line."""
    bracketed = _BRACKETED.match(text)
    if bracketed:
        return bracketed[1], text[bracketed.end() :]
    sentence, stop, rest = text.partition("。")
    if stop and rest and len(sentence) <= _TITLE_MAX and "；" not in sentence:
        return sentence, rest.strip()
    colon = re.match(r"^([^，。；：:]{2,14})[：:]\s*(?=\S)", text)
    if colon and len(colon[1]) <= _COLON_TITLE_MAX:
        return colon[1], text[colon.end() :]
    if len(text) <= _TITLE_MAX and not rest:
        return text.rstrip("。；;：: "), ""
    return "", text


def build(source: str, blocks: Sequence[Block], prefix: str, here: str = "") -> list[Node]:
    """Nest blocks under their headings and give every node its clause; `here` is what paragraphs before the first heading count from."""
    omitted = ranks_numbered_throughout(blocks)
    return _nest(source, list(blocks), 0, _Path(prefix, "", here or prefix.strip()), omitted)


class _Path:
    """Where we are: the annex, the numbers above, and what a part of the clause here is counted from."""

    def __init__(self, prefix: str, numbers: str, here: str) -> None:
        self.prefix, self.numbers, self.here = prefix, numbers, here
        self.paragraphs: Counter[NodeKind] = Counter()

    def below(self, marker: Marker, omitted: frozenset[int]) -> _Path:
        """Go down to a numbered clause."""
        numbers = marker.label if marker.rank in omitted else self.numbers + marker.label
        return _Path(self.prefix, numbers, self.prefix + numbers)


def ranks_numbered_throughout(blocks: Iterable[Block]) -> frozenset[int]:
    """Find the ranks whose numbers run on under the next higher heading, so that the number alone names the clause."""
    runs_on, restarts, seen = set(), set(), dict[int, int]()
    parents: set[int] = set()
    for block in blocks:
        marker = block.marker
        if not marker:
            continue
        if marker.rank in (ARTICLE, SECOND):
            fresh = any(rank in parents for rank in range(1, marker.rank))
            before = seen.get(marker.rank, 0)
            if before and fresh and marker.number == before + 1:
                runs_on.add(marker.rank)
            elif before and marker.number <= before:
                restarts.add(marker.rank)
            seen[marker.rank] = marker.number
            parents.clear()
        elif marker.rank <= FIRST:
            parents.add(marker.rank)
    return frozenset(runs_on - restarts) | ({ARTICLE} - restarts)


def _nest(source: str, blocks: list[Block], rank: int, path: _Path, omitted: frozenset[int]) -> list[Node]:
    """Take blocks off the front of the list while they belong below `rank`."""
    nodes: list[Node] = []
    while blocks:
        marker = blocks[0].marker
        if marker is None:
            nodes.append(_leaf(source, blocks.pop(0), path))
        elif marker.rank <= rank:
            break
        else:
            block = blocks.pop(0)
            below = path.below(marker, omitted)
            nodes.append(_heading(source, block, below.here, _nest(source, blocks, marker.rank, below, omitted)))
    return nodes


def _heading(source: str, block: Block, clause: str, children: list[Node]) -> Node:
    inline = enumerations(source, block, clause)
    own = _own_text(source, block, inline)
    words = clean(_after_marker(own, block))
    title, text = split_title(words)
    if _is_content(words, text, block, has_parts=bool(inline or children)):
        title, text = "", words
    end = children[-1].end if children else block.end
    return Node(clause, NodeKind.HEADING, block.label, title, text, block.start, end, (*inline, *children))


def _is_content(words: str, text: str, block: Block, *, has_parts: bool) -> bool:
    """Tell a clause that is one sentence, or an article, from a heading."""
    if block.marker and block.marker.rank == ARTICLE and not _BRACKETED.match(words):
        return words.endswith(("。", "；", "：")) or bool(text)
    return not text and not has_parts and words.endswith(("。", "；"))


def _after_marker(text: str, block: Block) -> str:
    return text.lstrip()[block.marker.length :] if block.marker else text


def _leaf(source: str, block: Block, path: _Path) -> Node:
    """Make a paragraph, dash item or table row; its clause counts on from the clause above."""
    path.paragraphs[block.kind] += 1
    count = path.paragraphs[block.kind]
    if block.kind is NodeKind.TABLE_ROW:
        return Node(path.prefix + block.label, block.kind, block.label, block.title, block.text, block.start, block.end)
    words = {NodeKind.DASH: f"第{count}项", NodeKind.ENUMERATION: block.label}.get(block.kind, f"第{count}段")
    clause = f"{path.here} {words}" if path.here else _opening(count)
    inline = enumerations(source, block, clause) if block.kind is NodeKind.PARAGRAPH else ()
    own = _own_text(source, block, inline).strip()
    opening = dash_length(own) if block.kind is NodeKind.DASH else len(block.label)
    title, text = _item(clean(own[opening:])) if block.kind is not NodeKind.PARAGRAPH else ("", clean(own))
    return Node(clause, block.kind, block.label, title, text, block.start, block.end, inline)


def _item(text: str) -> tuple[str, str]:
    """Split the words before the first stop off an item; a single sentence is all text."""
    title, rest = split_title(text)
    return (title, rest) if rest else ("", text)


def _opening(count: int) -> str:
    return "引言" if count == 1 else f"引言第{count}段"


def enumerations(source: str, block: Block, clause: str) -> tuple[Node, ...]:
    """Cut 一是 … 二是 … inside a paragraph into nodes; a closing （责任单位：…） stays with the paragraph."""
    text = source[block.start : block.end]
    starts = enumeration_starts(text)
    if not starts:
        return ()
    tail = _RESPONSIBLE_TAIL.search(text, starts[-1][0])
    stops = [start for start, _ in starts[1:]] + [tail.start() if tail else len(text.rstrip())]
    nodes = []
    for (start, label), stop in zip(starts, stops, strict=True):
        title, body = _item(clean(text[start + len(label) : stop]))
        span = (block.start + start, block.start + stop)
        nodes.append(Node(f"{clause} {label}", NodeKind.ENUMERATION, label, title, body, *span))
    return tuple(nodes)


def _own_text(source: str, block: Block, inline: Sequence[Node]) -> str:
    pieces, at = [], block.start
    for node in inline:
        pieces.append(source[at : node.start])
        at = node.end
    return "".join([*pieces, source[at : block.end]])


def with_unique_clauses(root: Node) -> Node:
    """Tell apart clauses that a misnumbered document repeats, by 之二, 之三."""
    seen: Counter[str] = Counter()

    def renamed(node: Node) -> Node:
        seen[node.clause] += 1
        clause = node.clause if seen[node.clause] == 1 else f"{node.clause}之{seen[node.clause]}"
        while clause != node.clause and clause in seen:
            seen[node.clause] += 1
            clause = f"{node.clause}之{seen[node.clause]}"
        seen[clause] += clause != node.clause
        return replace(node, clause=clause, children=tuple(renamed(child) for child in node.children))

    return renamed(root)
