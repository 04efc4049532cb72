"""The article of a web page, without its navigation and footer, and what the page's own table says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import zip_longest
from typing import Any

import trafilatura
from lxml import html as markup  # type: ignore[import-untyped]
from trafilatura.utils import load_html

from policy_kb.intake.messages import refusal
from policy_kb.parsing import squeeze

_LETTERS_MIN = 30
_ABOUT_MAX = 20
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ABOUT = {
    "number": re.compile(r"^(?:文号|发文字号|发布文号|文件编号)$"),
    "issuer": re.compile(r"^(?:发文机关|发布机构|发文单位|制发机关|发文机构)$"),
    "issued_on": re.compile(r"^(?:成文日期|发文日期|印发日期|生成日期)$"),
}
_LABELLED = re.compile(r"^([\u4e00-\u9fff]{2,6})[：:](.{1,80})$")
_DAY = re.compile(r"(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?")
_NAVIGATION = re.compile(
    r"^(?:(?:您?(?:当前|现在|所在)的?位置|首页).*[>＞»›]|(?:上|下)一[篇条][:：]|分享(?:到|至)|【?(?:打印|关闭)|版权所有|网站标识码|"
    r"(?:发布|更新)(?:时间|日期)[:：]|浏览(?:次数|量)|字号[:：]|扫一扫|责任编辑[:：])|ICP备|公网安备|版权所有"
)
_TITLE_METAS = ("ArticleTitle", "articletitle", "og:title")
_SITE = re.compile(r"\s*[_|]\s*[^_|]*$|\s+[-—]\s*[^-—]*(?:网|政府|局|委)$")


def read_html(content: bytes, name: str) -> str:
    """Read the article of a page, its title first; a page without one is refused."""
    page = load_html(content)  # finds out the encoding, too
    about = dict(_about(page)) if page is not None else {}
    if page is not None:
        _clear(page)
    source = markup.tostring(page, encoding="unicode") if page is not None else content
    found = trafilatura.extract(
        source,
        output_format="txt",
        include_comments=False,
        include_tables=True,
        include_links=False,
        include_images=False,
        favor_recall=True,
        deduplicate=False,
    )
    text = str(found or "")
    if len(_HAN.findall(text)) < _LETTERS_MIN:
        raise refusal("no_article", name=name)
    return _headed(text, about)


def _about(page: Any) -> Iterator[tuple[str, str]]:
    """Yield what the page says of the document beside its text: its heading, and the cells labelled 文号, 成文日期 and so on."""
    heads = [_words(head) for head in page.iter("h1")]
    metas = [str(meta.get("content") or "") for meta in page.iter("meta") if meta.get("name") in _TITLE_METAS]
    titles = [_SITE.sub("", _words(title)) for title in page.iter("title")]
    if title := next((title for title in (*heads, *metas, *titles) if len(_HAN.findall(title)) > 5), ""):
        yield "heading", title
    cells = [
        _words(cell) for cell in page.iter("td", "th", "li", "span", "p", "div", "dt", "dd") if not len(cell) or cell.tag in ("td", "th")
    ]
    for cell, following in zip_longest(cells, cells[1:], fillvalue=""):
        labelled = _LABELLED.match(cell)
        label, value = (labelled[1], labelled[2]) if labelled else (cell.rstrip("：: "), following)
        key = next((key for key, names in _ABOUT.items() if names.match(label)), None)
        if key and value:
            yield key, value


def _words(element: Any) -> str:
    return squeeze(str(element.text_content()))


def _clear(page: Any) -> None:
    """Take the table about the document out of the page, and write cells that span rows into each of them."""
    for table in list(page.iter("table")):
        cells = [_words(cell).rstrip("：:") for cell in table.iter("td", "th")]
        if any(names.match(cell) for cell in cells for names in _ABOUT.values()) and len(cells) <= _ABOUT_MAX:
            table.drop_tree()
        else:
            _fill_spans(table)


def _fill_spans(table: Any) -> None:
    """Repeat a cell that spans several rows in each row it stands beside."""
    hanging: dict[int, tuple[int, Any]] = {}
    for row in table.iter("tr"):
        cells = list(row.iterchildren("td", "th"))
        whole: list[Any] = []
        while cells or len(whole) in hanging:
            at = len(whole)
            if at in hanging:
                left, above = hanging.pop(at)
                cell = deepcopy(above)
            else:
                cell = cells.pop(0)
                spanned = cell.attrib.pop("rowspan", "1")
                left = int(spanned) if spanned.isdecimal() else 1
            if left > 1:
                hanging[at] = (left - 1, cell)
            whole.append(cell)
        row[:] = whole


def _headed(text: str, about: Mapping[str, str]) -> str:
    """Put the title whole before the article, and its number, issuer and date where the article itself has not got them."""
    lines = [line for line in text.split("\n") if not _NAVIGATION.search(line.strip())]
    heading = about.get("heading", "")
    while lines and squeeze(lines[0]) in heading:
        lines.pop(0)
    head = [heading] if heading else []
    if (number := about.get("number", "")) and number not in squeeze(text):
        head.append(number)
    day = _DAY.match(about.get("issued_on", ""))
    is_signed = any(_DAY.fullmatch(squeeze(line)) for line in lines)
    signature = [about.get("issuer", ""), f"{day[1]}年{int(day[2])}月{int(day[3])}日"] if day and not is_signed else []
    return "\n".join([*head, *lines, *signature])
