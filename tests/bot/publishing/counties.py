"""Documents of invented rules for real counties, as Word, PDF and web page."""

from __future__ import annotations

import html
import io
from collections.abc import Iterable

import docx
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from policy_kb.knowledge_base import load_shipped

TEA = (
    "石泉县人民政府关于印发石泉县产业扶持办法的通知",
    "石政发〔2021〕12号",
    "各镇人民政府，县政府各部门：",
    "为促进群众增收，结合我县实际，制定本办法。",
    "一、扶持对象",
    "全县脱贫户和监测户。",
    "二、扶持标准",
    "（一）种植业。新建标准化茶园每亩补助800元，新栽桑园每亩补助500元。",
    "（二）养殖业。养蚕每张补助100元；养殖能繁母牛每头补助1000元；养殖肉牛每头补助800元，每户最高不超过5000元；养蜂每箱补助150元。",
    "（三）脱贫劳动力到省外务工的，每人一次性交通补助500元。",
    "三、申报程序",
    "农户于每年10月31日前向村民委员会提出申请，镇人民政府审核，县农业农村局会同县财政局验收后兑付。",
    "本办法自印发之日起施行，有效期至2025年12月31日。",
    "石泉县人民政府",
    "2021年3月15日",
)
CRAB = (
    "高淳区人民政府办公室关于印发高淳区水产养殖扶持办法的通知",
    "高政办发〔2022〕8号",
    "各街道办事处：",
    "第一章 总则",
    "第一条 为做强水产养殖业，制定本办法。",
    "第二章 扶持标准",
    "第二条 养殖大闸蟹每亩补助1200元。",
    "第三条 购买池塘增氧机每台补助600元。",
    "第三章 附则",
    "第四条 本办法由区农业农村局负责解释，自2022年5月1日起施行。",
    "高淳区人民政府办公室",
    "2022年4月18日",
)
SILK = (
    "宜州区人民政府关于扶持桑蚕产业发展的意见",
    "宜政发〔2020〕5号",
    "各乡镇人民政府：",
    "一、扶持标准",
    "（一）新种桑园每亩补助600元。",
    "（二）养殖黑山羊每只补助200元，每户不超过4000元。",
    "二、责任分工",
    "区农业农村局负责验收，区财政局负责资金兑付。",
    "宜州区人民政府",
    "2020年6月1日",
)


def as_text(lines: Iterable[str]) -> bytes:
    """Write plain text."""
    return "\n".join(lines).encode()


def as_docx(lines: Iterable[str]) -> bytes:
    """Write as Word does."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_pdf(lines: Iterable[str]) -> bytes:
    """Set a PDF with a text layer."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=14, leading=24, firstLineIndent=28, wordWrap="CJK")
    flat = ParagraphStyle("flat", parent=style, firstLineIndent=0)
    stream = io.BytesIO()
    SimpleDocTemplate(stream).build([Paragraph(line, style if len(line) > 26 or line[:1] == "（" else flat) for line in lines])
    return stream.getvalue()


def as_html(lines: Iterable[str]) -> bytes:
    """Write as a government site shows it."""
    first, *rest = lines
    body = "".join(f"<p>{html.escape(line)}</p>" for line in rest)
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{first}</title></head><body><nav><a href='/'>网站首页</a>"
        f"<a href='/x'>政务公开</a></nav><article><h1>{first}</h1>{body}</article><footer>版权所有 备案号00000000</footer></body></html>"
    ).encode()


def scanned_pdf() -> bytes:
    """Make a PDF that holds only a drawing, as a scanner does."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.rect(50, 50, 400, 600, fill=1)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def locked_pdf() -> bytes:
    """Make a PDF that asks for a password."""
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt="secret")
    canvas.drawString(50, 50, "hidden")
    canvas.save()
    return stream.getvalue()


def newer_qinyuan() -> bytes:
    """Write a later version of a shipped document that raises the sum for a cow and the limit of a household."""
    source = load_shipped().document("qinyuan-2017").source
    newer = source.replace("牛每头奖补3000元", "牛每头奖补4000元").replace("每户奖补金额不超过3000元", "每户奖补金额不超过6000元")
    return newer.replace("2017年11月13日", "2020年3月2日").encode()
