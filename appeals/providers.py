"""What appeals give to the pages of lower apps: what is due, figures, places, and a section of an enterprise's page.

Every figure counts the condition of a tab (``tabs``) and links to that tab, so that number and rows agree.
"""

from types import SimpleNamespace

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.permissions import is_contact
from portal.accounts.enums import Role
from portal.accounts.permissions import unit_ids
from portal.common import hooks
from portal.common.hooks import Act, BurdenEntry, DueItem, EnterpriseFigure, HandoverItem, HomeCard, NavItem, Section
from portal.notifications.enums import Event
from portal.notifications.models import Notification
from stewards.enums import BurdenKind

from . import permissions, tabs
from .enums import FINALS, OPEN_STATES, AppealState, HandlingState, PromiseKind
from .models import Appeal, AppealLog, Handling

#: How many due items one source gives at most; the list behind it has them all.
MOST = 50
S = AppealState


def _list(tab, **more):
    query = "".join(f"&{key}={value}" for key, value in more.items())
    return f"{reverse('appeals:list')}?view={tab}{query}"


# --- Due -------------------------------------------------------------------------------------------------------------
@hooks.due_items.register
def due_items(user, acting=None):
    """What the person has to do about appeals in the acting role, the most urgent first."""
    source = _DUE.get(getattr(acting, "role", None))
    return source(user) if source else []


def _item(appeal, promise, title, button, step="detail"):
    return DueItem(
        title=title % {"title": appeal.title}, url=reverse(f"appeals:{step}", args=[appeal.number]),
        who=f"{appeal.enterprise} · {appeal.number}", kind="appeal", button=button,
        due_at=promise.due_at if promise else None, started_at=promise.made_at if promise else None,
    )  # fmt: skip


def _first(appeal, *kinds):
    return next((row for row in appeal.running_promises if not kinds or row.kind in kinds), None)


def _rows(user, condition):
    return Appeal.objects.visible_to(user).filter(condition).for_list()[:MOST]


def _of_contact(user):
    return [_for_contact(one) for one in _rows(user, tabs.waits_for_enterprise(user))]


def _for_contact(one):
    if one.state == S.REPLIED:
        return _item(one, _first(one, PromiseKind.RATING), _("Rate the result: %(title)s"), _("Rate"), "rate")
    if one.state == S.IN_HANDLING:
        promise = _first(one, PromiseKind.ANSWER)
        return _item(one, promise, _("Answer the question: %(title)s"), _("Answer"), "supplement")
    return _item(one, None, _("Complete and send again: %(title)s"), _("Complete"), "resubmit")


def _of_steward(user):
    """Submissions to review and what the person has to finish, in one query; then what there is to read."""
    own = Q(created_by=user.pk, state__in=[S.RETURNED, S.DRAFT])
    rows = Appeal.objects.visible_to(user).filter(tabs.to_review(user) | own).with_next_promise()
    rows = rows.select_related("enterprise").order_by(F("due_at").asc(nulls_last=True), "-pk")[:MOST]
    return [_of_reviewer(one) for one in rows] + _unread(user)


def _of_reviewer(one):
    if one.state == S.DRAFT:
        return DueItem(
            title=_("Finish the draft: %(title)s") % {"title": one.title or _("no subject yet")}, kind="draft",
            url=reverse("appeals:draft", args=[one.pk]), who=str(one.enterprise), button=_("Write on"),
        )  # fmt: skip
    if one.state == S.RETURNED:
        return _item(one, None, _("Complete and send again: %(title)s"), _("Complete"), "resubmit")
    promise = SimpleNamespace(due_at=one.due_at, made_at=one.promised_at) if one.due_at else None
    return _item(one, promise, _("Review the submission: %(title)s"), _("Review"))


#: What a steward reads of the own enterprises: replies, and ratings (a bad one reaches the steward, ordinance art. 30).
_TO_READ = {Event.APPEAL_REPLIED: gettext_lazy("Read"), Event.APPEAL_RATED: gettext_lazy("Look")}


def _unread(user):
    """Replies and ratings of own enterprises that the person has not opened yet."""
    rows = Notification.objects.visible_to(user).unread().filter(event__in=_TO_READ).for_list()[:MOST]
    return [
        DueItem(
            title=one.title, url=reverse("notifications:open", args=[one.pk]), who=one.text[:80], kind="message",
            button=str(_TO_READ[one.event]), post=True,
        )
        for one in rows
    ]  # fmt: skip


def _of_dispatcher(user):
    found = []
    for one in _rows(user, tabs.waits_for_desk()):
        if one.state == S.ACCEPTED:
            promise = _first(one, PromiseKind.DISPATCH)
            found.append(_item(one, promise, _("Dispatch: %(title)s"), _("Dispatch"), "dispatch"))
        else:
            promise = _first(one, PromiseKind.REVIEW)
            found.append(_item(one, promise, _("Review at the desk: %(title)s"), _("Review")))
    return found + _decisions(user) + _calls(user)


