"""Generated policy documents: what was written, and the source text it was written as."""

from __future__ import annotations

from dataclasses import dataclass, field

import cn2an
from hypothesis import strategies as st

WORDS = (
    "对贫困户发展产业给予扶持",
    "各乡镇要落实责任",
    "每亩补助300元",
    "按照第三条规定办理",
    "扶持标准由县级确定",
    "确保贫困户稳定增收",
    "2018年底前完成验收",
)
TITLES = ("加强组织领导", "扶持对象", "补助标准", "申报程序", "监督管理", "目标任务")
INDENTS = ("", "  ", "    ", "\u3000\u3000", " ", "\u00a0")


@dataclass
class Written:
    """A document as generated: its source and, in order, every clause with its title and body."""

    source: str = ""
    clauses: list[tuple[str, str, str]] = field(default_factory=list)


def han(number: int) -> str:
    """Write a number as clauses are numbered: 十一, not 一十一."""
    return str(cn2an.an2cn(number)).replace("一十", "十") if 10 <= number < 20 else str(cn2an.an2cn(number))


@st.composite
def written_documents(draw: st.DrawFn) -> Written:
    """Draw a document of two or three levels, its numbers restarting, its lines indented and torn at random."""
    written = Written()
    title = draw(st.sampled_from(("关于推进产业扶贫的实施意见", "某某县产业扶贫实施方案")))
    lines = [title, "各乡镇人民政府：", "为做好工作，提出如下意见。"]
    for first in range(1, draw(st.integers(1, 4)) + 1):
        title = draw(st.sampled_from(TITLES))
        written.clauses.append((han(first), title, ""))
        lines.append(f"{han(first)}、{title}")
        for second in range(1, draw(st.integers(0, 3)) + 1):
            lines += _second(draw, written, f"{han(first)}（{han(second)}）", second)
    written.source = "\n".join(draw(st.sampled_from(INDENTS)) + line + "\n" * draw(st.integers(0, 2)) for line in lines) + "\n"
    return written


def _second(draw: st.DrawFn, written: Written, clause: str, number: int) -> list[str]:
    left, right = draw(st.sampled_from(("（）", "()")))
    title, body = draw(st.sampled_from(TITLES)), draw(_bodies())
    written.clauses.append((clause, title, body))
    lines = [f"{left}{han(number)}{right}{title}。{draw(_torn(body))}"]
    stop = draw(st.sampled_from((".", "．", "、", ". ")))
    for third in range(1, draw(st.integers(0, 3)) + 1):
        title, body = draw(st.sampled_from(TITLES)), draw(_bodies())
        written.clauses.append((f"{clause}{third}", title, body))
        lines.append(f"{third}{stop}{title}。{draw(_torn(body))}")
    return lines


def _bodies() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=2, max_size=5).map(lambda words: "，".join(words) + "。")


@st.composite
def _torn(draw: st.DrawFn, body: str) -> str:
    """Tear a body by a page break in mid-sentence, or leave it whole."""
    places = [at for at in range(2, len(body) - 2) if body[at].isalpha() and body[at - 1].isalpha()]
    at = draw(st.sampled_from([0, *places]))
    return f"{body[:at]}\n\n{body[at:]}" if at else body
