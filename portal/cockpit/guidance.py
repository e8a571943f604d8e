"""What somebody in a role does first: five things, each with its page; the tour walks the same pages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role


@dataclass(frozen=True)
class Step:
    """One thing: a title, a sentence why, and the page; ``selector`` is what the tour points at."""

    title: str
    text: str
    name: str
    query: str = ""
    selector: str = "main h1"

    @property
    def url(self):
        return reverse(self.name) + self.query


_MAIL = Step(
    _("Choose what comes by mail"),
    _("At once, in the digest at 08:30, or not at all. What the law needs stays."),
    "notifications:preferences",
)
_ACCOUNT = Step(
    _("Look at your account"),
    _("Telephone, e-mail, language and where you are signed in. A change is confirmed at the new address."),
    "accounts:profile", selector=".facts",
)  # fmt: skip
_AWAY = Step(
    _("Say when you are away"),
    _("Nobody waits for somebody who is not there: enter the days, and others see them."),
    "accounts:absence_new",
)
_GUIDE = Step(
    _("Read the steward guide"), _("The rules of your work on one page, with their articles."), "cockpit:guide"
)
_REGISTRY = Step(
    _("Open the registry"),
    _("Facts with their source, contacts, and who serves whom. Search by name, code or pinyin initials."),
    "enterprises:list", selector=".filters",
)  # fmt: skip
_LATE = Step(
    _("See what is overdue"),
    _("A broken promise stays visible until somebody answers for it."),
    "appeals:list", "?view=overdue", ".views",
)  # fmt: skip
_CAPACITY = Step(
    _("See where there is room"),
    _("Enterprises, stewards and free places by district and unit; every number opens its rows."),
    "stewards:capacity",
)
_VISIT = Step(
    _("Write a visit down"),
    _("While you stand there: how, with whom, what you heard. Without a network it waits on the phone."),
    "stewards:visit_new",
)
_COVERS = Step(
    _("Plan who stands in"),
    _("While a steward is away a deputy sees the enterprises and acts; it ends by itself."),
    "covers:list",
)
_APPROVE = Step(
    _("Decide on proposals"),
    _("Units propose changes of the roster and of who serves; you approve or refuse with a reason."),
    "changes:approvals",
)
_UNSERVED = Step(
    _("Find enterprises without a steward"),
    _("One enterprise, one steward: whoever has none needs one."),
    "enterprises:list", "?unserved=on",
)  # fmt: skip
_ACTIVATE = Step(
    _("Bring people in"),
    _("See who has not activated the account yet, and send a link, a code or a printed letter."),
    "onboarding:people",
)
_TODAY = Step(
    _("Begin with what is due"),
    _("The most urgent comes first, with its date and one button."),
    "stewards:workbench",
)
_HOME = Step(
    _("Begin with what is due"), _("The most urgent comes first, with its date and one button."), "cockpit:home"
)
_STEWARDS = Step(_("Look at the stewards"), _("Who serves how many, out of ten at most."), "stewards:list")
_CHECK = Step(
    _("Check registrations"),
    _("Firms off the roster register themselves; your unit checks them within the time limit."),
    "enterprises:registrations",
)

STEPS = {
    Role.CONTACT: [
        Step(_("Write an appeal"), _("Say what happened and what you need; five short pages, files included."),
             "appeals:new"),
        Step(_("Follow your appeals"), _("You see who has it, what was promised, and by when."), "appeals:list",
             selector=".views"),
        Step(_("Answer what waits for you"), _("Complete what was sent back, and rate what was answered."),
             "appeals:list", "?view=us", ".views"),
        _MAIL, _ACCOUNT,
    ],
    Role.STEWARD: [
        _TODAY,
        Step(_("Review submissions"), _("Within one working day: is it reasonable, is it complete?"), "appeals:list",
             "?view=review", ".views"),
        _VISIT, _ACTIVATE, _GUIDE,
    ],
    Role.LIAISON: [_TODAY,
                   _VISIT,
                   Step(_("Follow their appeals"), _("Help to complete and to rate; reviewing stays the steward's."),
                        "appeals:list", selector=".views"),
                   _GUIDE, _MAIL],
    Role.GENERAL: [_TODAY, _UNSERVED, _COVERS, _ACTIVATE, _CHECK],
    Role.DISPATCHER: [
        Step(_("Empty the queue"), _("Claim a case, choose the lead unit, send it on; with J, K and C by keyboard."),
             "appeals:list", selector=".views"),
        Step(_("Look at what is due today"), _("Dispatch has its own time limit."), "appeals:list", "?view=today",
             ".views"),
        Step(_("Deal with returned cases"), _("A unit gave it back with a basis and names who should have it."),
             "appeals:list", "?view=returned", ".views"),
        _LATE, _MAIL,
    ],
    Role.HANDLER: [
        Step(_("Take on or give back"), _("Within one working day; giving back needs a basis and an owner."),
             "appeals:list", "?view=new", ".views"),
        Step(_("Contact the enterprise first"), _("Within one working day; then work on the case."), "appeals:list",
             "?view=work", ".views"),
        Step(_("Keep your promises"), _("What falls due today or is over stands here."), "appeals:list", "?view=due",
             ".views"),
        _AWAY, _MAIL,
    ],
    Role.DISTRICT: [_HOME, _APPROVE, _LATE, _CAPACITY, _CHECK],
    Role.CITY: [_HOME, _LATE, _CAPACITY, _REGISTRY, _STEWARDS],
    Role.LEADER: [_HOME, _LATE, _CAPACITY, _REGISTRY, _ACCOUNT],
    Role.ADMIN: [
        Step(_("Bring in a roster"), _("Upload, look at every difference and fault, then apply; nothing is half done."),
             "admin:imports_import_changelist", selector="#content"),
        Step(_("Look after people"), _("Add, change, and hand over what somebody holds who leaves."),
             "admin:accounts_user_changelist", selector="#content"),
        Step(_("Look after units"), _("Make, merge and close units; what they hold goes with them."),
             "admin:accounts_unit_changelist", selector="#content"),
        Step(_("Enter the working calendar"), _("Every promise counts on it."), "admin:common_calendarday_changelist",
             selector="#content"),
        Step(_("Take sheets out"),
             _("Units, teams, stewards, contacts and reference tables, in the columns of their import."),
             "imports:sheets"),
    ],
}  # fmt: skip

#: Keys that lists answer to.
KEYS = [
    ("/", _("search")), ("J K", _("next and previous row")), ("Enter", _("open the row")),
    ("C", _("claim the row, at the desk")), ("D", _("dispatch the row, at the desk")),
]  # fmt: skip


def steps_of(role):
    """The first five things of a role; of nobody, only the own account."""
    return STEPS.get(role, [_ACCOUNT])


def stations(steps):
    """The stations of the tour as the script reads them."""
    words = {"next": gettext("Next"), "back": gettext("Back"), "end": gettext("End the tour")}
    return {
        "words": words | {"of": gettext("{n} of {all}")},
        "stations": [
            {"title": str(step.title), "text": str(step.text), "url": step.url, "selector": step.selector}
            for step in steps
        ],
    }
