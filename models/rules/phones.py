"""Telephone numbers: as people key them, as networks send them, as we keep them (E.164)."""

import phonenumbers


def to_e164(number: str, region: str) -> str | None:
    """A number that can be called back, as +79121234567; None if it cannot be one."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
