"""Which role a person acts in, and in which language."""

from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from .enums import Role

SESSION_KEY = "acting"
#: Cookie of the page that somebody stays on after a switch of roles, for the few seconds of the way there.
STAYING = "staying"
STAYING_SECONDS = 20
#: Answers of a page that one may not see or not open.
NOT_FOR_THIS_PERSON = (403, 404, 405)
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


def ended_membership(request):
    """The role that was chosen in this session and has ended since, or None; asks the database only then."""
    chosen = request.session.get(SESSION_KEY)
    if chosen is None or any(grant.pk == chosen for grant in getattr(request.user, "grants", [])):
        return None
    return request.user.memberships.filter(pk=chosen).select_related("unit").first()


class ActingMiddleware:
    """Set ``request.acting``: it steers home page and navigation; what one may see is the union of all roles.

    ``request.ended_role`` is the chosen one that ended meanwhile, for a word about it. Whoever switched and may not see
    the page any more arrives at home instead of an error.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.acting = SimpleLazyObject(lambda: acting_membership(request))
        request.ended_role = SimpleLazyObject(lambda: ended_membership(request))
        response = self.get_response(request)
        if STAYING in request.COOKIES and response.status_code in NOT_FOR_THIS_PERSON and request.method == "GET":
            response = redirect("/")
            response.delete_cookie(STAYING, path=request.path)
        return response


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
