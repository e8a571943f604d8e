"""The portal's own settings in the installed form, for the processes of a drill.

Different from an installation: static files come straight from their folders, beat rings what drills wait for every
second, and ``DRILL_CLOCK`` starts the clock of the process at another instant.
"""

import os

import time_machine
from django.utils.dateparse import parse_datetime

from portal.settings import *  # noqa: F403
from portal.settings import CELERY_BEAT_SCHEDULE, STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
for name, entry in CELERY_BEAT_SCHEDULE.items():
    if name.startswith(("notifications.", "appeals.", "imports.work")):
        entry["schedule"] = 1.0
        entry["options"] = {"expires": 30}
if os.environ["DRILL_CLOCK"]:
    time_machine.travel(parse_datetime(os.environ["DRILL_CLOCK"]), tick=True).start()
