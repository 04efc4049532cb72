"""Files as a county would hand them in: the same invented document as Word, PDF and web page."""

from __future__ import annotations

import html
import io

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

TITLE = "沁水县2019年产业扶贫奖补办法"
LINES = (
    "沁水县人民政府文件",
    "沁政发〔2019〕12号",
    f"沁水县人民政府关于印发《{TITLE}》的通知",
    "各乡镇人民政府，县直各单位：",
    f"现将《{TITLE}》印发给你们，请认真贯彻执行，原《沁水县产业扶贫奖补办法》同时废止。",
    "沁水县人民政府",
    "2019年5月6日",
    TITLE,
    "为支持贫困户发展产业，结合我县实际，制定本办法，有效期3年。",
    "一、奖补标准",
    "（一）养殖业。对贫困户养殖牛每头奖补2000元、羊每只奖补260元，每户奖补金额不超过8000元。验收由县农业农村局负责，乡镇人民政府配合，"
    "贫困户于每年9月底前向村委会提出申请，逾期不再受理，资金通过一卡通兑付到户。",
    "（二）种植业。种植道地中药材每亩奖补350元。",
    "二、任务分工",
    "任务分工表",
)
ROWS = (
    ("序号", "任务内容", "责任单位", "完成时限"),
    ("1", "验收", "县农业农村局", "2019年10月底前"),
    ("2", "兑付资金", "县财政局", "2019年12月底前"),
)


def as_text() -> str:
    """Write the document as plain text, its table with tabs."""
    return "\n".join((*LINES, *("\t".join(row) for row in ROWS))) + "\n"


def as_docx() -> bytes:
    """Write the document as Word does."""
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(ROWS[0]))
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return _saved(document)


def numbered_docx() -> bytes:
    """Write a Word document whose numbers Word draws itself."""
    document = docx.Document()
    document.add_paragraph("一、申报材料")
    for text in ("身份证复印件；", "验收申请表；", "银行卡复印件。"):
        document.add_paragraph(text, style="List Number")
    return _saved(document)


def _saved(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_pdf() -> bytes:
    """Set the document as a PDF with a text layer, lines broken by the typesetter and pages numbered."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=16, leading=28, firstLineIndent=32, wordWrap="CJK")
    flat = ParagraphStyle("flat", parent=style, firstLineIndent=0, alignment=1)
    story: list[Flowable] = [Paragraph(line, style if "，" in line or "、" in line or "（" in line[:1] else flat) for line in LINES]
    cell = ParagraphStyle("cell", fontName="STSong-Light", fontSize=12, wordWrap="CJK")
    grid = [("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))]
    story.append(Table([[Paragraph(text, cell) for text in row] for row in ROWS], style=grid))
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4).build(story, onFirstPage=_page_number, onLaterPages=_page_number)
    return stream.getvalue()


def _page_number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont("STSong-Light", 10)
    canvas.drawCentredString(A4[0] / 2, 30, f"— {document.page} —")


def scanned_pdf() -> bytes:
    """Make a PDF that holds only a drawing, as a scanner does."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for _ in range(2):
        canvas.rect(50, 50, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def locked_pdf() -> bytes:
    """Make a PDF that asks for a password."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, encrypt="secret")
    canvas.drawString(50, 50, "hidden")
    canvas.save()
    return stream.getvalue()


def as_html() -> bytes:
    """Write the document as a government site shows it, with its navigation and footer."""
    body = "".join(f"<p>{html.escape(line)}</p>" for line in LINES)
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    menu = "".join(f'<li><a href="/{i}">{name}</a></li>' for i, name in enumerate(("网站首页", "政务公开", "办事服务", "互动交流")))
    return (
        f"<!DOCTYPE html><html lang='zh'><head><meta charset='utf-8'><title>{TITLE}</title></head><body>"
        f"<nav><ul>{menu}</ul></nav><article><h1>{TITLE}</h1>{body}<table>{rows}</table></article>"
        "<footer><p>版权所有 备案号 00000000 技术支持 联系我们</p></footer></body></html>"
    ).encode()
