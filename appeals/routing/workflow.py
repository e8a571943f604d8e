"""Rules are made and ended by the desk."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.enums import HandlingState
from portal.common.workflow import Refused

from .models import RoutingRule


@transaction.atomic
def make_rule(*, by, unit, reason, category=None, words="", district=None, from_appeal=None):
    """Make a rule of the desk; the same one twice is refused."""
    words = " ".join(dict.fromkeys(words.split()))
    if category is None and not words:
        raise Refused(_("Name a category or at least one word."), code="empty")
    same = RoutingRule.objects.in_force().filter(category=category, words=words, district=district, unit=unit)
    if same.exists():
        raise Refused(_("There is already such a rule."), code="twice")
    rule = RoutingRule(
        category=category, words=words, district=district, unit=unit, reason=reason, from_appeal=from_appeal, made_by=by
    )
    rule._history_user = by
    rule.save()
    return rule


@transaction.atomic
def end_rule(rule, *, by):
    """End a rule; ended twice is once."""
    rule = RoutingRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if rule.ended_on is None:
        rule.ended_on, rule._history_user = timezone.localdate(), by
        rule.save(update_fields=["ended_on"])
    return rule


def ruled(appeal):
    """The lead unit that a binding ruling named for the case, or None."""
    row = appeal.handlings.filter(is_binding=True, is_lead=True).exclude(state=HandlingState.RETURNED).last()
    return row.unit if row else None
