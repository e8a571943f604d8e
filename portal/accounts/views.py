from urllib.parse import urlsplit

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common import hooks
from portal.common.templatetags.words import bare_day
from portal.common.workflow import Refused

from . import permissions, workflow
from .demo import demo_accounts, demo_person
from .enums import Language, Role
from .forms import AbsenceForm
from .middleware import SESSION_KEY, STAYING, STAYING_SECONDS
from .models import Absence, Unit
from .people import absences_around, colleagues, looked_after_by


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
            workflow.choose_language(request.user, code)
        translation.activate(code)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 86400, samesite="Lax", secure=request.is_secure()
        )
    return response


@require_POST
def switch(request):
    """Act in another of one's roles and units, on the same page; a role that ended meanwhile is explained."""
    chosen = next((grant for grant in request.user.grants if str(grant.pk) == request.POST.get("membership")), None)
    if chosen is None:
        return _ended(request)
    target, homes = _next(request), _homes(request)
    request.session[SESSION_KEY] = chosen.pk
    messages.success(request, _("You now act as %(role)s.") % {"role": chosen})
    path = urlsplit(target).path
    if path in homes:
        return redirect("/")
    response = redirect(target)
    response.set_cookie(
        STAYING, "1", max_age=STAYING_SECONDS, path=path, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def _homes(request):
    """Home pages of the role until now: they belong to the role, so that a switch leads to the other's."""
    return {"/", *(item.url for item in hooks.nav_items(request) if item.phone == 1)}


def _ended(request):
    """Forget a role that has ended, and say so; somebody else's role is none of one's own."""
    wanted = request.POST.get("membership", "")
    ended = request.user.memberships.filter(pk=wanted).first() if wanted.isdigit() else None
    if wanted and ended is None:
        raise Http404
    request.session.pop(SESSION_KEY, None)
    if ended:
        words = {"role": ended, "day": bare_day(ended.ended_on or ended.started_on)}
        messages.warning(request, _("Your role %(role)s ended on %(day)s.") % words)
    return redirect("/")


def profile(request):
    """One's own account: units, roles, address, language, days away."""
    absences = Absence.objects.visible_to(request.user).filter(user=request.user).ahead().for_list()
    context = {
        "grants": request.user.grants, "absences": absences, "today": timezone.localdate(),
        "standing_in": request.user.standing_in.ahead().for_list(),
    }  # fmt: skip
    return render(request, "accounts/profile.html", context)


def unit(request, code):
    """One unit in its tree, and where it went when it is closed; names of units are known to everybody here."""
    found = get_object_or_404(Unit.objects.select_related("parent", "district", "town", "merged_into"), code=code)
    below = Unit.objects.active().filter(parent=found)
    return render(request, "accounts/unit.html", {"unit": found, "below": below})


# --- Absences --------------------------------------------------------------------------------------------------------
def absences(request):
    """Who of one's people or colleagues is away, today and later."""
    if not permissions.can_list_absences(request.user):
        raise PermissionDenied
    context = {
        "absences": absences_around(request.user), "leads": permissions.leads_people(request.user),
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "accounts/absences.html", context)


def absence_new(request):
    """Enter days on which oneself is away."""
    form = AbsenceForm(request.POST or None, deputies=colleagues(request.user))
    return _write(request, form, lambda **data: workflow.add_absence(request.user, by=request.user, **data))


def absence_for(request):
    """Enter days on which somebody of one's people or colleagues is away."""
    if not permissions.can_list_absences(request.user):
        raise PermissionDenied
    form = AbsenceForm(
        request.POST or None, people=looked_after_by(request.user), deputies=looked_after_by(request.user, Role.HANDLER)
    )
    return _write(request, form, lambda person, **data: workflow.add_absence(person, by=request.user, **data))


def absence_change(request, pk):
    """Change an absence that is not over."""
    absence = _absence(request, pk)
    form = AbsenceForm(request.POST or None, instance=absence, deputies=colleagues(absence.user))
    return _write(
        request, form, lambda **data: workflow.change_absence(absence, by=request.user, **data), absence=absence
    )


@require_POST
def absence_end(request, pk):
    """The person is back earlier."""
    return _at_once(request, _absence(request, pk), workflow.end_absence, _("Welcome back: the absence has ended."))


@require_POST
def absence_remove(request, pk):
    """Take back an absence that has not begun."""
    return _at_once(request, _absence(request, pk), workflow.cancel_absence, _("The absence was removed."))


def _absence(request, pk):
    found = get_object_or_404(Absence.objects.visible_to(request.user).standing().select_related("user"), pk=pk)
    if not permissions.can_manage_absence(request.user, found):
        raise PermissionDenied
    return found


def _back(request, person_id):
    return reverse("accounts:profile") if person_id == request.user.pk else reverse("accounts:absences")


def _write(request, form, act, absence=None):
    """Show the form of an absence; once it was taken, go back to where absences are listed."""
    own = (absence is None and "person" not in form.fields) or (absence and absence.user_id == request.user.pk)
    back = reverse("accounts:profile" if own else "accounts:absences")
    if request.method == "POST" and form.is_valid() and form.take(act):
        messages.success(request, _("Entered. It is shown wherever somebody would wait."))
        return redirect(back)
    context = {"form": form, "absence": absence, "back": back, "own": own}
    return render(request, "accounts/absence.html", context, status=422 if form.errors else 200)


def _at_once(request, absence, step, done):
    try:
        step(absence, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, done)
    return redirect(_back(request, absence.user_id))
