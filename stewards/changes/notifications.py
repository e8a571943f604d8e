"""Who is told about a proposal. Called by ``workflow`` alone."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.people import leads_of
from portal.notifications.enums import Event
from portal.notifications.outbox import notify


def _tell(person, proposal, mark, title, text):
    url = reverse("changes:proposal", args=[proposal.pk])
    key = f"proposal:{proposal.pk}:{mark}:{person.pk}"
    notify(person, Event.ASSIGNMENT_CHANGED, title, text, url, key=key)


def proposed(proposal):
    """The leads of the district are told what waits for them."""
    title = format_lazy(_("To be decided: {proposal}"), proposal=proposal)
    for person in leads_of(proposal.unit.district_id):
        _tell(person, proposal, "proposed", title, proposal.reason)


def decided(proposal):
    """Who proposed reads the decision and its reason."""
    if proposal.proposed_by_id != proposal.decided_by_id:
        title = format_lazy("{}: {}", proposal.get_state_display(), proposal)
        _tell(proposal.proposed_by, proposal, proposal.state, title, proposal.decision)


def failed(proposal):
    """Who approved, and who proposed, read why nothing could be applied on its day."""
    title = format_lazy(_("Not in force: {proposal}"), proposal=proposal)
    for person in dict.fromkeys([proposal.decided_by, *leads_of(proposal.unit.district_id), proposal.proposed_by]):
        _tell(person, proposal, "failed", title, proposal.failure)
