"""Which role a person acts in, and in which language."""

from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from .enums import Role

SESSION_KEY = "acting"
#: The role of the first page, when the person has not chosen one.
ORDER = [
    Role.STEWARD, Role.GENERAL, Role.DISPATCHER, Role.HANDLER, Role.DISTRICT, Role.CITY, Role.LEADER, Role.LIAISON,
    Role.CONTACT, Role.ADMIN,
]  # fmt: skip


def acting_membership(request):
    """The membership chosen in this session, else the first by the order of roles; None without any."""
    grants = getattr(request.user, "grants", [])
    chosen = request.session.get(SESSION_KEY)
    first = min(grants, key=lambda grant: ORDER.index(grant.role), default=None)
    return next((grant for grant in grants if grant.pk == chosen), first)


class ActingMiddleware:
    """Set ``request.acting``: it steers home page and navigation; what one may see is the union of all roles."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.acting = SimpleLazyObject(lambda: acting_membership(request))
        return self.get_response(request)


class PersonLanguageMiddleware:
    """The person's own language goes before the browser's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ("Cookie",))
        return response
