"""The roster as a kind of staged import: its columns, its choices, how it is planned and written."""

from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.imports.kinds import Choice, Kind, register

from . import export
from .applying import apply
from .columns import COLUMNS, revive
from .planning import Planner

WITHOUT_STEWARD = "without_steward_over_cap"
END_MISSING = "end_missing"
STEWARD_FACTS = {"steward_name", "steward_phone", "steward_email", "steward_unit"}
CONTACT_WAYS = {"contact_phone", "contact_email"}


class Roster(Kind):
    """A district's list of key enterprises with contacts, stewards and who serves whom (guideline art. 3)."""

    code = "roster"
    rank = 0
    label = _("roster of key enterprises")
    help = _("Enterprises, their contacts, their stewards, and who serves whom. Empty cells erase nothing.")
    columns = COLUMNS
    key = ("uscc",)
    shortest_key = 10
    twice = _("This code already stands in row %(row)s.")
    personal = ("contact_phone", "contact_email", "steward_phone", "steward_email")
    choices = (
        Choice(
            WITHOUT_STEWARD,
            _("Bring enterprises beyond a steward's ten in without a new steward"),
            _("Otherwise their rows are faulty. Each keeps the steward it has, or has none."),
        ),
        Choice(
            END_MISSING,
            _("End the assignments of enterprises that the file does not name"),
            _("Only in the districts of the file. The enterprises themselves stay as they are."),
        ),
    )
    lasting = (
        _("New enterprises, people and units stay: nothing is deleted. An enterprise leaves the roster in the admin."),
        _("A contact who came in stays a contact, and the former first contact becomes the first one again."),
        _("What was empty before stays filled: an empty cell erases nothing."),
    )

    def label_of(self, values):
        return values.get("name", "")

    def revive(self, values):
        return revive(values)

    def plan(self, rows, options, *, lock=False):
        """Compare with the registry; the cap of ten holds for the end state of the file (product rule 1)."""
        chosen = {name: bool(options.get(name)) for name in (WITHOUT_STEWARD, END_MISSING)}
        return Planner(rows, lock=lock, **chosen).plan()

    def apply(self, plan, *, by):
        apply(plan, by=by)

    def present(self, keys):
        """Return these enterprises as a roster writes them."""
        rows = export.rows(Enterprise.objects.filter(uscc__in=keys))
        return {values["uscc"]: values for values in (dict(zip(export.KEYS, row, strict=True)) for row in rows)}

    def undo(self, present, differences):
        """Facts of a person stand beside the person's name or number, or they would be somebody else's.

        Where the steward changed too, the facts in this row are the new steward's, and no sheet takes them back.
        """
        changed = {column for column, _before, _after in differences}
        if "steward_no" in changed:
            differences = [one for one in differences if one[0] not in STEWARD_FACTS]
        cells = super().undo(present, differences)
        for beside, facts in (("steward_no", STEWARD_FACTS), ("contact_name", CONTACT_WAYS)):
            if facts & cells.keys() and beside not in cells:
                cells[beside] = present[beside]
        return cells


ROSTER = register(Roster())
