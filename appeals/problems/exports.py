"""Common problems as a table for spreadsheets: one line for each member that the reader may see."""

from django.utils.translation import gettext as _

from portal.common.exports import moment

from .models import ProblemMember


def header():
    return [
        _("number"), _("title"), _("common cause"), _("lead unit"), _("state"), _("appeal"), _("enterprise"),
        _("added at"), _("answered"), _("answered at"), _("why the answer did not reach it"),
    ]  # fmt: skip


def rows_for(user):
    """``rows(problems)``: the members of the problems, as far as ``user`` may see them."""

    def rows(problems):
        members = ProblemMember.objects.visible_to(user).here().filter(problem__in=problems.order_by().values("pk"))
        found = members.select_related("problem__lead_unit", "appeal__enterprise").order_by("problem", "pk")
        for one in found.iterator(chunk_size=1000):
            yield [
                one.problem.number, one.problem.title, one.problem.cause, str(one.problem.lead_unit),
                one.problem.get_state_display(), one.appeal.number, one.appeal.enterprise.name, moment(one.added_at),
                one.get_reached_display(), moment(one.reached_at), one.failed,
            ]  # fmt: skip

    return rows
