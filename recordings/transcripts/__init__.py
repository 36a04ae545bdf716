"""What was said, written down after the call, off the peak: words with times of both sides.

Knows of the archive that it gives sounds out. What may be noticed in the words: `recordings.hints`.
"""
