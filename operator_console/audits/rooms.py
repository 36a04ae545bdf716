"""The room with all its screens: each module here adds its own."""

from operator_console.audits import (
    calibrating,
    drawing,
    duties,
    forms,
    grade,
    grading,
    overview,
    shown,
)
from operator_console.audits.room import audits

SCREENS = (overview, drawing, grading, grade, calibrating, duties, forms, shown)
__all__ = ["SCREENS", "audits"]
