"""Ways by which SMS come and answers go (M2): a gateway makes an `Inbound` of a request, no more.

What a message means is decided in `models/sms`, which knows no gateway.
"""
