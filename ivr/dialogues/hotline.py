"""The call from its greeting to its end."""

from ivr.dialogues.callback import promise_callback
from ivr.dialogues.readings import submit_readings
from ivr.engine.call import Call
from ivr.engine.channel import Grammar, NeedsOperator
from ivr.engine.outcomes import Goodbye, Outcome
from ivr.engine.prompt import Prompt
from ivr.grammars.choices import OneOf, OrExtension, SilenceMeans
from models.office import Office
from models.rules.hours import is_open, timetable

MOST_ERRANDS = 10  # in one call
READINGS, HOURS, CALLBACK, NO_MORE = range(4)
MENU = OneOf(3, ("readings", "hours", "callback"))


def hotline(call: Call) -> Outcome:
    """Greet, serve, and where that needs a person whom nobody can reach, promise to call back."""
    welcome(call)
    try:
        choose_language(call)
        wanted = serve(call)
    except NeedsOperator as why:
        if call.utility.operators and is_open(call.utility, call.began):
            raise
        call.say("callback_offer")
        wanted = str(why)
    if wanted:
        promise_callback(call, wanted)
    call.say("goodbye")
    return Goodbye()


def welcome(call: Call) -> None:
    """Greeting and recording notice before anything else (C1), in every language (C19)."""
    for language in call.utility.languages:
        call.language = language
        call.say("greeting", utility=call.utility.name[language])
        call.tell("recording_notice")
    call.do(Office.note_announced)
    call.record()
    call.language = call.utility.languages[0]


def choose_language(call: Call) -> None:
    """Where the utility has several (C19)."""
    languages = call.utility.languages
    if len(languages) == 1:
        return
    options = [
        Prompt("language_option", {"key": key}, language)
        for key, language in enumerate(languages, start=1)
    ]
    choice = OneOf(len(languages), languages)
    call.language = languages[call.ask("choose_language", choice, options)]
    call.do(Office.note_language, call.language)


def serve(call: Call) -> str | None:
    """One errand after another (C2); the reason, if the caller wants to be called back."""
    open_now = is_open(call.utility, call.began)
    hours = timetable(call.utility.hours)
    if not open_now:
        call.say("closed_now", hours=hours)
    elif call.utility.operators and call.utility.extensions:
        call.say("extension_hint")
    for errand in range(MOST_ERRANDS):
        menu = MENU if errand == 0 else SilenceMeans(MENU, NO_MORE)
        either: Grammar[int | str] = OrExtension(menu, call.utility.extensions)
        chosen = call.ask("main_menu" if open_now else "closed_menu", either)
        if isinstance(chosen, str):
            call.do(Office.note_extension, chosen)
            raise NeedsOperator("extension")
        if chosen == READINGS:
            submit_readings(call)
        elif chosen == HOURS:
            call.say("opening_hours", hours=hours)
        elif chosen == CALLBACK:
            return "asked"
        else:
            break
    return None
