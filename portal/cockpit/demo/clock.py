"""Working time in the demo city: when people act, and the days around the moment at which the city is built."""

from datetime import datetime, time, timedelta

from portal.common import workdays
from portal.common.workdays import SHANGHAI, WORK_BEGINS, WORK_ENDS

DAY_HOURS = 8.5


class Clock:
    """The moment of building, ``now`` (aware), and working hours around it."""

    def __init__(self, now):
        self.now = now.astimezone(SHANGHAI)
        self.calendar = workdays.calendar()
        today = self.now.date()
        is_open = self.calendar.is_workday(today) and self.now.time() < WORK_ENDS
        #: The first working day whose 17:30 is still to come: what is due then is due "today".
        self.due_day = today if is_open else self.calendar.add_workdays(today, 1)

    def back(self, days, hour, minute=0):
        """Return a moment on the ``days``-th working day before the due day; from 1 on it lies in the past."""
        day = self.calendar.add_workdays(self.due_day, -days)
        return datetime.combine(day, time(hour, minute), SHANGHAI)

    def opening(self, moment):
        """Return ``moment`` in office hours, else the next beginning of work."""
        local = moment.astimezone(SHANGHAI)
        if self.calendar.is_workday(local.date()):
            if WORK_BEGINS <= local.time() < WORK_ENDS:
                return local
            if local.time() < WORK_BEGINS:
                return datetime.combine(local.date(), WORK_BEGINS, SHANGHAI)
        return datetime.combine(self.calendar.add_workdays(local.date(), 1), WORK_BEGINS, SHANGHAI)

    def after(self, moment, hours):
        """Return the moment ``hours`` of office time later."""
        at = self.opening(moment)
        left = timedelta(hours=hours)
        while at + left >= (closing := datetime.combine(at.date(), WORK_ENDS, SHANGHAI)):
            left -= closing - at
            at = datetime.combine(self.calendar.add_workdays(at.date(), 1), WORK_BEGINS, SHANGHAI)
        return (at + left).replace(microsecond=0)

    def hours_until(self, moment, due):
        """Return the hours of office time from ``moment`` to ``due``."""
        at, due = self.opening(moment), due.astimezone(SHANGHAI)
        if due <= at:
            return 0.5
        today = datetime.combine(at.date(), WORK_ENDS, SHANGHAI) - at
        return today.total_seconds() / 3600 + DAY_HOURS * self.calendar.workdays_between(at.date(), due.date())
