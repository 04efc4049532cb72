"""What an office's web site or its printing writes around a document: navigation, labels such as 成文日期, links; read, then taken off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from policy_kb.parsing import squeeze
from policy_kb.parsing.numbering import read_marker

_TOP, _BOTTOM = 40, 30  # lines among which a wrapping is looked for
_VALUE_MAX = 30
_KEYS = {
    "heading": re.compile(r"^(?:标题|名称|信息名称|文件名称|文件标题)$"),
    "number": re.compile(r"^(?:文号|发文字号|发布文号|文件编号|文件号)$"),
    "issuer": re.compile(r"^(?:发[文布](?:机[关构]|单位|部门)|制发机关|制发单位|印发机关)$"),
    "issued_on": re.compile(r"^(?:成文日期|成文时间|发文日期|发文时间|印发日期|印发时间|生成日期|生成时间)$"),
    "published_on": re.compile(r"^(?:发布|公开|公布|发稿)(?:日期|时间)$"),
}
_FITTING = {
    "heading": re.compile(r"[\u4e00-\u9fff]{6}"),
    "number": re.compile(r"\d+号"),
    "issuer": re.compile(r"^[\u4e00-\u9fff]{3}"),
    "issued_on": re.compile(r"^\d{4}[-年/.]"),
    "published_on": re.compile(r"^\d{4}[-年/.]"),
}
_ABOUT_THE_PAGE = (
    r"索\s*引\s*号|信息索引号?|信息分类|主\s*题\s*分\s*类|体\s*裁\s*分\s*类|组配分类|分\s*类|主\s*题\s*词|时\s*效\s*性|实施[日时][期间]|施行[日时][期间]|关\s*键\s*[词字]|有\s*效\s*性|是否有效|"
    r"效\s*力(?:状态|级别)?|信息来源|稿件来源|来\s*源|作\s*者|公开[方形]式|公开范围|公开时限|公开类别|公开属性|服务对象|内容概述|"
    r"生效[日时][期间]|失效[日时][期间]|废止[日时][期间]|统一(?:登记|编)号?|浏览(?:次数|量)?|阅读(?:次数|量)?|访问量|点击(?:数|量|率)?|字\s*[体号]|责任编辑"
)
_KNOWN = (
    r"标\s*题|(?:信息|文件)?\s*名\s*称|文件标题|文\s*号|发\s*文\s*字\s*号|发布文号|文件(?:编)?号|发\s*[文布]\s*(?:机\s*[关构]|单\s*位|部\s*门)|"
    r"制发(?:机关|单位)|印发机关|(?:成|发|印)\s*[文发]\s*[日时]\s*[期间]|生\s*成\s*[日时]\s*[期间]|"
    r"(?:发\s*布|公\s*开|公\s*布|发\s*稿)\s*[日时]\s*[期间]"
)
_LABEL = re.compile(rf"(?<![\u4e00-\u9fff])(?:{_KNOWN}|{_ABOUT_THE_PAGE})[ \u3000]*(?:[：:\t|]|$)")
_BRACKETED_LABEL = re.compile(rf"[【\[]\s*({_KNOWN}|{_ABOUT_THE_PAGE})\s*[】\]]\s*[：:]?")
_APART = re.compile(r"\t+|\u3000+| {2,}|\|")
_LABELLED = re.compile(r"^([\u4e00-\u9fff]{2,6})[：:](.{1,80})$")
_DAY = re.compile(r"(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?")
_SIGNED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?:印发)?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WAY_HERE = re.compile(r"^(?:您?的?(?:当前|现在|所在)?的?位置|网站首页|首页)[^。]*[>＞»›/]")  # above it stands the site's menu
_PAGE = re.compile(
    r"^(?:上|下)一[篇条][:：]|^分享(?:到|至)|^[【\[（(]?(?:打印|关闭|返回|收藏|字体|字号)(?!者|费)|"
    r"^(?:发布|更新)(?:时间|日期)[:：]|^(?:浏览|阅读)(?:次数|量)|^扫[一码描]|^微信扫|^(?:责任编辑|编辑|责编|校对|审核|初审|终审|监制|供稿|撰稿|来源)[:：]|^(?:长按|点击)\S{0,12}(?:关注|订阅|二维码)|^阅读原文$|"
    r"\d{4}-\d{2}-\d{2}\d{2}:\d{2}(?:发表于|$)|ICP备|公网安备|版权所有|网站标识码|^主办(?:单位)?[:：]|"
    r"^(?:手机|无障碍|适老)?(?:版|阅读|浏览|模式)$|^(?:网站地图|联系我们|关于我们|设为首页|加入收藏|打印本页|关闭窗口|返回顶部|网站首页)|"
    r"^.{0,30}\.(?:docx?|pdf|xlsx?|wps|zip|rar|ofd)(?:下载)?$"
)
_PRINTED = re.compile(
    r"^(?:https?://|www\.)[\x21-\x7e]+$|^\d{4}/\d{1,2}/\d{1,2}(?:[上下]午)?\d{1,2}:\d{2}"
)  # a browser's own head and foot
_NAMES_A_TEXT = re.compile(r"关于|人民政府|[局厅委办]$|(?:通知|方案|办法|意见|细则|规定|政策|措施|公告|函|文件)$")
_AFTERWARDS = re.compile(
    r"^(?:相关(?:解读|链接|阅读|文档|文件|政策|新闻|附件|信息|稿件|内容|推荐)|猜你喜欢|热门推荐|延伸阅读|政策解读)[:：]?$|^相关(?:解读|链接|阅读)[:：]"
)


@dataclass(frozen=True)
class Unwrapped:
    """The lines of the document itself, and what its wrapping said of it: heading, number, issuer, issued_on."""

    lines: tuple[str, ...]
    about: Mapping[str, str]


def without_wrapping(text: str) -> str:
    """Return a text without the page around it, its number, issuer and date written where a document has them."""
    found = _unwrapped(text.split("\n"))
    return "\n".join(found.lines) if not found.about else headed("\n".join(found.lines), found.about)


def labelled(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what cells say of a document: a label in one and what fits it in the next, or both in one (文号：某政发〔2020〕1号)."""
    for cell, following in zip_longest(cells, cells[1:], fillvalue=""):
        both = _LABELLED.match(cell)
        label, value = (both[1], both[2]) if both else (cell.rstrip("：: "), following)
        key = next((key for key, names in _KEYS.items() if names.match(label)), None)
        if key and _FITTING[key].search(value):
            yield key, value


