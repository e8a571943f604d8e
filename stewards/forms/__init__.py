"""What people write: the shape of the input only; who may and whether possible now stand elsewhere."""

from .assignments import (
    END,
    AssignForm,
    AssignmentAdminForm,
    BulkForm,
    BulkRowForm,
    LiaisonAdminForm,
    MoveForm,
    StewardAdminForm,
)
from .visits import PROMISES, AddForm, DoneForm, HereForm, PromiseForm, SaidForm, VisitForm

__all__ = [
    "END",
    "PROMISES",
    "AddForm",
    "AssignForm",
    "AssignmentAdminForm",
    "BulkForm",
    "BulkRowForm",
    "DoneForm",
    "HereForm",
    "LiaisonAdminForm",
    "MoveForm",
    "PromiseForm",
    "SaidForm",
    "StewardAdminForm",
    "VisitForm",
]
