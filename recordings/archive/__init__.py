"""From what Asterisk writes to what is kept: the ledger of segments, and the job that settles them.

Knows nothing of dialogues and pages. When a recording must go is `recordings.retention`'s.
"""
