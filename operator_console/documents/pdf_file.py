"""A document as PDF: A4, the fonts within it."""

import io
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import zip_longest
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    CondPageBreak,
    Image,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from operator_console.documents import content as c
from operator_console.documents.chart import BOLD, REGULAR, picture

LEFT, RIGHT, TOP, BOTTOM = 25 * mm, 15 * mm, 20 * mm, 20 * mm
WIDE = A4[0] - LEFT - RIGHT
PADDING = 6  # points, of the library's frame on each side
WHOLE_PAGE = A4[1] - TOP - BOTTOM - 2 * PADDING
SHORT = 600  # characters of a paragraph that goes to the page of the signatures
WHOLE = 12  # rows of figures that stay together
ROOM = 45 * mm  # a heading, and some rows of its table
RULE = colors.HexColor("#8c8c8c")
HEAD = colors.HexColor("#ececec")
MUTED = "#555555"

registerFont(TTFont("Serif", REGULAR))
registerFont(TTFont("Serif-Bold", BOLD))
registerFontFamily(
    "Serif", normal="Serif", bold="Serif-Bold", italic="Serif", boldItalic="Serif-Bold"
)

PLAIN = ParagraphStyle("plain", fontName="Serif", fontSize=12, leading=15, spaceAfter=6,
                       alignment=TA_JUSTIFY)  # fmt: skip
SMALL = ParagraphStyle("small", PLAIN, fontSize=9.5, leading=11.5, textColor=MUTED, spaceBefore=4,
                       alignment=0)  # fmt: skip
HEADING = ParagraphStyle("heading", PLAIN, fontName="Serif-Bold", fontSize=13, leading=16,
                         spaceBefore=12, spaceAfter=6, keepWithNext=1, alignment=0)  # fmt: skip
CELL = ParagraphStyle("cell", PLAIN, fontSize=10.5, leading=12.5, spaceAfter=0, alignment=0)
CELL_HEAD = ParagraphStyle("head", CELL, fontName="Serif-Bold", fontSize=9.5, leading=11)
CELL_SMALL = ParagraphStyle("tiny", CELL, fontSize=8.5, leading=10)
DIGITS = ParagraphStyle("digits", CELL, alignment=TA_RIGHT)
CENTRED = ParagraphStyle("centred", PLAIN, alignment=TA_CENTER, spaceAfter=2)
TITLE = ParagraphStyle(
    "title", CENTRED, fontName="Serif-Bold", fontSize=16, leading=20, spaceBefore=10
)
ADDRESSEE = ParagraphStyle("addressee", PLAIN, alignment=TA_RIGHT)
HINT = ParagraphStyle("hint", CELL_SMALL, alignment=TA_CENTER, textColor=MUTED)


class Rows(Table):  # type: ignore[misc]  # the library is not annotated
    """A table whose rows stay whole, except one that is longer than a page."""

    def split(self, width: float, height: float) -> list[Any]:
        self.splitInRow = int(height >= WHOLE_PAGE - 1)
        found: list[Any] = super().split(width, height)
        return found


def pdf(content: c.Content, at: datetime) -> bytes:
    """The file. Written twice: how many pages there are is known after the first time."""
    pages = _written(content, at, 0)[1]
    return _written(content, at, pages)[0]


def _written(content: c.Content, at: datetime, pages: int) -> tuple[bytes, int]:
    file = io.BytesIO()
    template = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=LEFT - PADDING, rightMargin=RIGHT - PADDING, topMargin=TOP,
        bottomMargin=BOTTOM,
        title=c.printable(f"{content.title}, {content.dated}"),
        author=c.printable(content.above[0]), lang=content.language, creator="Teplofon",
    )  # fmt: skip
    foot = partial(_foot, content, pages)
    template.build(_story(content), onFirstPage=foot, onLaterPages=foot)
    return file.getvalue(), template.page


def _foot(content: c.Content, pages: int, canvas: Any, template: Any) -> None:
    canvas.saveState()
    canvas.setFont("Serif", 9)
    canvas.setFillColor(colors.HexColor(MUTED))
    text = content.foot.format(page=canvas.getPageNumber(), pages=pages)
    canvas.drawRightString(A4[0] - RIGHT, 11 * mm, text)
    canvas.restoreState()


