"""Callers who wait for an operator: in which queue, at which place, for how long still.

The order is Asterisk's, by the priority computed here; this is the record of who waits, which is
there for the caller's ear, for the floor, and for the place that is kept during a call back.
"""
