"""What happens beside a sign-in and a new password: connected when the app is ready."""

from allauth.account.signals import password_changed, password_set
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from . import sessions, workflow


@receiver(user_logged_in)
def begin_session(sender, request, user, **kwargs):
    """Note when the session began, and that somebody with a password of the own has been here."""
    request.session[sessions.BEGAN] = timezone.now().timestamp()
    if "REMOTE_ADDR" in request.META:  # allauth itself only sees those who come through its own page
        UserSession.objects.create_from_request(request)
    workflow.note_first_sign_in(user)


@receiver([password_changed, password_set])
def end_other_sessions(sender, request, user, **kwargs):
    """A new password signs out everybody else; Django has given this session a new key already."""
    sessions.end(user, request.session.session_key)
