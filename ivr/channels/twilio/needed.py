"""Which settings calls over Twilio need. Nothing is started here."""

from config.settings import PREFIX, Settings, WrongSetting

REQUIRED = ("twilio_url", "twilio_account", "twilio_token", "twilio_fallback")


def is_wanted(settings: Settings) -> bool:
    """Whether they are given: who has Twilio for SMS alone names no number to fall back to."""
    return all(getattr(settings, name) for name in REQUIRED)


def check(settings: Settings) -> None:
    """Raises WrongSetting for one that is missing."""
    for name in REQUIRED:
        if not getattr(settings, name):
            raise WrongSetting(f"{PREFIX}{name.upper()} is needed for calls over Twilio")
