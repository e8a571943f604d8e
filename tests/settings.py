"""The portal's settings, in a cluster of their own and without what only costs time."""

import os

os.environ.setdefault("EMBEDDED_CLUSTER", "test")
#: One name per test run, handed down to the xdist workers: two runs side by side do not meet.
TEST_RUN = os.environ.setdefault("PORTAL_TEST_RUN", str(os.getpid()))

from portal.settings import *  # noqa: E402, F403
from portal.settings import CACHES, DATABASES, STORAGES, VAR_DIR  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": f"test_{TEST_RUN}"}
DATABASES["default"]["NAME"] = os.environ.get("PORTAL_TEST_DATABASE", DATABASES["default"]["NAME"])
DATABASES["default"]["CONN_MAX_AGE"] = 0
CACHES["default"]["KEY_PREFIX"] = f"test_{TEST_RUN}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = VAR_DIR / "test" / "media" / TEST_RUN
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
HTTPS = False
