"""After the talk, of who stays on the line: one to four questions, 1 to 5 (P6).

A part of the call with a journal of its own. The caller may hang up at any moment: each answer is
kept before the next question is asked. Saying nothing twice ends it.
"""

from ivr.dialogues.callback import promise_callback
from ivr.engine.call import Call
from ivr.engine.channel import NeedsOperator
from ivr.engine.outcomes import EMERGENCY, Goodbye, Outcome
from ivr.engine.prompt import Prompt
from ivr.grammars.choices import OneOf, SilenceMeans, YesNo
from models.office import Office
from models.rules.survey import BEST, is_unhappy

NOTHING = -1
GRADE = SilenceMeans(OneOf(BEST), NOTHING)
WANTED = SilenceMeans(YesNo(), answer=False)
REASON = "survey"  # of the call back


def survey(call: Call) -> Outcome:
    """Ask, thank, and where somebody is unhappy offer a call by the head (P6)."""
    questions = [] if call.reason == EMERGENCY else call.do(Office.begin_survey)
    if not questions:
        return Goodbye()
    call.say("survey_intro")
    try:
        if is_unhappy(grades(call, questions)) and call.ask("survey_callback", WANTED):
            promise_callback(call, REASON)
    except NeedsOperator as why:
        if str(why) == "asked":  # there is more to talk about
            raise
    call.say("goodbye")
    return Goodbye()


def grades(call: Call, questions: list[str]) -> list[int]:
    """Those that were given; a question that is not answered is the last."""
    given: list[int] = []
    for criterion in questions:
        grade = grade_of(call, criterion)
        if grade is None:
            break
        call.do(Office.save_grade, criterion, grade)
        given.append(grade)
    return given


def grade_of(call: Call, criterion: str) -> int | None:
    """1 to 5; None of who says nothing, also when asked once more."""
    about = {
        "competence": Prompt("survey_competence", {}, call.language),
        "speed": Prompt("survey_speed", {}, call.language),
        "quality": Prompt("survey_quality", {}, call.language),
        "accessibility": Prompt("survey_accessibility", {}, call.language),
    }
    for _ in range(2):
        place = call.ask("survey_grade", GRADE, [about[criterion]])
        if place != NOTHING:
            return place + 1
    return None
