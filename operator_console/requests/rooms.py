"""The two rooms of this folder with all their views."""

from operator_console.requests import options, reading  # their views and globals belong to a room
from operator_console.requests.closing import contacts
from operator_console.requests.views import requests

__all__ = ["contacts", "options", "reading", "requests"]
