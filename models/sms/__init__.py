"""Readings by SMS (M2): what people write, whose meters they mean, what is stored and answered.

`words`, `clean`, `parse` and `labels` are pure; `find` asks the database, `receive` is the one
transaction of a message. Nothing here knows how messages come: see `ivr/channels/sms`.
"""
