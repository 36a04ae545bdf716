"""Documents of audits (P4, P7): the facts with the calls behind each, and documents once made.

How a document is worded and looks is the console's; here are no words of it.
"""