def _decisions(user):
    """More time that units ask for: the clock runs while the desk thinks."""
    rows = _rows(user, Q(state=S.IN_HANDLING) & tabs.more_time())
    return [
        _item(one, _first(one, PromiseKind.FINAL_REPLY), _("More time asked for: %(title)s"), _("Decide"))
        for one in rows
    ]  # fmt: skip


def _calls(user):
    """Bad ratings to call about, then to look at again (ordinance art. 30)."""
    return [
        _item(one, _first(one, PromiseKind.FOLLOW_UP), _("Call after the bad rating: %(title)s"), _("Call"))
        if _first(one, PromiseKind.FOLLOW_UP)
        else _item(one, _first(one, PromiseKind.RECHECK), _("Look again whether it helped: %(title)s"), _("Look"))
        for one in _rows(user, tabs.to_follow_up())
    ]


def _of_handler(user):
    """One item for each case of the unit: its next promise says which step."""
    mine = Handling.objects.live().filter(unit__in=unit_ids(user, Role.HANDLER))
    cases = {row.appeal_id: row for row in mine}
    found = []
    for one in _rows(user, Q(pk__in=cases)):
        handling = cases[one.pk]
        promise = next((row for row in one.running_promises if row.handling_id == handling.pk), None)
        found.append(_of_handling(one, handling, promise))
    return found


def _of_handling(appeal, handling, promise):
    if handling.state == HandlingState.ASSIGNED:
        return _item(appeal, promise, _("Take on or give back: %(title)s"), _("Open"))
    if not handling.contacted_at and promise and promise.kind == PromiseKind.FIRST_CONTACT:
        return _item(appeal, promise, _("Contact the enterprise: %(title)s"), _("Open"))
    if promise and promise.kind == PromiseKind.ANSWER:
        return _item(appeal, promise, _("The enterprise is asked: %(title)s"), _("Look"))
    if promise and promise.kind in FINALS and promise.due_at < timezone.now():
        return _item(appeal, promise, _("Overdue, set the next date: %(title)s"), _("Open"))
    return _item(appeal, promise, _("Reply: %(title)s"), _("Open"))


def _of_district(user):
    late = Q(state__in=OPEN_STATES) & tabs.overdue()
    return [
        _item(one, next((row for row in one.running_promises if row.due_at < timezone.now()), None),
              _("Overdue: %(title)s"), _("Look"))
        for one in _rows(user, late)
    ]  # fmt: skip


def _of_general(user):
    """Reviews that the unit's stewards still owe, and what is overdue in the unit."""
    waiting = [
        _item(one, _first(one, PromiseKind.REVIEW), _("A steward has to review: %(title)s"), _("Look"))
        for one in _rows(user, Q(state=S.SUBMITTED) & ~tabs.overdue())
    ]
    return _of_district(user) + waiting


def _of_liaison(user):
    """Where the enterprise has to act, and the liaison officer helps."""
    return [
        _item(one, _first(one), _("Help the enterprise to rate: %(title)s"), _("Look"))
        if one.state == S.REPLIED
        else _item(one, None, _("Help the enterprise to complete: %(title)s"), _("Look"))
        for one in _rows(user, Q(state__in=[S.RETURNED, S.REPLIED]))
    ]


_DUE = {
    Role.GENERAL: _of_general,
    Role.LIAISON: _of_liaison,
    Role.CONTACT: _of_contact,
    Role.STEWARD: _of_steward,
    Role.DISPATCHER: _of_dispatcher,
    Role.HANDLER: _of_handler,
    Role.DISTRICT: _of_district,
    Role.CITY: _of_district,
    Role.LEADER: _of_district,
}


# --- Figures and places ----------------------------------------------------------------------------------------------
#: Tabs that stand as figures on the home page, and in the navigation; the first of them counts there.
_CARDS = {
    Role.CONTACT: ("us", "open", "closed"),
    Role.STEWARD: ("review", "open"),
    Role.LIAISON: ("open",),
    Role.DISPATCHER: ("waiting", "today", "mine", "not-taken", "overdue"),
    Role.HANDLER: ("new", "work", "due", "mine"),
}
_LEAD_CARDS = ("open", "overdue", "desk", "handling", "replied")
_ALARMS = ("overdue", "not-taken")


