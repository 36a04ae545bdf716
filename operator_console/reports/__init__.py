"""Reports: what the days of the hotline came to, against the norms, as page, XLSX and CSV.

No caller is in a report: neither number nor name. What is counted is `models.events.summaries`.
"""
