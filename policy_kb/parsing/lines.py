"""The physical lines of a source text, with their offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_BLANKS = " \t\r\n\u3000\u00a0\u200b\ufeff"
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"^[（(]?(\d{{4}}|[二〇零一三四五六七八九Ｏ○]{{4}})年(\d{{1,2}}|{_HAN_NUMBER})月(\d{{1,2}}|{_HAN_NUMBER})日[）)]?(印发)?$"
)
_TERMINAL = "。！？；：!?;:”’）)】》"


@dataclass(frozen=True)
class Line:
    """One physical line: `source[start:end]` with its line break; `text` is stripped."""

    start: int
    end: int
    text: str
    raw: str

    @property
    def is_date(self) -> bool:
        """Tell whether the line holds nothing but a date, as under a signature."""
        return bool(_DATE.match(re.sub(r"\s", "", self.text)))

    @property
    def is_finished(self) -> bool:
        """Tell whether the line ends as a sentence or a lead-in does."""
        return self.text.endswith(tuple(_TERMINAL))

    @property
    def is_title_like(self) -> bool:
        """Tell whether the line could be a title: short, without the end of a sentence."""
        return bool(self.text) and len(self.text) <= 60 and not self.text.endswith(tuple("。；：，、！:;,"))


def split_lines(source: str) -> list[Line]:
    """Cut a source into lines that together cover it exactly."""
    return [Line(m.start(), m.end(), m.group().strip(_BLANKS), m.group()) for m in _LINE.finditer(source)]
