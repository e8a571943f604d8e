"""Who speaks for an enterprise: its main contact manages the others; who serves the enterprise helps."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import permissions, workflow
from ..forms import ColleagueForm, PositionForm, SuccessorForm
from ..models import Contact, Enterprise, Registration
from .steps import allow, bind, take


def _fetch(request, uscc):
    """The enterprise if this person may see it (404) and manage its contacts (403)."""
    visible = Enterprise.objects.visible_to(request.user).select_related("local_unit")
    enterprise = get_object_or_404(visible, uscc=uscc)
    allow(permissions.can_manage_contacts(request.user, enterprise))
    return enterprise


def _contact(request, uscc, pk):
    """An enterprise and one of its present contacts."""
    enterprise = _fetch(request, uscc)
    visible = Contact.objects.visible_to(request.user).current().filter(enterprise=enterprise)
    return enterprise, get_object_or_404(visible.select_related("user", "enterprise"), pk=pk)


def _back(enterprise):
    return reverse("enterprises:contacts", args=[enterprise.uscc])


def _page(request, enterprise, page, form, act, *, done, to=None, **context):
    context |= {"enterprise": enterprise, "page": page, "back": _back(enterprise)}
    return take(
        request, form, act, template="enterprises/contact_step.html", context=context, done=done,
        to=to or _back(enterprise),
    )  # fmt: skip


@require_safe
def contacts(request, uscc):
    """Everybody who speaks for the enterprise, who asks to, and what can be changed."""
    enterprise = _fetch(request, uscc)
    rows = list(enterprise.contacts.current().select_related("user"))
    past = enterprise.contacts.exclude(pk__in=[row.pk for row in rows]).select_related("user").order_by("-ended_on")
    requests = Registration.objects.visible_to(request.user).open().filter(enterprise=enterprise)
    context = {
        "enterprise": enterprise, "contacts": rows, "past": past[:10], "requests": requests.for_list(),
        "has_first": any(row.is_first for row in rows),
        "sees_phone": permissions.can_see_phone(request.user, enterprise),
        "own": permissions.is_contact(request.user, enterprise),
    }  # fmt: skip
    return render(request, "enterprises/contacts.html", context)


def contact_add(request, uscc):
    """Add a colleague; the person gets a message with which the account is opened."""
    enterprise = _fetch(request, uscc)
    page = {
        "title": _("Add a contact"), "button": _("Add"),
        "after": [_("The person reads and writes for the enterprise from then on."),
                  _("A message goes out with which the password is set; who has an account already uses that one.")],
    }  # fmt: skip
    return _page(
        request, enterprise, page, bind(request, ColleagueForm),
        lambda data: workflow.add_colleague(enterprise, by=request.user, **data), done=_("The contact is added."),
    )  # fmt: skip


def contact_position(request, uscc, pk):
    """Another position."""
    enterprise, contact = _contact(request, uscc, pk)
    form = bind(request, PositionForm, initial={"position": contact.position})
    page = {"title": _("Change the position"), "button": _("Save"), "who": contact.user}
    return _page(
        request, enterprise, page, form,
        lambda data: workflow.change_position(contact, by=request.user, position=data["position"]), done=_("Saved."),
    )  # fmt: skip


def contact_first(request, uscc, pk):
    """Hand the part of the main contact over, after asking."""
    enterprise, contact = _contact(request, uscc, pk)
    page = {
        "title": _("Make main contact"), "button": _("Hand over"), "who": contact.user,
        "after": [_("The main contact manages the other contacts. The former one stays a contact.")],
    }  # fmt: skip
    own = permissions.is_main_contact(request.user, enterprise)
    return _page(
        request, enterprise, page, bind(request, Form), lambda data: workflow.hand_over_first(contact, by=request.user),
        done=_("The main contact has changed."),
        to=reverse("enterprises:detail", args=[enterprise.uscc]) if own else None,
    )  # fmt: skip


def contact_end(request, uscc, pk):
    """End a contact; asks who follows the main contact, and says so when nobody is left."""
    enterprise, contact = _contact(request, uscc, pk)
    others = enterprise.contacts.current().exclude(pk=contact.pk).select_related("user")
    asks = contact.is_first and others.exists()
    form = bind(request, SuccessorForm, others=others if asks else None)
    own = contact.user_id == request.user.pk
    page = {"title": _("End your own part as contact") if own else _("End the contact"), "button": _("End"),
            "who": contact.user, "stop": True, "after": _what_ends(own, last=not others.exists())}  # fmt: skip
    return _page(
        request, enterprise, page, form,
        lambda data: workflow.end_contact(contact, by=request.user, successor=data.get("successor")),
        done=_("The contact has ended."), to="/" if own else None, alone=not others.exists(),
    )  # fmt: skip


def _what_ends(own, *, last):
    sentences = [
        _("You lose access to this enterprise at once.") if own else _("The person loses access at once."),
        _("Drafts and appeals stay with the enterprise."),
    ]
    if last:
        sentences.append(
            _("Nobody speaks for the enterprise then; its steward or local unit is told to find somebody.")
        )
    return sentences


@require_POST
def contact_invite(request, uscc, pk):
    """Send the way in once more to somebody who never got into the portal."""
    enterprise, contact = _contact(request, uscc, pk)
    if workflow.invite(contact.user, by=request.user):
        messages.success(request, _("A message with the way in goes out to %(name)s.") % {"name": contact.user})
    else:
        messages.error(request, _("Nothing was sent: the person is active already, cannot be reached, or has had "
                                  "enough messages for today."))  # fmt: skip
    return redirect(_back(enterprise))