@hooks.home_cards.register
def home_cards(user, acting=None):
    """Figures of the acting role; each opens the rows that make it."""
    role = getattr(acting, "role", None)
    if role is None or role == Role.ADMIN:
        return []
    names = _CARDS.get(role, _LEAD_CARDS)
    shown = [tab for tab in tabs.tabs_of(role) if tab.name in names]
    numbers = tabs.counts(Appeal.objects.visible_to(user), user, shown)
    return [
        HomeCard(str(tab.label), numbers[tab.name], _list(tab.name), over=tab.name in _ALARMS)
        for tab in sorted(shown, key=lambda tab: names.index(tab.name))
    ]


@hooks.nav_items.register
def nav_items(request):
    """The list of the role, and the way to send a new appeal."""
    role = getattr(request.acting, "role", None)
    if role is None or role == Role.ADMIN:
        return []
    group = _("Enterprise") if role == Role.CONTACT else _("Appeals")
    label = {Role.CONTACT: _("Our appeals"), Role.DISPATCHER: _("To dispatch")}.get(role, _("Appeals"))
    found = [NavItem(label, reverse("appeals:list"), "case", group, phone=2)]
    if role in (Role.DISPATCHER, Role.HANDLER, Role.DISTRICT, Role.CITY, Role.LEADER):
        found.append(NavItem(_("Satisfaction"), reverse("appeals:satisfaction"), "star", group))
    if role in (Role.CONTACT, Role.STEWARD) and permissions.can_start(request.user):
        found.append(NavItem(_("New appeal"), reverse("appeals:new"), "plus", group, phone=3))
    return found


# --- On pages of enterprises -----------------------------------------------------------------------------------------
@hooks.enterprise_sections.register
def enterprise_section(user, enterprise):
    """Open appeals of one enterprise, as far as the person may see them."""
    rows = Appeal.objects.visible_to(user).filter(enterprise=enterprise).exclude(number=None)
    context = {
        "rows": rows.open().order_by("-submitted_at", "-pk")[:5],
        "url": f"{reverse('appeals:list')}?view=open&enterprise={enterprise.uscc}",
        "may_start": is_contact(user, enterprise),
    }
    return [Section(_("Open appeals"), "appeals/_section.html", context)]


@hooks.enterprise_figures.register
def enterprise_figures(user, enterprise_ids):
    """Open appeals of several enterprises, in one query."""
    rows = Appeal.objects.visible_to(user).open().filter(enterprise__in=enterprise_ids)
    counted = rows.values("enterprise", "enterprise__uscc").annotate(number=Count("pk", distinct=True)).order_by()
    base = reverse("appeals:list")
    return [
        EnterpriseFigure(
            row["enterprise"],
            _("Open appeals"),
            row["number"],
            f"{base}?view=open&enterprise={row['enterprise__uscc']}",
        )
        for row in counted
    ]


# --- On the record of a visit ----------------------------------------------------------------------------------------
@hooks.visit_acts.register
def visit_acts(user, visit):
    """A need that was found in a visit becomes an appeal, written by the steward for the enterprise (art. 5.4)."""
    if not permissions.can_start_for(user, visit.enterprise):
        return []
    url = f"{reverse('appeals:new')}?enterprise={visit.enterprise.uscc}&visit={visit.pk}"
    return [Act(_("Make an appeal of it"), url, "case")]


@hooks.visit_sections.register
def visit_section(user, visit):
    """The appeals that came of a visit, as far as the person may see them."""
    rows = list(Appeal.objects.visible_to(user).filter(from_visit=visit.pk).order_by("pk")[:MOST])
    return [Section(_("Appeals"), "appeals/_of_visit.html", {"rows": rows})] if rows else []


# --- Burden ----------------------------------------------------------------------------------------------------------
@hooks.burden_entries.register
def questions_asked(enterprise_ids, since, until):
    """Each time that an enterprise was asked to complete an appeal is a form (无事不扰)."""
    rows = AppealLog.objects.filter(
        step="return_for_completion", appeal__enterprise__in=enterprise_ids, at__gte=since, at__lt=until
    ).select_related("appeal", "by")
    return [
        BurdenEntry(
            row.appeal.enterprise_id, BurdenKind.FORM, _("Asked to complete: %(title)s") % {"title": row.appeal.title},
            row.at, row.by.name if row.by else "", row.appeal.get_absolute_url(),
        )
        for row in rows
    ]  # fmt: skip


@hooks.handover_items.register
def handover_items(user, enterprise_ids):
    """Open appeals of the enterprises with the promise that runs, for whoever serves them next."""
    rows = Appeal.objects.visible_to(user).open().filter(enterprise__in=enterprise_ids).exclude(number=None)
    found = []
    for row in rows.for_list():
        promise = _first(row)
        found.append(
            HandoverItem(
                row.enterprise_id, _("appeal"), f"{row.number} · {row.title}", row.get_absolute_url(),
                due_at=promise.due_at if promise else None,
            )
        )  # fmt: skip
    return found
