"""Reading the form of a grade: what was typed stays as it was typed, whatever is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.rules.grading import (
    LONGEST_COMMENT,
    LONGEST_REMARK,
    Answer,
    Criterion,
    Judged,
    Scorecard,
    faults,
    moment_written,
    written_moment,
)


@dataclass(frozen=True)
class Filled:
    """The fields as typed; the answers that could be read; words for what is wrong, by field."""

    fields: Mapping[str, str]
    answers: Mapping[str, Judged]
    wrong: Mapping[str, str]
    remark: str


def read(card: Scorecard, typed: Mapping[str, str]) -> Filled:
    """`answer_KEY`, `comment_KEY` and `moment_KEY` of each criterion, and `remark`."""
    answers: dict[str, Judged] = {}
    wrong: dict[str, str] = {}
    for one in card.criteria:
        try:
            moment = written_moment(typed.get(f"moment_{one.key}", ""))
        except ValueError:
            wrong[f"moment_{one.key}"], moment = "moment", None
        comment = " ".join(typed.get(f"comment_{one.key}", "").split())
        if len(comment) > LONGEST_COMMENT:
            wrong[f"comment_{one.key}"] = "too_long"
        if said := _answer(one, typed.get(f"answer_{one.key}", ""), comment, moment):
            answers[one.key] = said
    wrong |= {f"answer_{key}": fault for key, fault in faults(card, answers).items()}
    remark = typed.get("remark", "").strip()
    if len(remark) > LONGEST_REMARK:
        wrong["remark"] = "too_long"
    return Filled(dict(typed), answers, wrong, remark)


def _answer(one: Criterion, text: str, comment: str, moment: int | None) -> Judged | None:
    if one.points is not None and text.isascii() and text.isdecimal() and len(text) < 5:
        return Judged(Answer.YES, int(text), comment, moment)
    if text not in set(Answer) or (one.points is not None and text != Answer.NOT_APPLICABLE):
        return None
    return Judged(Answer(text), None, comment, moment)


def typed(answers: Mapping[str, Judged], remark: str) -> dict[str, str]:
    """The fields that would be read as these answers."""
    fields = {"remark": remark}
    for key, said in answers.items():
        fields[f"answer_{key}"] = said.answer if said.points is None else str(said.points)
        fields[f"comment_{key}"] = said.comment
        fields[f"moment_{key}"] = moment_written(said.moment)
    return fields
