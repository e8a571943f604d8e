"""Sending an appeal: one question group a step, the draft kept at every step, answers checked before they are sent."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enterprises.enums import AccessReason
from enterprises.permissions import is_contact
from portal.common import hooks
from portal.common.checked_files import MAX_FILES
from portal.common.files_field import check_each
from portal.common.once import once
from portal.common.workflow import Refused
from stewards.models import Visit

from .. import permissions, timeline, workflow
from ..attachments import attach
from ..conditions import missing_before_submit
from ..enums import AppealState, Channel, PromiseKind, Reviewer
from ..forms import AboutForm, CheckForm, EnterpriseForm, FilesForm, OptionsForm, TextForm
from ..models import Appeal
from .steps import allow, bind, fetch

STEPS = ("about", "text", "files", "options", "check")


def _labels():
    return [_("Subject"), _("What is the matter"), _("Files"), _("Urgency"), _("Check and send")]


def new(request):
    """Begin: for whom, when there are several; else at once what it is about. The first answer makes the draft."""
    allow(permissions.can_start(request.user))
    enterprises = permissions.enterprises_to_start_for(request.user)
    previous = _previous(request)
    visit = _visit(request)
    origin = previous or visit
    wanted = origin.enterprise.uscc if origin else request.GET.get("enterprise", "")
    chosen = list(enterprises.filter(uscc=wanted)) if wanted else list(enterprises[:2])
    allow(bool(chosen))
    several = len(chosen) > 1
    form = bind(request, EnterpriseForm, enterprises=enterprises) if several else bind(request, AboutForm)
    if request.method == "POST" and form.is_valid():
        enterprise = form.cleaned_data.get("enterprise") or chosen[0]
        fields = {"category": form.cleaned_data.get("category"), "previous": previous, "from_visit": visit}
        following = "about" if several else "text"
        return redirect(once(request, lambda: _start(request.user, enterprise, fields, following)))
    context = {
        "form": form, "steps": _labels(), "current": 0 if several else 1, "previous": previous,
        "visit": visit,
        "enterprise": None if several else chosen[0], "drafts": _drafts(request.user),
    }  # fmt: skip
    return render(request, "appeals/new.html", context, status=422 if form.errors else 200)


def _previous(request):
    number = request.GET.get("previous", "")
    return Appeal.objects.visible_to(request.user).filter(number=number).select_related("enterprise").first()


def _visit(request):
    """The visit that the appeal comes of, when the person sees it."""
    number = request.GET.get("visit", "")
    visits = Visit.objects.visible_to(request.user).select_related("enterprise")
    return visits.filter(pk=number).first() if number.isdecimal() and len(number) < 12 else None


def _start(user, enterprise, fields, following):
    channel = Channel.PORTAL if is_contact(user, enterprise) else Channel.STEWARD
    draft = workflow.start_draft(enterprise, by=user, channel=channel, **fields)
    return reverse("appeals:draft", args=[draft.pk, following])


def _drafts(user):
    mine = Appeal.objects.visible_to(user).filter(state=AppealState.DRAFT, created_by=user)
    return mine.select_related("enterprise").order_by("-changed_at", "-pk")[:10]


def _fetch_draft(request, pk):
    appeal = get_object_or_404(Appeal.objects.visible_to(request.user).for_case(), pk=pk)
    if appeal.state == AppealState.WITHDRAWN and not appeal.number:
        raise Http404  # put aside for good
    return appeal


def draft(request, pk, step=""):
    """One step of a draft; a draft that was sent meanwhile leads to its confirmation."""
    appeal = _fetch_draft(request, pk)
    if appeal.state != AppealState.DRAFT:
        return redirect("appeals:sent", appeal.number)
    allow(permissions.can_edit_draft(request.user, appeal))
    if step not in STEPS:
        if step:
            raise Http404
        return redirect("appeals:draft", appeal.pk, _first_open(appeal))
    if step == "check":
        return _check(request, appeal)
    return _files(request, appeal) if step == "files" else _question(request, appeal, step)


def _first_open(appeal):
    if not appeal.category_id:
        return "about"
    return "check" if appeal.title and appeal.text else "text"


_FORMS = {
    "about": (AboutForm, ("category",)),
    "text": (TextForm, ("title", "text")),
    "options": (OptionsForm, ("urgency", "wants_call", "suggested_unit")),
}


def _question(request, appeal, step):
    """A step with questions: kept and on to the next, or kept for later as far as it is right."""
    form_class, fields = _FORMS[step]
    form = bind(request, form_class, initial={name: getattr(appeal, name) for name in fields})
    later = "later" in request.POST
    if request.method == "POST" and (form.is_valid() or later):
        kept = {name: form.cleaned_data[name] for name in fields if name in form.cleaned_data}
        if refused := _keep(request, appeal, kept):
            return refused
        return _saved_for_later(request) if later else redirect("appeals:draft", appeal.pk, _next(request, step))
    template = "appeals/draft_text.html" if step == "text" else "appeals/draft.html"
    return _show(request, template, appeal, step, form=form)


def _keep(request, appeal, kept):
    try:
        workflow.save_draft(appeal, by=request.user, **kept)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(appeal)
    return None


def _saved_for_later(request):
    messages.success(request, _("The draft is kept. You find it under “Drafts”."))
    return redirect("appeals:new")


def _next(request, step):
    return "check" if "from_check" in request.GET else STEPS[STEPS.index(step) + 1]


def _show(request, template, appeal, step, *, form, **extra):
    place = STEPS.index(step)
    context = {
        "appeal": appeal, "form": form, "steps": _labels(), "current": place + 1, "step": step,
        "back": STEPS[place - 1] if place else "", **extra,
    }  # fmt: skip
    return render(request, template, context, status=422 if form.errors else 200)


def _files(request, appeal):
    """Files come some at a time; a bad one does not cost the good ones."""
    form = FilesForm()
    if request.method == "POST":
        form = FilesForm({})
        form.full_clean()
        checked, wrong = check_each(request.FILES.getlist("files"))
        for error in wrong:
            form.add_error("files", error)
        try:
            for one in checked:
                attach(appeal, one, by=request.user)
        except Refused as refusal:
            form.add_error("files", refusal.messages[0])
        if not form.errors:
            again = "upload" in request.POST
            return redirect("appeals:draft", appeal.pk, "files" if again else _next(request, "files"))
        appeal = _fetch_draft(request, appeal.pk)
    files = timeline.files_of(appeal)
    return _show(request, "appeals/draft_files.html", appeal, "files", form=form, files=files, most=MAX_FILES)


def _check(request, appeal):
    """All answers once more; sending twice gives one appeal and the same confirmation."""
    asks = appeal.channel == Channel.PORTAL and Reviewer.STEWARD in _reviewers(appeal)
    missing = missing_before_submit(appeal)
    form = bind(request, CheckForm, asks_first=asks)
    if request.method == "POST" and form.is_valid():
        try:
            straight = form.cleaned_data.get("first") == "desk"
            sent_one = workflow.submit(appeal, by=request.user, straight_to_desk=straight)
        except Refused as refusal:
            appeal.refresh_from_db(fields=["state", "number"])
            if appeal.number:
                return redirect("appeals:sent", appeal.number)
            for sentence in refusal.messages:
                form.add_error(None, sentence)
        else:
            return redirect("appeals:sent", sent_one.number)
    return _show(
        request, "appeals/draft_check.html", appeal, "check", form=form, missing=missing, rows=_answers(appeal),
        sections=hooks.writing_sections(request.user, appeal, appeal.title, appeal.text),
    )  # fmt: skip


@require_POST
def alike(request, pk):
    """What the enterprise should see while it writes: nothing is kept, so the words travel in no address."""
    appeal = _fetch_draft(request, pk)
    allow(appeal.state == AppealState.DRAFT and permissions.can_edit_draft(request.user, appeal))
    title, text = (request.POST.get(name, "")[:4000] for name in ("title", "text"))
    sections = hooks.writing_sections(request.user, appeal, title, text) if title.strip() or text.strip() else []
    return render(request, "appeals/_alike.html", {"sections": sections})


def _reviewers(appeal):
    reasons = (AccessReason.STEWARD, AccessReason.DEPUTY)
    rows = appeal.enterprise.access.filter(reason__in=reasons)
    return [Reviewer.STEWARD] if rows.exists() else []


def _answers(appeal):
    """The answers as ``ui/_summary.html`` shows them: label, value, where to change it."""
    base = appeal.get_absolute_url()
    files = [file.name for _row, file in timeline.files_of(appeal)]
    return [
        (_("Enterprise"), appeal.enterprise, ""),
        (_("Subject"), appeal.category, f"{base}about/?from_check"),
        (_("Title"), appeal.title, f"{base}text/?from_check"),
        (_("What happened and what you need"), appeal.text, f"{base}text/?from_check"),
        (_("Files"), _(", ").join(files), f"{base}files/?from_check"),
        (_("Urgency"), appeal.get_urgency_display(), f"{base}options/?from_check"),
        (_("Call"), _("please call me") if appeal.wants_call else _("not needed"), f"{base}options/?from_check"),
        (_("Handling unit, if you know it"), appeal.suggested_unit, f"{base}options/?from_check"),
    ]


def discard(request, pk):
    """Put a draft aside for good, after asking."""
    appeal = _fetch_draft(request, pk)
    if appeal.state != AppealState.DRAFT:
        return redirect("appeals:sent", appeal.number)
    allow(permissions.can_discard(request.user, appeal))
    if request.method == "POST":
        workflow.discard(appeal, by=request.user)
        messages.success(request, _("The draft is discarded."))
        return redirect("appeals:list")
    return render(request, "appeals/discard.html", {"appeal": appeal})


@require_safe
def sent(request, number):
    """The confirmation: the number, what happens next, by when, and who."""
    appeal = fetch(request, number)
    review = next((row for row in appeal.promises.all() if row.kind == PromiseKind.REVIEW), None)
    context = {"appeal": appeal, "review": review, "by_desk": appeal.reviewer == Reviewer.DESK}
    return render(request, "appeals/sent.html", context)
