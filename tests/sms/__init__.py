"""Readings by SMS (M2)."""
