"""Spoken words to values: what each language calls numbers, and how words become one value.

All readings that the small grammars here allow are enumerated; a value counts only where it is the
only one that fits the question. Nothing here weighs, guesses or knows a recogniser.
"""
