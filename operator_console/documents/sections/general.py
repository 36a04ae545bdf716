"""What was checked, by whom, and how the calls were drawn, so that anybody can draw them again."""

from collections.abc import Iterable, Iterator, Mapping

from models.audits.records import Filters
from models.documents.facts import OfSample
from operator_console.documents.content import Block, Cell, Pairs, Table, Text
from operator_console.documents.sections.book import Book
from operator_console.documents.words import Words


def general(book: Book) -> Iterator[Block]:
    """Utility, period, basis, those who graded and when."""
    words, facts = book.words, book.facts
    graders = [
        words(
            "grader",
            name=one.name,
            count=words.number(len(one.grades)),
            period=words.period(one.began, one.ended),
        )
        for one in facts.graders
    ]
    forms = [
        words(
            "form",
            name=words.named(one.card.card.names),
            version=one.card.version,
            source=one.card.card.source or "–",
            mark=words.score(one.card.card.pass_mark),
        )
        for one in facts.forms
    ]
    rows = [
        (words("utility"), words.named(words.utility.name)),
        (words("unit"), book.fields.get("unit", "")),
        (words("period"), words.period(facts.wanted.first, facts.wanted.last)),
        (words("basis"), words(f"{facts.wanted.kind}_basis")),
        (words("graders"), ";\n".join(graders)),
        (words("forms"), ";\n".join(forms)),
    ]
    yield book.heading("general")
    yield Pairs([(name, said) for name, said in rows if said])
    yield Text(words("of_calls"), small=True)


def sampling(book: Book) -> Iterator[Block]:
    """Seeds, filters, frames and numbers of the samples (P4)."""
    words, facts = book.words, book.facts
    yield book.heading("sampling")
    if facts.left_out:
        numbers = ", ".join(str(one) for one in facts.left_out)
        yield Text(words("left_out", numbers=numbers))
    if not facts.samples:
        yield Text(words("no_data"))
        return
    keys = (
        "sample", "sample_drawn", "sample_conditions", "sample_frame", "sample_size",
        "sample_graded",
    )  # fmt: skip
    rows = [_row(book, one) for one in facts.samples]
    yield Table([words(key) for key in keys], rows, (25, 21, 18, 12, 12, 12), digits=3)
    for one in facts.samples:
        verified = words("verified" if one.verified else "not_verified")
        number, seed = one.sample.id, one.sample.seed
        yield Text(words("seed", number=number, seed=seed, verified=verified), small=True)
    yield Text(words("repeat"), small=True)


def _row(book: Book, one: OfSample) -> list[Cell]:
    words, sample = book.words, one.sample
    period = words.period(sample.first, sample.last)
    named = words("sample_named", number=sample.id, period=period, size=sample.size)
    names = {stratum.operator: stratum.name for stratum in one.strata}
    frame = [call for stratum in one.strata for call in stratum.calls]
    graded = [each.call for each in one.drawn if each.grade is not None]
    return [
        Cell(named),
        Cell(words("drawn_by", name=sample.drawn_by, moment=words.moment(sample.drawn_at))),
        Cell(", ".join(conditions(words, sample.filters, names)) or words("conditions_none")),
        book.count(words("figure_frame", number=sample.id), frame),
        book.count(words("figure_sampled", number=sample.id), (each.call for each in one.drawn)),
        book.count(words("figure_sample_graded", number=sample.id), graded),
    ]


def conditions(words: Words, filters: Filters, names: Mapping[int, str]) -> Iterable[str]:
    """The filters of a sample in words; `names` are of operators."""
    yield from (words.topic(one) for one in filters.topics)
    yield from (words.of_screen(f"requests.outcome_{one}") for one in filters.outcomes)
    for name in ("dissatisfied", "repeated", "red"):
        if getattr(filters, name):
            yield words.of_screen(f"audits_samples.only_{name}")
    if filters.shortest is not None:
        yield words("conditions_longer", length=words.length(filters.shortest * 1000))
    if filters.longest is not None:
        yield words("conditions_shorter", length=words.length(filters.longest * 1000))
    if filters.operators:
        chosen = [names[one] for one in filters.operators if one in names]
        yield words("conditions_operators", names=", ".join(chosen))
