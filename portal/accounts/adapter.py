"""How django-allauth behaves here: nobody signs up by himself, and everybody lands on the own home page."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made from rosters; sign-up is closed."""

    def is_open_for_signup(self, request):
        return False
