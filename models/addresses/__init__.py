"""How people say addresses, and which of the utility's own addresses they mean.

`said` is what a grammar makes of the words; `names`, `houses`, `numbering` and `streets` are pure;
`register` asks the database, `aliases` brings old names into it. No words of a language live here
beyond those that a register itself is written with.
"""
