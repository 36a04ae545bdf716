"""The supervisor's floor: who waits, who does what, how the day goes, what can be done.

What is live comes as `models.floor.Floor` by the stream `/live/floor`; figures of the day from the
log of events. What a supervisor does is done by the gateway.
"""
