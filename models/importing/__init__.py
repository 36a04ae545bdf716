"""Accounts and meters from the file a billing system exports: read, judged, stored.

`sheets.py` and its two kinds know files, `headings.py` and `terms.py` the words in them,
`lines.py` and `values.py` judge a row, `conflicts.py` compares rows with each other, `store.py`
writes good rows to the database, `refused.py` the others to a file. `run.py` puts it together.
Nothing here knows the command line or prints.
"""
