"""The screens of quality audits (P3-P5, P7, P8): samples, grading, appeals, tasks, forms.

What may be done and what it comes to is `models.audits`; here it is shown and asked for.
"""
