"""What the business knows: records, rules, the office and the tables that keep it.

No telephony and no web pages here. Models of speech recognition are data, not code: they are
addressed by a setting.
"""
