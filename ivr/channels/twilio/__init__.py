"""Calls over Twilio: webhooks in, TwiML out.

A small web application of its own, apart from the console; no pages. Twilio forgets a call from one
request to the next, and may ask twice or late: all that is known of a call is its journal.
"""
