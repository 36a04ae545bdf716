"""Accounts, passwords, sessions: the rules, without any page."""
