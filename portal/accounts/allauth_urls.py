"""The addresses of django-allauth that the portal uses; sign-in, new passwords and sessions are our own pages."""

from allauth.account import urls

#: Addresses are confirmed and passwords found again in ``portal.onboarding``; nobody signs in with a code.
USED = {
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
}

urlpatterns = [pattern for pattern in urls.urlpatterns if pattern.name in USED]
