"""How long recordings and what was said are kept (P1): legal holds, the sweep, and its proof.

Knows nothing of sound, and of a store only that files can be removed from it. The rule itself is
`models.rules.retention`; what goes and what stays: docs/retention.md.
"""
