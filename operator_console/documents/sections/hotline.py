"""What the hotline came to in the period: timeliness (P5), norms (N1-N5), repeats, survey (P6)."""

from collections.abc import Iterator, Sequence

from models.audits.timeliness import Took
from models.documents.hotline import OfNorm
from models.documents.records import DocumentKind
from operator_console.documents.content import Bar, Bars, Block, Cell, Columns, Table, Text
from operator_console.documents.sections.book import Book

SLOWEST = 10  # registrations that are named
CRITERIA = ("competence", "speed", "quality", "accessibility")


def timeliness(book: Book) -> Iterator[Block]:
    """The indicators of A 2.6 (P5)."""
    words, found = book.words, book.facts.timeliness.values()
    yield book.heading("timeliness")
    yield Text(words("timeliness_how"), small=True)
    rows = []
    for one in found:
        name = words(f"indicator_{one.indicator}")
        counts = [
            book.count(words(f"figure_{key}", indicator=name), _calls(took))
            for key, took in (
                ("measured", one.measured),
                ("in_time", one.timely),
                ("late", one.late),
            )
        ]
        limit = Cell(words.length(one.norm.limit * 1000))
        rows.append([Cell(name), limit, *counts, Cell(words.percent(one.share))])
    keys = ("indicator", "limit", "measured", "in_time", "late", "share")
    yield Table([words(key) for key in keys], rows, (34, 11, 15, 13, 13, 14), digits=1)
    outside = sum(len(one.took) - len(one.measured) for one in found)
    if outside:
        yield Text(words("unmeasured", count=words.number(outside)), small=True)
    if late := [took for one in found for took in one.late]:
        yield from _slowest(book, sorted(late, key=lambda took: -(took.length or 0))[:SLOWEST])


def _slowest(book: Book, late: Sequence[Took]) -> Iterator[Block]:
    words = book.words
    yield Text(words("slowest"))
    rows = [
        [
            Cell(str(one.what.call)),
            Cell(
                words(
                    "numbered",
                    kind=words.of_screen(f"requests.kind_{one.what.kind}"),
                    number=one.what.number,
                )
            ),
            Cell(words.moment(one.what.at)),
            Cell(words.length(one.length or 0)),
        ]
        for one in late
    ]
    keys = ("call", "registered", "moment", "took")
    yield Table([words(key) for key in keys], rows, (18, 42, 24, 16), digits=3)


def _calls(took: Sequence[Took]) -> list[int]:
    return [one.what.call for one in took if one.what.call is not None]


def norms(book: Book) -> Iterator[Block]:
    """How many called, and the share within each norm."""
    words, found = book.words, book.facts.hotline
    yield book.heading("norms")
    if not found.arrived:
        yield Text(words("no_data"))
        return
    traffic = found.traffic
    counts = {
        "arrived": found.arrived,
        "offered": traffic.offered,
        "answered": traffic.answered,
        "abandoned": traffic.abandoned,
        "again": traffic.again,
    }
    rows = [[Cell(words(key)), book.count(words(key), calls)] for key, calls in counts.items()]
    yield Table([words("what"), words("count")], rows, (75, 25), digits=1)
    if book.facts.wanted.kind is DocumentKind.YEARLY:
        yield _months(book)
    keys = ("norm", "limit", "measured", "within", "over", "share")
    rows = [_stage(book, one) for one in found.norms]
    yield Table([words(key) for key in keys], rows, (32, 12, 15, 14, 13, 14), digits=1)
    bars = [
        Bar(words(f"norm_{one.clock}"), one.share, words.percent(one.share)) for one in found.norms
    ]
    yield Bars(words("chart_norms"), bars)
    yield Text(words("norms_how"), small=True)


def _months(book: Book) -> Columns:
    words, months = book.words, book.facts.hotline.months
    series = (words("answered"), words("abandoned"))
    columns = [
        (words.month(month), (len(one.answered), len(one.abandoned)))
        for month, one in months.items()
    ]
    return Columns(words("chart_months"), series, columns)


def _stage(book: Book, one: OfNorm) -> list[Cell]:
    words, stage = book.words, book.words(f"norm_{one.clock}")
    limit = words.length(one.norm.limit * 1000) if one.norm else words("by_topic")
    return [
        Cell(stage),
        Cell(limit),
        book.count(words("figure_stage_judged", stage=stage), one.judged),
        book.count(words("figure_stage_kept", stage=stage), one.kept),
        book.count(words("figure_stage_over", stage=stage), one.over),
        Cell(words.percent(one.share)),
    ]


def survey(book: Book) -> Iterator[Block]:
    """What callers said after the talk (P6, V 28-29)."""
    words, found = book.words, book.facts.surveyed
    yield book.heading("survey")
    if not found.asked:
        yield Text(words("no_data"))
        return
    counts = {"survey_asked": sorted(found.asked), "survey_answered": found.answered}
    rows = [[Cell(words(key)), book.count(words(key), calls)] for key, calls in counts.items()]
    yield Table([words("what"), words("count")], rows, (75, 25), digits=1)
    yield Text(words("survey_response", share=words.percent(found.response)))
    rows = []
    for key in CRITERIA:
        opinion, name = found.of_criterion(key), words(f"survey_{key}")
        calls = [one.call for one in opinion.answers]
        answers = book.count(words("figure_answers", criterion=name), calls)
        mean, good = words.decimal(opinion.mean), words.percent(opinion.good)
        rows.append([Cell(name), answers, Cell(mean), Cell(good)])
    keys = ("survey_criterion", "survey_answers", "survey_mean", "survey_good")
    yield Table([words(key) for key in keys], rows, (40, 20, 20, 20), digits=1)
    yield Text(words("survey_how"), small=True)
