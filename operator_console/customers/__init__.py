"""The customer: found by one search box, identified by questions, shown as a card.

What may be seen is decided in `access` and nowhere else; each look is written down first.
"""
