"""The room with all its screens: each module here adds its own."""

from operator_console.documents import drafting, keeping
from operator_console.documents.room import documents

SCREENS = (drafting, keeping)
__all__ = ["SCREENS", "documents"]
