"""Whether a step is possible now, as sentences; and what would tell the firm behind a published answer."""

import re
import unicodedata

from django.utils.translation import gettext as _

from portal.common.workflow import table

from ..conditions import missing_in_reply
from ..enums import AppealState, HandlingState
from .enums import ProblemState as P

STEPS = table(
    answer=([P.OPEN], P.ANSWERED),
    close=([P.OPEN, P.ANSWERED], P.CLOSED),
)
#: From these an answer may be published.
PUBLISHABLE = (AppealState.REPLIED, AppealState.CLOSED)
#: These belong to no common problem.
NO_MEMBER = (AppealState.DRAFT, AppealState.WITHDRAWN, AppealState.DECLINED)
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|(?:0\d{2,3})?[2-8]\d{6,7}|[48]00\d{7})(?!\d)")
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])")
_NUMBER = re.compile(r"SQ-\d{4}-\d{6}")
_FORM = re.compile(r"(股份|有限|责任|公司|集团|控股|总|分|厂|合伙企业|普通合伙|特殊|中国|上海市?|[()（）\s])")
_PLACE = re.compile(r"^.{2,3}[省市区]")


def core_of(name):
    """What is left of a firm's name without place and legal form: how people call it."""
    bare = _FORM.sub("", _PLACE.sub("", unicodedata.normalize("NFKC", name)))
    return bare if len(bare) > 1 else ""


def names_of(enterprise):
    """How text could name the enterprise: its whole name, its short name, its code."""
    found = [enterprise.name, core_of(enterprise.name), enterprise.uscc]
    return [name for name in dict.fromkeys(found) if name]


def what_identifies(enterprise, people, *texts):
    """Sentences about what in the texts would tell who asked; ``people`` are names of the enterprise's contacts."""
    said = unicodedata.normalize("NFKC", "\n".join(texts)).upper()
    close = re.sub(r"\s", "", said)
    found = []
    for name in [*names_of(enterprise), *people]:
        if re.sub(r"\s", "", unicodedata.normalize("NFKC", name).upper()) in close:
            found.append(_("The text names “%(name)s”. Say it without names.") % {"name": name})
            break
    if _CODE.search(said):
        found.append(_("The text contains a unified social credit code. Leave it out."))
    if _PHONE.search(re.sub(r"(?<=\d)[\s\-—–]+(?=\d)", "", said)):
        found.append(_("The text contains a telephone number. Leave it out."))
    if _NUMBER.search(said):
        found.append(_("The text contains the number of an appeal. Leave it out."))
    return found


def missing_before_publish(appeal):
    """An answer is published once there is one."""
    if appeal.state not in PUBLISHABLE:
        return [_("There is no reply yet that could be published.")]
    return []


def missing_in_lead_answer(text, outcome, clause):
    """The lead answer is a reply as any other: a text, an honest outcome, the clause of an explanation (art. 49)."""
    return missing_in_reply(outcome, text, clause)


def cannot_join(appeal):
    """Why an appeal cannot be a member of a common problem."""
    if appeal.state in NO_MEMBER:
        words = {"number": appeal.number or "—", "state": appeal.get_state().label}
        return _("%(number)s cannot be added: it is “%(state)s”.") % words
    return ""


def is_taken_on(handling):
    """Whether the unit took the case on and still owes its reply."""
    return handling is not None and handling.state == HandlingState.ACCEPTED


def missing_before_passing_up(appeal):
    """A case is passed up while units work on it, or after a reply that needs a rule change."""
    if appeal.state in (AppealState.IN_HANDLING, AppealState.REPLIED):
        return []
    return [_("A case is passed up while it is in handling, or after a reply that needs a rule change.")]