def headed(text: str, about: Mapping[str, str]) -> str:
    """Put the title whole before the article, and its number, issuer and date where the article itself has not got them."""
    lines = _without_page(text.split("\n"))
    heading = about.get("heading", "")
    while lines and squeeze(lines[0]) in heading:
        lines.pop(0)
    head = [heading] if heading and heading not in squeeze("".join(lines[:_TOP])) else []
    if (number := about.get("number", "")) and number not in squeeze(text):
        head.append(number)
    day = _DAY.match(about.get("issued_on") or about.get("published_on", ""))
    is_signed = any(_SIGNED.fullmatch(squeeze(line)) for line in lines)
    signature = [about.get("issuer", ""), f"{day[1]}年{int(day[2])}月{int(day[3])}日"] if day and not is_signed else []
    return "\n".join([*head, *lines, *signature])


def _without_page(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if not _is_of_the_page(line)]


def _is_of_the_page(line: str) -> bool:
    said = squeeze(line)
    return any(pattern.search(said) for pattern in (_WAY_HERE, _PAGE, _PRINTED))


def _unwrapped(lines: Sequence[str]) -> Unwrapped:
    """Take the page's lines off the top and the bottom, and read its labels."""
    lines = [_BRACKETED_LABEL.sub(r"\1：", line) for line in lines[:_TOP]] + list(lines[_TOP:])
    lines = lines[max((i + 1 for i, line in enumerate(lines[:_TOP]) if _WAY_HERE.search(squeeze(line))), default=0) :]
    begins = next((i for i, line in enumerate(lines[:_TOP]) if _is_text(line)), min(len(lines), _TOP))
    labels, rest = _labels(lines[:begins])
    ends = max((i + 1 for i, line in enumerate(lines) if _is_text(line)), default=len(lines))
    ends = max(ends, len(lines) - _BOTTOM, begins)
    after = lines[ends:]
    stop = next((i for i, line in enumerate(after) if _AFTERWARDS.search(squeeze(line))), len(after))
    body = [line for line in lines[begins:ends] if not _PRINTED.search(squeeze(line))]
    kept = [*_without_page(rest), *body, *_without_page(after[:stop])]
    about: dict[str, str] = {}
    for key, value in labelled(labels):
        about.setdefault(key, value)
    return Unwrapped(tuple(kept), about)


def _is_text(line: str) -> bool:
    """Say whether a line belongs to the document's own words: a sentence or a numbered heading."""
    bare = line.strip()
    return bare.endswith(("。", "；")) or (read_marker(bare) is not None and not _is_of_the_page(bare))


def _labels(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the lines before the text into cells that describe it, and the rest; labels without a colon count from two on."""
    cells: list[str] = []
    rest: list[str] = []
    awaited = ""
    for line in lines:
        if _LABEL.search(line) or (awaited and _may_be_value(awaited, squeeze(line))):
            cells += _cells(line)
            awaited = cells[-1] if not _LABELLED.match(cells[-1]) and _LABEL.search(cells[-1]) else ""
        else:
            rest.append(line)
            awaited = awaited if not line.strip() else ""
    is_sure = any("：" in cell or ":" in cell for cell in cells) or len({key for key, _ in labelled(cells)}) > 1
    return (cells, rest) if is_sure else ([], list(lines))


def _may_be_value(label: str, value: str) -> bool:
    """Say whether a line may be what the label above it stands for, and not the document's first."""
    bare = label.rstrip("：:")
    key = next((key for key, names in _KEYS.items() if names.match(bare)), None)
    return bool(_FITTING[key].search(value)) if key else 0 < len(value) <= _VALUE_MAX and not _NAMES_A_TEXT.search(value)


def _cells(line: str) -> list[str]:
    """Cut a line of labels and values into its cells; blanks inside a label (文    号) are none of its borders."""
    joined = _LABEL.sub(lambda m: "\t" + squeeze(m[0]) + ("\t" if m[0].endswith(("\t", "|")) else ""), line)
    return [squeeze(cell) for cell in _APART.split(joined) if cell.strip()]
