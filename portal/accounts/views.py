from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .demo import demo_accounts, demo_person
from .enums import Language
from .middleware import SESSION_KEY
from .workflow import choose_language


def _next(request, default="/"):
    """The address to return to, when it is one of ours."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ours else default


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    """The sign-in page; in demo mode with the demo accounts, one click each."""

    def get_context_data(self, **kwargs):
        accounts = demo_accounts() if settings.DEMO else []
        return super().get_context_data(demo_accounts=accounts, demo=settings.DEMO, **kwargs)


@login_not_required
@require_POST
def demo_sign_in(request):
    """Sign in as one of the demo accounts; there is no such page outside demo mode."""
    user = demo_person(request.POST.get("username", "")) if settings.DEMO else None
    if user is None:
        raise Http404
    login(request, user, backend="portal.accounts.backends.NameOrPhoneBackend")
    return redirect(_next(request))


@login_not_required
@require_POST
def language(request):
    """Change the language: for the person who is signed in, and for this browser."""
    code = request.POST.get("language", "")
    response = redirect(_next(request))
    if code in Language.values:
        if request.user.is_authenticated:
            choose_language(request.user, code)
        translation.activate(code)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 86400, samesite="Lax", secure=request.is_secure()
        )
    return response


@require_POST
def switch(request):
    """Act in another of one's roles and units; only memberships in force can be chosen."""
    chosen = next((grant for grant in request.user.grants if str(grant.pk) == request.POST.get("membership")), None)
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.pk
    messages.success(request, _("You now act as %(role)s.") % {"role": chosen})
    return redirect("/")


def profile(request):
    """One's own account: units, roles, address, language."""
    return render(request, "accounts/profile.html", {"grants": request.user.grants})
