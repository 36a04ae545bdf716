"""What the grades came to (P3), what became of them, and how far auditors agree."""

from collections.abc import Iterator, Sequence

from models.audits.figures import Figures, OfCriterion, Scores
from models.audits.records import Grade, Verdict
from operator_console.documents.content import Bar, Bars, Block, Cell, Table, Text
from operator_console.documents.sections.book import Book

WORST = 10  # criteria


def grades(book: Book) -> Iterator[Block]:
    """By form: each operator, and what was met least."""
    yield book.heading("grades")
    if not book.facts.forms:
        yield Text(book.words("no_data"))
    for form in book.facts.forms:
        yield from _of_form(book, form)


def _of_form(book: Book, form: Figures) -> Iterator[Block]:
    words, name = book.words, book.words.named(form.card.card.names)
    yield Text(words("grades_form", name=name, version=form.card.version))
    keys = ("operator", "graded", "mean", "passed", "failed")
    rows = [_scores(book, name, one.name, one.scores) for one in form.operators]
    rows.append(_scores(book, name, words("total"), form.total))
    yield Table([words(key) for key in keys], rows, (36, 16, 16, 16, 16), digits=1)
    mark = form.card.card.pass_mark
    bars = [
        Bar(one.name, (one.scores.mean or 0) / 1000, words.score(one.scores.mean))
        for one in form.operators
    ]
    label = words("pass_mark", mark=words.score(mark))
    yield Bars(words("chart_grades"), bars, mark / 1000, label)
    yield from _worst(book, form, name)


def _worst(book: Book, form: Figures, name: str) -> Iterator[Block]:
    """What was met least, by the paragraphs of the standard, which is named once."""
    words, worst, source = book.words, form.worst(WORST), form.card.card.source
    if not worst:
        yield Text(words("worst_none"))
        return
    yield Text(words("worst_of", source=source) if source else words("worst"))
    keys = ("paragraph", "criterion", "judged", "missed", "met")
    rows = [_criterion(book, name, one) for one in worst]
    yield Table([words(key) for key in keys], rows, (13, 42, 15, 14, 16), digits=2)


def _scores(book: Book, form: str, operator: str, scores: Scores) -> list[Cell]:
    words, passed = book.words, [one for one in scores.grades if one.passed]
    failed = [one for one in scores.grades if not one.passed]
    return [
        Cell(operator),
        book.count(words("figure_graded", form=form, operator=operator), _calls(scores.grades)),
        Cell(words.score(scores.mean)),
        book.count(words("figure_passed", form=form, operator=operator), _calls(passed)),
        book.count(words("figure_failed", form=form, operator=operator), _calls(failed)),
    ]


def _criterion(book: Book, form: str, one: OfCriterion) -> list[Cell]:
    words = book.words
    name, paragraph = words.named(one.criterion.names), words.paragraph(one.criterion)
    said = {"form": form, "paragraph": paragraph, "criterion": name}
    return [
        Cell(paragraph),
        Cell(words("critical", name=name) if one.criterion.critical else name),
        book.count(words("figure_judged", **said), _calls(one.judged)),
        book.count(words("figure_missed", **said), _calls(one.missed)),
        Cell(words.percent(one.share)),
    ]


def appeals(book: Book) -> Iterator[Block]:
    """What operators appealed against, what was decided, which grades were corrected."""
    words, found = book.words, book.facts.appeals
    corrected = [one for form in book.facts.forms for one in form.corrected]
    by_verdict = {
        "appeals_filed": [one.grade for one in found],
        "appeals_granted": [one.grade for one in found if one.verdict is Verdict.GRANTED],
        "appeals_upheld": [one.grade for one in found if one.verdict is Verdict.UPHELD],
        "appeals_waiting": [one.grade for one in found if one.verdict is None],
        "corrected": corrected,
    }
    rows = [
        [Cell(words(key)), book.count(words(key), _calls(of))] for key, of in by_verdict.items()
    ]
    yield book.heading("appeals")
    yield Table([words("what"), words("count")], rows, (75, 25), digits=1)


def agreement(book: Book) -> Iterator[Block]:
    """Krippendorff's alpha of each form that was used."""
    words = book.words
    found = [one for one in book.facts.agreed if one.calls]
    yield book.heading("agreement")
    if not found:
        yield Text(words("no_data"))
        return
    keys = ("forms", "agreement_calls", "agreement_units", "agreement_same", "agreement_alpha")
    rows = []
    for one in found:
        name, whole = words.named(one.card.card.names), one.agreement
        calls = book.count(words("figure_calibrated", form=name), one.calls)
        units = Cell(words.number(whole.units))
        same, alpha = Cell(words.percent(whole.same)), Cell(words.decimal(whole.alpha))
        rows.append([Cell(name), calls, units, same, alpha])
    yield Table([words(key) for key in keys], rows, (36, 14, 17, 15, 18), digits=1)
    yield Text(words("agreement_how"), small=True)


def _calls(counted: Sequence[Grade]) -> list[int]:
    return [one.call for one in counted]
