"""The lessons: stories as data, read and validated, and the days on which playing pauses."""

from govsim.app.lessons.model import Arm, Lesson, Pause, lessons
from govsim.app.lessons.pauses import Stop, stops

__all__ = ["Arm", "Lesson", "Pause", "Stop", "lessons", "stops"]
