"""The room with all its screens: each module here adds its own."""

from operator_console.recordings import alarms, call, finding, holding, log, older, playing
from operator_console.recordings.room import recordings

SCREENS = (finding, call, older, playing, holding, log, alarms)
__all__ = ["SCREENS", "recordings"]
