"""A visit is written down: on its page, or on a phone without a network that sends it later, once."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.forms import BaseFormSet, formset_factory
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.common.workflow import Refused

from .. import permissions, workflow
from ..burden import reached
from ..forms import PROMISES, HereForm, PromiseForm, VisitForm
from ..forms.visits import LISTED
from ..workbench import own_page

Promises = formset_factory(PromiseForm, extra=PROMISES, max_num=PROMISES, validate_max=True)


@dataclass
class Page:
    """The three forms of one page, and what became of them."""

    form: VisitForm
    promises: BaseFormSet
    here: HereForm

    @classmethod
    def of(cls, request, **first):
        """The page as it is sent; a page that is opened starts with ``first``."""
        served = permissions.recordable(request.user)
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        return cls(
            VisitForm(*sent, enterprises=served, initial=first), Promises(sent[0]), HereForm(sent[0], initial=first)
        )

    def record(self, user):
        """Record what is valid; None, with the errors in the forms, when it is not or the step is refused."""
        if not all([self.form.is_valid(), self.promises.is_valid(), self.here.is_valid()]):
            return None
        said = dict(self.form.cleaned_data)
        pairs = [(row["text"], row["due_on"]) for row in self.promises.cleaned_data if row.get("text")]
        try:
            return workflow.log(**said, by=user, follow_ups=pairs, here=self.here.here())
        except Refused as refused:
            self.form.add_error(None, refused.messages)
            return None

    def errors(self):
        """Every error as ``[name of the field or "", sentence, label of the field or ""]``."""
        found = []
        for form in [self.form, *self.promises, self.here]:
            for name, texts in form.errors.items():
                known = name in form.fields
                label = str(form.fields[name].label or "") if known else ""
                found += [[form.add_prefix(name) if known else "", str(text), label] for text in texts]
        return found + [["", str(text), ""] for text in self.promises.non_form_errors()]


def _allow(request):
    if not permissions.has_workbench(request.user):
        raise PermissionDenied


def _firms(user):
    return list(permissions.recordable(user).order_by("name")[: LISTED + 1])


def _me(user):
    return own_page(user, _firms(user))


def _burden(request):
    """How often the enterprise that the address names was reached this month (无事不扰)."""
    code = request.GET.get("enterprise", "")
    firm = permissions.recordable(request.user).filter(uscc=code).first() if code else None
    return {"firm": firm, "burden": reached([firm.pk])[firm.pk]} if firm else {}


def visit_new(request):
    """Write a visit down, with what was promised; the same page sent again is the same record."""
    _allow(request)
    page = Page.of(
        request, enterprise=request.GET.get("enterprise", ""), mode="on_site", client_id=uuid.uuid4(),
        happened_at=timezone.localtime().replace(second=0, microsecond=0), code=request.GET.get("code", ""),
    )  # fmt: skip
    if request.method == "POST" and (visit := page.record(request.user)):
        messages.success(request, _("The visit is recorded. You can correct it for 24 hours."))
        return redirect("stewards:visit", visit.pk)
    context = {"form": page.form, "promises": page.promises, "here": page.here, "me": _me(request.user),
               "files_lost": bool(request.FILES)} | _burden(request)  # fmt: skip
    return render(request, "stewards/visit_new.html", context, status=422 if page.errors() else 200)


@require_http_methods(["GET", "POST"])
def visit_sync(request):
    """What a phone asks before it sends, and where it sends: one visit, under the person who wrote it."""
    _allow(request)
    if request.method == "GET":
        return JsonResponse({"user": request.user.pk, "token": get_token(request), "me": _me(request.user)})
    if request.POST.get("author") != str(request.user.pk):
        return JsonResponse({"state": "foreign"}, status=409)
    page = Page.of(request)
    if visit := page.record(request.user):
        return JsonResponse({"state": "saved", "url": reverse("stewards:visit", args=[visit.pk])})
    return JsonResponse({"state": "wrong", "errors": page.errors()}, status=422)


@login_not_required
@require_safe
def offline(request):
    """The page that a phone keeps: the form without anybody's data; the script fills in what the phone knows."""
    first = {"mode": "on_site"}
    page = Page(VisitForm(enterprises=permissions.nobodys(), initial=first), Promises(), HereForm())
    context = {"form": page.form, "promises": page.promises, "here": page.here, "nav": [], "demo": False,
               "user": AnonymousUser(), "is_offline": True}  # fmt: skip
    return render(request, "stewards/offline.html", context)


@login_not_required
@require_safe
def worker(request):
    """The service worker, unhashed, in force below the workbench."""
    response = render(request, "stewards/worker.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def manifest(request):
    """What makes the workbench an application on the phone."""
    icons = [
        {"src": static(f"img/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512) for purpose in ("any", "maskable")
    ]  # fmt: skip
    start = reverse("stewards:workbench")
    body = {"name": _("Service Package: workbench"), "short_name": _("Workbench"), "id": start, "start_url": start,
            "scope": start, "display": "standalone", "background_color": "#ffffff", "theme_color": "#0a3352",
            "icons": icons}  # fmt: skip
    return JsonResponse(body, content_type="application/manifest+json")
