"""What Asterisk tells the gateway, and what the gateway makes of it."""

from agi_scripts.gateway.happenings import HAPPENINGS
from config.asterisk.configure import AMI_EVENTS


def test_every_event_let_through_means_something_and_every_meaning_is_let_through() -> None:
    assert set(AMI_EVENTS) == HAPPENINGS.keys()
    assert len(AMI_EVENTS) == len(HAPPENINGS)
