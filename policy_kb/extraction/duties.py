"""Who is responsible: 责任单位, 牵头, 配合, 由X认定, X负责Y, 组长由Y担任."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy_kb.extraction.model import ExtractedFact, FactKind, Operator
from policy_kb.extraction.sentences import Sentence, phrase_around
from policy_kb.model import NodeKind

_LABEL = re.compile(r"(?P<what>责任(?:单位|部门|主体|人|科室|领导)|牵头(?:单位|部门)|主责单位|主管(?:单位|部门)|配合(?:单位|部门)|协办单位|承办单位|实施(?:单位|主体)|完成单位)\s*[：:]")
_ROLES = {"牵头": "lead", "责任": "responsible", "主责": "lead", "主管": "lead", "配合": "support", "协办": "support", "承办": "carry_out", "实施": "carry_out", "完成": "carry_out"}
_SUFFIXES = (("牵头负责", "lead"), ("牵头", "lead"), ("配合", "support"), ("协助", "support"), ("协同", "support"), ("主体实施", "carry_out"), ("组织实施", "carry_out"), ("具体实施", "carry_out"), ("实施", "carry_out"), ("落实", "carry_out"), ("负责", "lead"))
_BODY = r"(?:局|委|办|厅|部|处|科|股|站|所|中心|政府|党委|部门|小组|领导组|专班|银行|支行|分局|协会|联社|信用社|供销社|村委会|村委|村民委员会|乡镇|县市|单位|集团|公司|办公室|联合会|残联|妇联|工会|团委|街道|组)"
_NAME = rf"[^，。；：、由（）()报向后]{{1,16}}?{_BODY}(?:（[^）]{{1,12}}）)?"
_NAMES = rf"{_NAME}(?:[、和与及]{_NAME})*"
_BY = re.compile(
    rf"由(?P<who>[^，。；：“”]{{2,40}}?)(?P<does>牵头|负责|认定|审批|审核|审定|核定|批准|组织|实施|担任|任(?=组长|主任|指挥长|召集人)|办理|受理|验收|核实|发放|兑现|监管|约谈|组成|统筹|会同|制定|确定|管理|按规定)"
)
_LEADS = re.compile(rf"(?:^|[，。；：])(?P<who>{_NAMES})(?:分别)?(?P<does>牵头负责|牵头|负责(?!人))")
_ACTS = re.compile(
    rf"(?:^|[，。；：])(?P<who>{_NAMES}(?:会同{_NAMES})?)(?:于[^，。；]{{0,14}}|在[^，。；]{{0,16}}[后内])?(?P<does>组织|开展|审核|验收|兑付|发放|汇总|检查|评估|认定|核实|将)"
)
_IS = re.compile(rf"(?P<who>{_NAMES})(?:是|为|作为)[^，。；]{{0,24}}(?P<does>牵头单位|责任单位|实施主体|责任主体|主管部门|第一责任人|责任人)")
_STEP = re.compile(rf"(?:经|报|向|到|送|在)(?P<who>[^，。；：]{{0,10}}{_BODY})(?P<does>批准|审批|审核|备案|研究同意|同意|审定|初审|复核|申请|申报|提出|认定)|(?P<who2>{_NAMES})(?P<does2>初审|审核上报|审核后|审核|审定|批准)")
_DECIDING = ("认定", "审批", "审核", "审定", "核定", "批准", "核实", "验收", "备案", "同意", "初审", "复核", "确定")


def read_duties(sentence: Sentence) -> Iterator[ExtractedFact]:
    """Yield who answers for what a sentence says."""
    if sentence.kind in (NodeKind.FRONT, NodeKind.BACK):
        return
    column = _LABEL.match(sentence.column + "：") if sentence.column else None
    if column:
        yield from _listed(sentence, sentence.text.rstrip("。"), column["what"], (0, len(sentence.text)))
        return
    labels = list(_LABEL.finditer(sentence.text))
    for found in labels:
        content = _until_close(sentence.text[found.end() :])
        yield from _listed(sentence, content, found["what"], (found.start(), found.end() + len(content)))
    if not labels:
        yield from _in_words(sentence)


def _until_close(text: str) -> str:
    """Return the text up to the bracket that closes what was opened before it, or to the next label."""
    depth = 0
    for index, char in enumerate(text):
        depth += (char in "（(") - (char in "）)")
        if depth < 0 or char == "。" or (index and _LABEL.match(text, index)):
            return text[:index].rstrip("；，、 （(")
    return text


def _listed(sentence: Sentence, content: str, label: str, span: tuple[int, int]) -> Iterator[ExtractedFact]:
    """Read a list of bodies: names gather until a word such as 牵头 or 配合 says what they do."""
    default = _ROLES[label[:2]]
    waiting: list[str] = []
    for segment in re.split(r"[；;，,]", content):
        suffix = next(((words, role) for words, role in _SUFFIXES if segment.endswith(words)), None)
        waiting += split_names(segment.removesuffix(suffix[0]) if suffix else segment)
        if suffix:
            yield _make(sentence, tuple(waiting), suffix[1], span)
            waiting = []
    if waiting:
        yield _make(sentence, tuple(waiting), default, span)


def split_names(text: str) -> list[str]:
    """Split a list of bodies at 、 and 和, but not inside brackets nor 市、县各有关部门."""
    text = re.sub(r"(?<![\u4e00-\u9fff])(省|市|县|乡|镇|村)、(?=(?:省|市|县|乡|镇|村)(?:、|各|级|有关|党委|两级|三级))", "\\1\x00", text)
    names = re.split(r"、(?![^（]*）)|会同|(?<=[局委办厅部府])[和及](?=[\u4e00-\u9fff]{2,})", text)
    return [name.replace("\x00", "、").strip("，、。； ") for name in names if name.strip("，、。； ")]


def _in_words(sentence: Sentence) -> Iterator[ExtractedFact]:
    """Read duties written as sentences."""
    text = sentence.text
    for found in _BY.finditer(text):
        yield _make(sentence, tuple(split_names(found["who"])), _role(found["does"]), found.span())
    for found in (*_LEADS.finditer(text), *_IS.finditer(text), *_ACTS.finditer(text)):
        yield _make(sentence, tuple(split_names(found["who"])), _role(found["does"]), found.span())
    for found in _STEP.finditer(text):
        who, does = found["who"] or found["who2"], found["does"] or found["does2"]
        if who and does:
            yield _make(sentence, tuple(split_names(who)), _role(does), found.span())


def _role(does: str) -> str:
    if does.startswith(_DECIDING):
        return "decide"
    if "牵头" in does or "负责" in does or "责任" in does or "主管" in does or does in ("会同", "组织", "统筹"):
        return "lead"
    return {"担任": "head", "任": "head", "组成": "member"}.get(does, "carry_out")


def _make(sentence: Sentence, who: tuple[str, ...], role: str, span: tuple[int, int]) -> ExtractedFact:
    is_list = bool(_LABEL.search(sentence.text)) or bool(sentence.column)
    subject = sentence.headings[-1] if is_list and sentence.headings else re.split(r"[，。；]", sentence.text[span[1] :])[0]
    subject = subject or (sentence.headings[-1] if sentence.headings else "")
    quote = sentence.text[span[0] : span[1]] if is_list else phrase_around(sentence.text, *span)
    return ExtractedFact(FactKind.RESPONSIBLE, who, Operator.EQUAL, "", (), subject, sentence.clause, quote, sentence.text, role=role)
