"""Meter readings (M1): one or several meters of one account."""

from collections.abc import Sequence
from decimal import Decimal

from ivr.dialogues.identification import identify
from ivr.engine.call import ATTEMPTS, Call
from ivr.engine.channel import NeedsOperator
from ivr.engine.prompt import Prompt
from ivr.grammars.choices import YesNo
from ivr.grammars.numbers import Register, Shown
from models.office import Office
from models.records import Meter, Metering, Saved, Service, Source
from models.rules.readings import Verdict, check_reading, in_window

Name = dict[str, str]  # a meter as the catalogue can say it


def submit_readings(call: Call) -> None:
    """Take the reading of each meter of the caller's account, then give the receipt number."""
    window = call.utility.readings
    if not in_window(call.today, window.first_day, window.last_day):
        call.say("window_closed", first=window.first_day, last=window.last_day)
        return
    account = identify(call)
    meters = call.do(Office.meters_of, account)
    if not meters:
        call.say("no_meters")
        raise NeedsOperator("no_meters")
    if len(meters) > 1:
        call.say("several_meters", count=len(meters))
    saved = [take_reading(call, meter, meters) for meter in meters]
    if receipts := [one.receipt for one in saved if one]:
        call.say("receipt", number=receipts[-1])


def take_reading(call: Call, meter: Meter, meters: Sequence[Meter]) -> Saved | None:
    """Take one meter's reading; None if the caller skips it, as one of several."""
    shown = take_value(call, meter, meters)
    if shown.value is None:
        return None
    source = Source.VOICE if shown.spoken else Source.KEYPAD
    saved = call.do(Office.save_reading, meter, shown.value, call.today, source)
    call.say("reading_replaced" if saved.replaced else "reading_saved")
    return saved


def take_value(call: Call, meter: Meter, meters: Sequence[Meter]) -> Shown:
    """Ask until the value is believable and the caller agrees to it (M3).

    A spoken value may have been misheard: the second time it is asked for and read back digit by
    digit, the third time the keys are offered. What was read before is not said: an account number
    alone does not show who is calling.
    """
    known = call.do(Office.metering, meter, call.today)
    misheard = False
    for attempt in range(1, ATTEMPTS + 1):
        shown = ask_value(call, meter, meters)
        if shown.value is None:
            return shown
        if is_believable(call, meter, known, shown.value):
            again = misheard or (shown.spoken and attempt > 1)
            if agrees(call, meter, shown.value, digit_by_digit=again):
                return shown
            misheard = True
        call.ask_more_clearly(attempt)
    raise NeedsOperator("no_believable_reading")


def is_believable(call: Call, meter: Meter, known: Metering, value: Decimal) -> bool:
    """Compare with what is known of the meter; of a high use the caller decides (M3)."""
    multiple = call.utility.readings.unusual_multiple
    verdict = check_reading(meter, known, value, call.today, multiple)
    if verdict is Verdict.UNUSUALLY_HIGH:
        return call.ask("confirm_high_use", YesNo())
    if verdict is Verdict.LOWER_THAN_LAST:
        call.say("lower_than_last")
    return verdict is Verdict.PLAUSIBLE


def ask_value(call: Call, meter: Meter, meters: Sequence[Meter]) -> Shown:
    """Ask once, the first time with a word on the keys."""
    several = len(meters) > 1
    hints = [] if several and meter != meters[0] else [keys_hint(call, meter)]
    register = Register(meter.wheels, meter.decimals, may_skip=several)
    question = "ask_reading_or_skip" if several else "ask_reading"
    return call.ask(question, register, hints, meter=name_of(meter, meters))


def keys_hint(call: Call, meter: Meter) -> Prompt:
    """How to key what this register shows."""
    key = "reading_keys_hint" if meter.decimals else "reading_whole_hint"
    return Prompt(key, language=call.language)


def agrees(call: Call, meter: Meter, value: Decimal, digit_by_digit: bool) -> bool:
    """Read the value back, after a refusal digit by digit, and hear whether it is right."""
    if digit_by_digit:
        return call.ask("read_back_digits", YesNo(), value=value)
    if meter.service is Service.HEAT:
        return call.ask("read_back_heat", YesNo(), value=value)
    return call.ask("read_back", YesNo(), value=value)


def name_of(meter: Meter, others: Sequence[Meter]) -> Name:
    """Service and place; by the end of the serial number where these do not tell meters apart."""
    alike = [one for one in others if (one.service, one.place) == (meter.service, meter.place)]
    return {
        "service": meter.service,
        "place": meter.place,
        "serial_tail": meter.serial_tail if len(alike) > 1 else "",
    }
