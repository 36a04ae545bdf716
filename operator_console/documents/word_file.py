"""A document as DOCX, to be read and edited in a word processor."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from docx import Document
from docx.document import Document as Opened
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from operator_console.documents import content as c
from operator_console.documents.chart import picture

FONT = "Times New Roman"
LEFT, RIGHT, TOP, BOTTOM = Mm(25), Mm(15), Mm(20), Mm(20)
WIDE = Mm(210 - 25 - 15)
MUTED = RGBColor(0x55, 0x55, 0x55)
CENTRE, END = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
LOCALES = {"ru": "ru-RU", "lv": "lv-LV"}


def docx(content: c.Content, at: datetime) -> bytes:
    """The file."""
    opened = Document()
    _set_up(opened, content, at)
    _top(opened, content)
    for block, following in zip_longest(content.blocks, content.blocks[1:]):
        _add(opened, block)
        if isinstance(block, c.Text) and isinstance(following, c.Table | c.Signatures):
            opened.paragraphs[-1].paragraph_format.keep_with_next = True
    file = io.BytesIO()
    opened.save(file)
    return file.getvalue()


def _set_up(opened: Opened, content: c.Content, at: datetime) -> None:
    section = opened.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    for name in ("Normal", "Heading 1", "Title"):
        _style(opened.styles[name], content.language)
    properties = opened.core_properties
    properties.title = c.printable(f"{content.title}, {content.dated}")
    properties.author, properties.comments = c.printable(content.above[0])[:255], ""
    properties.created = properties.modified = at.replace(tzinfo=None)
    _foot(section.footer.paragraphs[0], content.foot)


def _style(style: Any, language: str) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):  # a theme's font would go before ours
        del fonts.attrib[name]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    spelling = OxmlElement("w:lang")
    spelling.set(qn("w:val"), LOCALES[language])
    style.element.rPr.append(spelling)
    heading, title = style.name == "Heading 1", style.name == "Title"
    style.font.size = Pt(16 if title else 13 if heading else 12)
    style.font.bold, style.font.color.rgb = heading or title, RGBColor(0, 0, 0)
    style.paragraph_format.space_before = Pt(12 if heading else 10 if title else 0)
    style.paragraph_format.space_after = Pt(4)
    style.paragraph_format.line_spacing = 1
    if title and (rule := style.element.pPr.find(qn("w:pBdr"))) is not None:
        style.element.pPr.remove(rule)


def _foot(paragraph: Paragraph, foot: str) -> None:
    """Words with the fields of page and pages in their places."""
    paragraph.alignment = END
    before, _, rest = foot.partition("{page}")
    between, _, after = rest.partition("{pages}")
    for text, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        _small(paragraph.add_run(c.printable(text)), 9)
        if code:
            run = paragraph.add_run()
            _small(run, 9)
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), code)
            run._r.addprevious(field)
            field.append(run._r)
            run.text = "1"


def _small(run: Any, points: float) -> None:
    run.font.size, run.font.color.rgb = Pt(points), MUTED


def _top(opened: Opened, content: c.Content) -> None:
    for line in content.above:
        _say(opened.add_paragraph(), line, alignment=CENTRE)
    if content.addressee:
        _say(opened.add_paragraph(), content.addressee, alignment=END)
    _say(opened.add_paragraph(style="Title"), content.title, alignment=CENTRE)
    _say(opened.add_paragraph(), content.subject, alignment=CENTRE)
    _say(opened.add_paragraph(), content.dated, alignment=CENTRE)


def _add(opened: Opened, block: c.Block) -> None:
    match block:
        case c.Heading(text):
            _say(opened.add_paragraph(style="Heading 1"), text)
        case c.Text(text, small):
            _say(opened.add_paragraph(), text, 9.5 if small else 0, muted=small)
        case c.Pairs(rows):
            _pairs(opened, rows)
        case c.Table():
            _table(opened, block)
        case c.Bars() | c.Columns():
            opened.add_picture(io.BytesIO(picture(block)), width=WIDE)
        case c.Signatures():
            _signatures(opened, block)
        case c.NewPage():
            opened.add_paragraph().paragraph_format.page_break_before = True


def _say(
    paragraph: Paragraph,
    text: str,
    points: float = 0,
    *,
    bold: bool = False,
    muted: bool = False,
    alignment: WD_ALIGN_PARAGRAPH | None = None,
) -> None:
    run = paragraph.add_run(c.printable(text))
    if points:
        run.font.size = Pt(points)
    if bold:
        run.font.bold = True
    if muted:
        run.font.color.rgb = MUTED
    if alignment is not None:
        paragraph.alignment = alignment


def _pairs(opened: Opened, rows: Sequence[tuple[str, str]]) -> None:
    table = _grid(opened, len(rows), (27, 73))
    for row, texts in zip(_rows(table), rows, strict=True):
        for cell, text in zip(row, texts, strict=True):
            _say(_first(cell), text, 10.5)
    _gap(opened)


def _table(opened: Opened, block: c.Table) -> None:
    table = _grid(opened, len(block.rows) + 1, block.widths, "Table Grid")
    rows = _rows(table)
    for cell, head in zip(next(rows), block.heads, strict=True):
        _say(_first(cell), head, 9.5, bold=True)
        _first(cell).paragraph_format.keep_with_next = True
        _shade(cell)
    _repeat(table)
    for row, cells in zip(rows, block.rows, strict=True):
        for place, (cell, said) in enumerate(zip(row, cells, strict=True)):
            paragraph = _first(cell)
            alignment = END if place >= block.digits else None
            _say(paragraph, said.text, 8.5 if block.small else 10.5, alignment=alignment)
            if said.figure:
                _say(paragraph, f" [{said.figure}]", 7.5, muted=True)
    _gap(opened)


def _signatures(opened: Opened, block: c.Signatures) -> None:
    for line in block.lines:
        said = opened.add_paragraph()
        _say(said, f"{line.role}:")
        said.paragraph_format.keep_with_next, said.paragraph_format.space_before = True, Pt(18)
        table = _grid(opened, 2, (30, 22, 28, 20))
        above, below = _rows(table)
        for cell, text in zip(above, (line.post, "", line.name, ""), strict=True):
            _say(_first(cell), text, alignment=CENTRE)
            _first(cell).paragraph_format.keep_with_next = True
            _underline(cell)
        for cell, hint in zip(below, block.hints, strict=True):
            _say(_first(cell), hint, 8.5, muted=True, alignment=CENTRE)


def _grid(opened: Opened, rows: int, widths: Sequence[int], style: str | None = None) -> Table:
    table: Table = opened.add_table(rows, len(widths), style)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, part in zip(table.columns, widths, strict=True):
        width = Length(int(WIDE * part / sum(widths)))
        column.width = width
        for cell in column.cells:
            cell.width = width
    return table


def _rows(table: Table) -> Iterator[Sequence[_Cell]]:
    return (row.cells for row in table.rows)


def _first(cell: _Cell) -> Paragraph:
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def _gap(opened: Opened) -> None:
    """After a table: two of them side by side would be one."""
    gap = opened.add_paragraph()
    gap.paragraph_format.space_after, gap.paragraph_format.line_spacing = Pt(0), Pt(8)


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "ECECEC")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _underline(cell: _Cell) -> None:
    borders, bottom = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    cell._tc.get_or_add_tcPr().append(borders)


def _repeat(table: Table) -> None:
    """The heads again on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
