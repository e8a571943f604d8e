"""A lost race arrives as ``IntegrityError``; here it becomes a sentence for people, by the constraint's name."""

from contextlib import contextmanager

from django.apps import apps
from django.db import IntegrityError, transaction

from .workflow import Refused


def constraint_name(error):
    """Return the name of the violated constraint, or an empty string."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def sentence_for(name):
    """Return the violation message of the model constraint called ``name``, or an empty string."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.violation_error_message)
    return ""


@contextmanager
def speaking(explain=None):
    """Run a block in a savepoint and turn a violated constraint into :class:`Refused`.

    ``explain(name)`` may return a better sentence than the model's own. Unknown constraints pass through unchanged.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = constraint_name(error)
        message = (explain(name) if explain else "") or sentence_for(name)
        if not message:
            raise
        raise Refused(message, code=name) from error
