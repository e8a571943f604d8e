"""What a kind of import is: its columns, who may bring it, how rows are compared with the portal and written.

Each app registers its kinds in ``AppConfig.ready()``; docs/imports.md says how to add one.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.accounts.enums import Role
from portal.accounts.permissions import has_role

from .columns import Columns
from .enums import Action
from .parsing import Layout, Parsed, Row, parse_file

#: The option that every kind has: apply the rows without errors and leave the others out.
SKIP_ERRORS = "skip_errors"


class Difference(NamedTuple):
    """What changes in one column: texts as a sheet would write them, an empty one for nothing."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Choice:
    """One question of the preview; ``code`` becomes a key of the import's options, its value is True or False."""

    code: str
    label: str
    help: str = ""


@dataclass
class Change:
    """What one row does. Kinds may bring their own class with these attributes and more."""

    row: Row
    action: str
    differences: list[Difference] = field(default_factory=list)
    label: str = ""
    target: object = None


@dataclass
class Absent:
    """A row of the portal that the file does not name: listed, and never deleted.

    ``action`` is :attr:`Action.MISSING`, or :attr:`Action.END` where a choice lets something of it end; then
    ``differences`` say what.
    """

    key: str
    label: str
    action: str = Action.MISSING
    differences: list[Difference] = field(default_factory=list)
    target: object = None


@dataclass
class Plan:
    """Every change of a file that can be made, and what the file does not name. Errors and notes are with the rows."""

    rows: list[Row]
    changes: list = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)

    @property
    def errors(self):
        return [error for row in self.rows for error in row.errors]

    @property
    def notes(self):
        return [note for row in self.rows for note in row.notes]

    def counts(self):
        """Return how many rows do what, by :class:`Action`; rows of the portal under ``missing`` and ``end``."""
        found = Counter(change.action for change in self.changes)
        found.update(absent.action for absent in self.absent)
        found[Action.ERROR] = sum(1 for row in self.rows if row.errors)
        return found


class Kind:
    """One kind of import; subclass it, or take :class:`portal.imports.model_kinds.ModelKind` for a simple table."""

    code = ""
    label = ""
    #: Where the kind stands on the page of upload: the lower, the higher up.
    rank = 50
    #: What the sheet brings and what it never does, for the page of upload.
    help = ""
    #: A :class:`Columns` of :class:`portal.imports.columns.Column`.
    columns = Columns()
    #: The keys of the columns that together tell one row from another.
    key = ()
    shortest_key = 1
    #: The sentence for a key that stands twice in the file, with ``%(row)s``.
    twice = ""
    choices: tuple[Choice, ...] = ()
    #: What people must know of an import of this kind that no sheet can take back; shown with the undo file.
    lasting: tuple[str, ...] = ()
    #: Keys of the columns that hold personal data; the list of what the file changes masks them.
    personal: tuple[str, ...] = ()

    @property
    def layout(self):
        return Layout(self.columns, self.key, str(self.twice), self.shortest_key)

    def may(self, user):
        """Whether ``user`` may import this kind: administrators, unless a kind says otherwise."""
        return bool(getattr(user, "is_superuser", False)) or has_role(user, Role.ADMIN)

    def read(self, path) -> Parsed:
        """Read the file at ``path`` into normalised rows; faults of the file are among the errors, not raised."""
        return parse_file(path, self.layout)

    def key_of(self, values):
        """Return the key of a row as one text."""
        return self.layout.key_of(values)

    def label_of(self, values):
        """Return what people call the row, for lists."""
        return str(values.get(self.columns[0].key, ""))

    def revive(self, values):
        """Return values that were staged as JSON as Python ones; override where a column holds no text."""
        return values

    def plan(self, rows, options, *, lock=False) -> Plan:
        """Compare ``rows`` (those with errors are left alone) with the portal and write nothing.

        ``options`` are the answers to :attr:`choices`. With ``lock`` the caller holds a transaction and applies the
        plan next: rows that will change are locked. Errors that only the portal can find are added to the rows.
        """
        raise TypeError(f"{type(self).__name__} plans nothing")

    def apply(self, plan, *, by):
        """Write ``plan`` with history inside the caller's transaction; ``Refused`` or an error undoes all of it."""
        raise TypeError(f"{type(self).__name__} applies nothing")

    def present(self, keys):
        """Return ``{key: {column: text}}`` of what the portal says now of these rows, as a sheet writes it."""
        return {}

    def undo(self, present, differences):
        """Return the cells of the row that brings back what stood before ``differences``; none when nothing can.

        ``present`` is what the portal says now of the row. Override where a column needs others beside it.
        """
        before = {column: text for column, text, _after in differences if text}
        if not present or not before:
            return {}
        return {name: present[name] for name in self.columns.required if name in present} | before

    @property
    def header(self):
        """The first row of a sheet of this kind, in Chinese."""
        return [column.header for column in self.columns]


class Registry(dict):
    """All kinds by code, in the order in which they were registered."""

    def register(self, kind: Kind):
        """Add ``kind`` (an instance); registering a code again replaces it."""
        self[kind.code] = kind
        return kind

    def for_user(self, user):
        """Return the kinds that ``user`` may import, by rank."""
        return sorted((kind for kind in self.values() if kind.may(user)), key=lambda kind: kind.rank)


registry = Registry()
register: Callable = registry.register
