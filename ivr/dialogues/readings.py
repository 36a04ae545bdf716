"""Meter readings (M1): one or several meters of one account."""

from collections.abc import Sequence
from decimal import Decimal

from ivr.dialogues.identification import identify
from ivr.engine.call import ATTEMPTS, Call
from ivr.engine.channel import NeedsOperator
from ivr.engine.prompt import Prompt
from ivr.grammars.choices import YesNo
from ivr.grammars.numbers import Register
from models.office import Office
from models.records import Meter, Saved, Service
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
    value = take_value(call, meter, meters)
    if value is None:
        return None
    saved = call.do(Office.save_reading, meter, value, call.today)
    call.say("reading_replaced" if saved.replaced else "reading_saved")
    return saved


def take_value(call: Call, meter: Meter, meters: Sequence[Meter]) -> Decimal | None:
    """Ask until the value is believable and the caller agrees to it (M3).

    What was read before is not said: an account number alone does not show who is calling.
    """
    known = call.do(Office.metering, meter, call.today)
    misheard = False
    for _ in range(ATTEMPTS):
        value = ask_value(call, meter, meters)
        if value is None:
            return None
        verdict = check_reading(
            meter, known, value, call.today, call.utility.readings.unusual_multiple
        )
        if verdict is Verdict.LOWER_THAN_LAST:
            call.say("lower_than_last")
        elif verdict is Verdict.UNUSUALLY_HIGH and not call.ask("confirm_high_use", YesNo()):
            continue
        elif agrees(call, meter, value, digit_by_digit=misheard):
            return value
        else:
            misheard = True
    raise NeedsOperator("no_believable_reading")


def ask_value(call: Call, meter: Meter, meters: Sequence[Meter]) -> Decimal | None:
    """Ask once, the first time with a word on the keys; None if the caller passes over it."""
    several = len(meters) > 1
    hints = [] if several and meter != meters[0] else [keys_hint(call, meter)]
    register = Register(meter.wheels, meter.decimals, may_skip=several)
    question = "ask_reading_or_skip" if several else "ask_reading"
    return call.ask(question, register, hints, meter=name_of(meter, meters)).value


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
