"""The addresses of django-allauth that the portal uses; sign-in itself is our own view."""

from allauth.account import urls

#: Mail addresses are changed by administrators for now, and nobody signs in with a code.
USED = {
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}

urlpatterns = [pattern for pattern in urls.urlpatterns if pattern.name in USED]
