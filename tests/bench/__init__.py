"""How fast Teplofon is, measured from outside. Nothing here asserts a speed: it prints one.

`python -m tests.bench agi` plays Asterisk to a server of ours; docs/benchmarks.md says what the
figures mean.
"""
