"""Sign-ins that failed and that worked, counted for ``/metrics``. No names: the log has them, masked."""

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from prometheus_client import Counter

FAILED = Counter("portal_sign_ins_failed_total", "Sign-ins with a wrong name or password.")
DONE = Counter("portal_sign_ins_total", "Sign-ins that worked.")


@receiver(user_login_failed)
def count_failed(**kwargs):
    """Count a wrong name or password."""
    FAILED.inc()


@receiver(user_logged_in)
def count_done(**kwargs):
    """Count a sign-in."""
    DONE.inc()
