"""Quality audits: forms, samples of calls, grades, calibration, appeals, tasks (P3-P5, P7, P8).

Here: the records, and what may be done with them. What an answer is worth, who agrees with whom and
which calls are drawn are rules of `models.rules`. Pages and documents are elsewhere.
"""
