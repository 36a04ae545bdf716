"""The room with all its screens: each module here adds its own."""

from operator_console.recordings import alarms, call, finding, holding, log, playing
from operator_console.recordings.room import recordings

SCREENS = (finding, call, playing, holding, log, alarms)
__all__ = ["SCREENS", "recordings"]
