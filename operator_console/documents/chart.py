"""Charts as pictures, the same in both files: drawn for print, dark and light tell parts apart."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from operator_console.documents.content import Bar, Bars, Chart, Columns

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = FONTS / "LiberationSerif-Regular.ttf", FONTS / "LiberationSerif-Bold.ttf"
WIDE, DPI = 1900, 290  # pixels; 166 mm on paper
TEXT = 40  # pixels of an ordinary letter: 10 points
MARGIN = 16
INK, GREY, PALE, DARK, LIGHT = "#1a1a1a", "#777777", "#d9d9d9", "#2f5d8a", "#b9c7d6"
LINE = TEXT * 5 // 4
BAR, ROW = 44, 2 * LINE + 4  # heights; a name may take two lines
NAMES = 640  # wide
FLOOR = 420  # high: the columns of a chart by months
MONTHS = 12

Drawing = ImageDraw.ImageDraw
Font = ImageFont.FreeTypeFont


def picture(chart: Chart) -> bytes:
    """A PNG."""
    drawn = _bars(chart) if isinstance(chart, Bars) else _columns(chart)
    file = io.BytesIO()
    drawn.save(file, "PNG", dpi=(DPI, DPI), optimize=True)
    return file.getvalue()


def _bars(chart: Bars) -> Image.Image:
    top = MARGIN + 2 * LINE
    image, draw = _paper(chart.title, top + ROW * len(chart.bars) + 2 * LINE)
    left, right = NAMES + 30, WIDE - 190
    bottom = top + ROW * len(chart.bars)
    for part in range(0, 101, 25):
        x = left + (right - left) * part // 100
        draw.line((x, top, x, bottom), PALE, 2)
        draw.text((x, bottom + 8), f"{part}", GREY, _font(), anchor="ma")
    for place, bar in enumerate(chart.bars):
        _bar(draw, bar, top + place * ROW, left, right)
    if chart.mark is not None:
        x = left + round((right - left) * chart.mark)
        draw.line((x, top - 6, x, bottom), INK, 4)
        draw.text((x, top - 10), chart.mark_label, INK, _font(), anchor="ms")
    return image


def _bar(draw: Drawing, bar: Bar, y: int, left: int, right: int) -> None:
    middle = y + ROW // 2
    lines = wrapped(bar.label, NAMES, 2)
    for place, line in enumerate(lines):
        height = middle - LINE * len(lines) // 2 + place * LINE
        draw.text((NAMES, height), line, INK, _font(), anchor="ra")
    share = bar.share or 0
    end = left + round((right - left) * share)
    if end > left:
        draw.rectangle((left, middle - BAR // 2, end, middle + BAR // 2), DARK)
    draw.text((right + 20, middle), bar.written, INK, _font(), anchor="lm")


def _columns(chart: Columns) -> Image.Image:
    top = MARGIN + 3 * LINE
    image, draw = _paper(chart.title, top + FLOOR + 2 * LINE)
    most = max((sum(parts) for _, parts in chart.columns), default=0) or 1
    left, bottom = 110, top + FLOOR
    _legend(draw, chart.series, MARGIN + LINE + 12)
    draw.line((left, bottom, WIDE - MARGIN, bottom), GREY, 2)
    room = (WIDE - MARGIN - left) // max(len(chart.columns), 4)
    every = -(-len(chart.columns) // MONTHS)  # more names would run into each other
    for place, (label, parts) in enumerate(chart.columns):
        x, y = left + place * room + room // 2, bottom
        for colour, part in zip((DARK, LIGHT), parts, strict=True):
            high = FLOOR * part // most
            if high:
                draw.rectangle((x - room // 3, y - high, x + room // 3, y), colour)
            y -= high
        if place % every == 0:
            draw.text((x, bottom + 8), label, INK, _font(), anchor="ma")
            draw.text((x, y - 6), str(sum(parts)), INK, _font(), anchor="ms")
    return image


def _legend(draw: Drawing, series: Sequence[str], y: int) -> None:
    x = MARGIN
    for colour, name in zip((DARK, LIGHT), series, strict=True):
        draw.rectangle((x, y + 6, x + 34, y + 40), colour)
        draw.text((x + 48, y), name, INK, _font(), anchor="la")
        x += 48 + round(_font().getlength(name)) + 60


def _paper(title: str, high: int) -> tuple[Image.Image, Drawing]:
    image = Image.new("RGB", (WIDE, high), "white")
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, MARGIN), title, INK, ImageFont.truetype(BOLD, TEXT), anchor="la")
    return image, draw


def wrapped(text: str, wide: int, most: int) -> list[str]:
    """At most so many lines that are no wider; what is left out is three dots."""
    lines, font = [""], _font()
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= wide or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [_cut(line, wide, font) for line in lines]


def _cut(line: str, wide: int, font: Font) -> str:
    if font.getlength(line) <= wide:
        return line
    while font.getlength(f"{line}…") > wide:
        line = line[:-1]
    return f"{line}…"


def _font() -> Font:
    return ImageFont.truetype(REGULAR, TEXT)
