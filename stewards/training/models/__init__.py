"""Courses, their sessions, and what people did in them (guideline art. 6)."""

from .course import Course
from .learning import Attempt, Attendance, Certificate, Reading
from .session import Enrolment, Session

__all__ = ["Attempt", "Attendance", "Certificate", "Course", "Enrolment", "Reading", "Session"]
