"""What can happen to a call, and what an operator can be doing."""

from enum import StrEnum


class Kind(StrEnum):
    """An event of a call, in the order in which a simple call has them."""

    ARRIVED = "arrived"
    ANNOUNCED = "announced"  # the caller has heard that the call is recorded (C1)
    IDENTIFIED = "identified"
    QUEUED = "queued"
    RANG = "rang"  # an operator's telephone
    NOT_TAKEN = "not_taken"  # it rang in vain
    ABANDONED = "abandoned"  # the caller gave up waiting
    LEFT_QUEUE = "left_queue"  # otherwise than to an operator
    ANSWERED = "answered"  # an operator can speak (N1)
    CUSTOMER_FOUND = "customer_found"  # on the operator's screen (N2)
    HELD = "held"
    RESUMED = "resumed"
    SPECIALIST_ASKED = "specialist_asked"  # N5
    SPECIALIST_ANSWERED = "specialist_answered"
    SPECIALIST_LEFT = "specialist_left"
    TRANSFERRED = "transferred"  # to another operator, a specialist or a queue
    OPERATOR_LEFT = "operator_left"  # the operator's leg has ended
    HUNG_UP = "hung_up"  # the caller's leg has ended
    WRAP_UP_DONE = "wrap_up_done"  # the contact has its outcome (C14)
    SUPERVISED = "supervised"  # a supervisor listens, whispers or joins
    RECORDING_PAUSED = "recording_paused"  # silence is recorded while personal codes are spoken
    RECORDING_RESUMED = "recording_resumed"


class Presence(StrEnum):
    """What an operator is doing."""

    OFFLINE = "offline"
    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    AWAY = "away"  # with a reason: break, training, absence


class Seen(StrEnum):
    """Where an event was learnt from."""

    AGI = "agi"
    AMI = "ami"
    CONSOLE = "console"
    TWILIO = "twilio"  # its webhooks
    QUEUE_LOG = "queue_log"  # after a broken link
