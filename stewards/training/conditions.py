"""Whether a step is possible now; read by pages and by the workflow alike."""

from datetime import timedelta

from django.utils import timezone

#: How long before its beginning the code of a session opens.
OPENS_BEFORE = timedelta(hours=1)


def may_enrol(session, now=None):
    """Whether the session still takes people."""
    now = now or timezone.now()
    return session.cancelled_at is None and session.begins_at > now and session.course.is_running


def code_counts(session, now=None):
    """Whether the code of the session counts: from an hour before the beginning to the end of the day it ends."""
    now = now or timezone.now()
    not_later = timezone.localdate(now) <= timezone.localdate(session.ends_at)
    return session.cancelled_at is None and not_later and now >= session.begins_at - OPENS_BEFORE


def may_change(session, now=None):
    """Whether the session can still be changed or cancelled: until it begins."""
    return session.cancelled_at is None and session.begins_at > (now or timezone.now())


def missing_before_test(course, *, is_read, is_attended):
    """Whether what comes before the test of the course is still to be done."""
    return not (is_read if course.is_self_paced else is_attended)
