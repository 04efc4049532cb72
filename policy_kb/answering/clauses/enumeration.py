"""Lists: a clause whose parts are the answer is given whole."""

from __future__ import annotations

from policy_kb.answering.clauses.phrases import say
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Citation, Node, NodeKind, Passage
from policy_kb.parsing.passages import split_sentences

LONG_LIST = 230
_LISTED = (NodeKind.HEADING, NodeKind.ENUMERATION, NodeKind.DASH)


def is_overview(kb: KnowledgeBase, passage: Passage) -> bool:
    """Say whether a passage lists the parts of a clause rather than quoting one of its sentences."""
    node = kb.clause(passage.document, passage.clause)
    if node is None or len(node.children) < 2:
        return False
    return any(child.title and child.title in passage.text and child.title not in node.text for child in node.children[1:2]) or (
        passage.text.startswith(f"{node.title}：") and passage.text not in node.text
    )


def whole_list(kb: KnowledgeBase, slug: str, clause: str) -> tuple[str, list[Citation]] | None:
    """Return a clause's parts in order, and where they stand."""
    node = kb.clause(slug, clause)
    children = [c for c in node.children if c.kind in _LISTED] if node else []
    if node is None or len(children) < 2:
        return None
    names = [_name(child) for child in children]
    while sum(map(len, names)) > LONG_LIST and max(map(len, names)) > 20:
        names = [n if len(n) < max(map(len, names)) else n[: len(n) * 2 // 3].rstrip("，、") + "…" for n in names]
    head = node.title or (split_sentences(node.text) or [""])[-1].rstrip("：。；")
    text = say("list", head=head, items="；".join(names)) if head else "；".join(names)
    return text, [Citation(slug, clause, head or names[0])] + [
        Citation(slug, clause, name.rstrip("…")) for name in names if any(c.isdigit() for c in name)
    ]


def _name(child: Node) -> str:
    return child.title or (split_sentences(child.text) or [""])[0].rstrip("。；")
