"""Calling customers back (C9): the carrier's interface, and the dialler that uses it.

Here: no telephony protocol, and no rule. Each carrier is in the room that speaks its protocol.
"""