def _story(content: c.Content) -> list[Any]:
    story: list[Any] = [Paragraph(_markup(line), CENTRED) for line in content.above]
    if content.addressee:
        story += [Spacer(0, 8), Paragraph(_markup(content.addressee), ADDRESSEE)]
    story += [
        Paragraph(_markup(content.title), TITLE),
        Paragraph(_markup(content.subject), CENTRED),
        Paragraph(_markup(content.dated), CENTRED),
        Spacer(0, 6),
    ]
    kept: list[Any] = []
    for block, following in zip_longest(content.blocks, content.blocks[1:]):
        if not kept and _leads(block, following):
            story.append(CondPageBreak(ROOM))
        together = bool(kept) or _is_short(block) or isinstance(block, c.Signatures)
        kept += _block(block)
        if not _stays(block, following):
            story += [KeepTogether(kept)] if together else kept
            kept = []
    return story


def _stays(block: c.Block, following: c.Block | None) -> bool:
    """Whether it is on the page of what follows: of figures it leads to, of the signatures."""
    if isinstance(block, c.Heading) and isinstance(following, c.Text):
        return len(following.text) <= SHORT
    if isinstance(block, c.Text) and isinstance(following, c.Signatures):
        return len(block.text) <= SHORT
    return isinstance(block, c.Heading | c.Text) and _is_short(following)


def _leads(block: c.Block, following: c.Block | None) -> bool:
    """Whether it needs room for the beginning of what follows, which may go on overleaf."""
    leads = isinstance(block, c.Text) and not block.small and isinstance(following, c.Table)
    return leads or isinstance(block, c.Heading)


def _is_short(block: c.Block | None) -> bool:
    """A table of figures that stays on one page."""
    if not isinstance(block, c.Table):
        return False
    return block.digits < len(block.heads) and len(block.rows) <= WHOLE


def _block(block: c.Block) -> list[Any]:
    match block:
        case c.Heading(text):
            return [Paragraph(_markup(text), HEADING)]
        case c.Text():
            return [Paragraph(_markup(block.text), SMALL if block.small else PLAIN)]
        case c.Pairs(rows):
            return _pairs(rows)
        case c.Table():
            return [_table(block), Spacer(0, 8)]
        case c.Bars() | c.Columns():
            return [_chart(block), Spacer(0, 6)]
        case c.Signatures():
            return _signatures(block)
        case c.NewPage():
            return [PageBreak()]


def _pairs(rows: Sequence[tuple[str, str]]) -> list[Any]:
    cells = [
        [Paragraph(_markup(one), CELL), Paragraph(_markup(other), CELL)] for one, other in rows
    ]
    table = Table(cells, [WIDE * 0.27, WIDE * 0.73], style=[
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ])  # fmt: skip
    return [table, Spacer(0, 4)]


def _table(block: c.Table) -> Any:
    plain = CELL_SMALL if block.small else CELL
    heads = [Paragraph(_markup(head), CELL_HEAD) for head in block.heads]
    rows = [
        [
            Paragraph(_cell(cell), DIGITS if place >= block.digits else plain)
            for place, cell in enumerate(row)
        ]
        for row in block.rows
    ]
    return Rows(
        [heads, *rows],
        [WIDE * part / sum(block.widths) for part in block.widths],
        repeatRows=1,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, RULE),
            ("BACKGROUND", (0, 0), (-1, 0), HEAD),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ],
    )


def _cell(cell: c.Cell) -> str:
    reference = f' <font size="7.5" color="{MUTED}">[{cell.figure}]</font>' if cell.figure else ""
    return _markup(cell.text) + reference


def _chart(block: c.Chart) -> Any:
    png = picture(block)
    wide, high = ImageReader(io.BytesIO(png)).getSize()
    return Image(io.BytesIO(png), WIDE, WIDE * high / wide)


def _signatures(block: c.Signatures) -> list[Any]:
    parts: list[Any] = [Spacer(0, 18)]
    for line in block.lines:
        cells = [Paragraph(_markup(text), CENTRED) for text in (line.post, "", line.name, "")]
        hints = [Paragraph(_markup(hint), HINT) for hint in block.hints]
        widths = [WIDE * part for part in (0.3, 0.22, 0.28, 0.2)]
        rules = [("LINEBELOW", (place, 0), (place, 0), 0.5, colors.black) for place in range(4)]
        style = [*rules, ("VALIGN", (0, 0), (-1, 0), "BOTTOM"), ("TOPPADDING", (0, 1), (-1, 1), 1)]
        parts.append(Paragraph(_markup(f"{line.role}:"), PLAIN))
        parts += [Table([cells, hints], widths, style=style), Spacer(0, 12)]
    return parts


def _markup(text: str) -> str:
    """As a paragraph takes it: what looks like markup is text."""
    return escape(c.printable(text)).replace("\n", "<br/>")
