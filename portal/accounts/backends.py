"""Sign-in with the user name, or a number or address that only one person has; and who comes with a session."""

from django.contrib.auth.backends import ModelBackend

from .enums import Role
from .models import Membership, User


class NameOrPhoneBackend(ModelBackend):
    """Check the password of whoever the name, the number or the address belongs to."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        user = _owner(username.strip())
        if user is None:
            User().set_password(password)  # as slow as a wrong password: nobody learns which names exist
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def get_user(self, user_id):
        """The person of a session together with the memberships in force: one query, two for somebody without any."""
        grants = list(Membership.objects.in_force().filter(user=user_id).select_related("user").for_session())
        user = grants[0].user if grants else super().get_user(user_id)
        if user is None or not self.user_can_authenticate(user):
            return None
        for grant in grants:
            grant.user = user
        user.grants = grants
        if user.is_superuser and not is_administrator(user):
            user.is_staff = user.is_superuser = False
        return user


def is_administrator(user):
    """Whether the Django admin is open to this person today.

    The membership decides, with its dates; somebody who never had one keeps the flag that ``createsuperuser`` set,
    so that a fresh installation has a way in.
    """
    if any(grant.role == Role.ADMIN for grant in user.grants):
        return True
    return user.is_superuser and not user.memberships.filter(role=Role.ADMIN).exists()


def _owner(text):
    by_name = User.objects.filter(username__iexact=text).first()
    if by_name:
        return by_name
    kept = {"email__iexact": text} if "@" in text else {"phone": text}
    found = list(User.objects.filter(is_active=True, **kept)[:2])
    return found[0] if len(found) == 1 else None
