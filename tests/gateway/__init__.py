"""Queues, operators and the gateway, on a real Asterisk with SIP telephones of our own."""
