"""Conditions that the planner answers from an index."""

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import OpClass
from django.db.models import BooleanField, F, Func, Q, TextField
from django.db.models.functions import Upper
from django.db.models.lookups import Contains


class _IsAnyOf(Func):
    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()


def is_any_of(field, keys):
    """``field = ANY(ARRAY(…))`` of a query set of few keys: found once, looked up in an index, also beside an OR."""
    return Q(_IsAnyOf(F(field), ArraySubquery(keys)))


class Spread(Func):
    """``AxBxCx`` of ``ABC``: spread like this, an index of trigrams also finds words of two, as Chinese ones are.

    The text is in capitals, so that the small letter between them stands nowhere in it.
    """

    arity, output_field = 1, TextField()
    template = r"regexp_replace(%(expressions)s, '(.)', '\1x', 'g')"


def spread(field):
    """The expression of the index that :func:`containing` asks: ``GinIndex(spread("title"), name=…)``."""
    return OpClass(Spread(Upper(field)), name="gin_trgm_ops")


def containing(field, text):
    """Whether ``text`` stands somewhere in ``field``, in whatever case, by the index on ``spread(field)``."""
    return Q(Contains(Spread(Upper(field)), "x".join(text.upper())))
