"""Conditions that the planner answers from an index."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q


class _IsAnyOf(Func):
    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()


def is_any_of(field, keys):
    """``field = ANY(ARRAY(…))`` of a query set of few keys: found once, looked up in an index, also beside an OR."""
    return Q(_IsAnyOf(F(field), ArraySubquery(keys)))
