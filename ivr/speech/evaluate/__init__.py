"""How well callers are understood, measured: utterances through the path of a call, and the gates.

`teplofon speech evaluate` says how often words, digits and values are right. What it measured
corrupts the words of simulated callers, who show how often a wrong reading would be written.
Nothing here is used in a call.
"""
