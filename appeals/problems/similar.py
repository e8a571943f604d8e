"""What is like what: characters in twos and threes, found by the index of trigrams, counted in the database.

Each search is one query. Candidates share three characters in a row with the words (an index on ``UPPER(title)``
answers that); at most ``CANDIDATES`` of them are counted, so that the work stays the same among a million appeals.
"""

import re
import unicodedata
from datetime import timedelta

from django.db import models
from django.db.models import Case, Count, ExpressionWrapper, F, FloatField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Greatest, Least, Length, Upper
from django.utils import timezone

from ..enums import OPEN_STATES, AppealState
from ..models import Appeal, Handling
from .models import PublishedAnswer

#: How many candidates are counted at most, and how many are shown.
CANDIDATES, SHOWN, SHOWN_TO_STAFF = 400, 3, 10
#: The share of pairs of characters in common from which two matters count as similar, and what the same category adds.
ENOUGH, SAME_CATEGORY = 0.3, 0.15
#: How many pieces of the words are compared, and how much of a text stands in for a title.
PAIRS, TRIPLES, FIRST = 24, 12, 60
#: For how long a closed appeal of the own firm is still worth showing.
RECENT = timedelta(days=90)
#: Pairs that say nothing.
EMPTY = frozenset(
    ["我们", "我司", "公司", "企业", "问题", "希望", "请求", "申请", "关于", "有关", "解决", "办理", "反映"]
)
_RUNS = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]+")
_OVER = (AppealState.DRAFT, AppealState.WITHDRAWN, AppealState.DECLINED)


def pieces(words, size):
    """The pieces of ``size`` characters of Chinese runs, and whole words of others, each once, in their order."""
    found = {}
    for run in _RUNS.findall(unicodedata.normalize("NFKC", words)):
        if run.isascii():
            if len(run) > 1:
                found[run.upper()] = None
            continue
        cut = [run[at : at + size] for at in range(max(1, len(run) - size + 1))]
        found |= dict.fromkeys(piece for piece in cut if len(piece) > 1 and piece not in EMPTY)
    return list(found)


def _some(found, most):
    """At most so many, evenly spread."""
    return found if len(found) <= most else [found[at * len(found) // most] for at in range(most)]


def _words(title, text):
    return title if len(title.strip()) > 1 else text[:FIRST]


def _candidates(rows, field, words):
    """Ids of at most ``CANDIDATES`` rows that share a piece of three characters; None when the words have none."""
    shared = [piece for piece in pieces(words, 3) if len(piece) > 2]
    if not shared:
        return None
    any_of_them = "|".join(re.escape(piece.upper()) for piece in _some(shared, TRIPLES))
    found = rows.annotate(in_capitals=Upper(field)).filter(in_capitals__regex=any_of_them)  # the index is over capitals
    return found.order_by().values("pk")[:CANDIDATES]


def ranked(rows, field, words, category_id):
    """Rows with ``score``, from ``ENOUGH`` on, the most similar first."""
    pairs = _some(pieces(words, 2), PAIRS)
    if not pairs:
        return rows.none()
    found = (Case(When(Q(**{f"{field}__icontains": pair}), then=Value(1)), default=Value(0)) for pair in pairs)
    hits = sum(found, start=Value(0))
    possible = Greatest(Least(Value(len(pairs)), Length(field) - 1), 1)
    same = (
        Case(When(category=category_id, then=Value(SAME_CATEGORY)), default=Value(0.0)) if category_id else Value(0.0)
    )
    share = Cast(hits, FloatField()) / Cast(possible, FloatField())
    counted = rows.annotate(share=ExpressionWrapper(share, FloatField()))
    scored = counted.annotate(score=ExpressionWrapper(F("share") + same, FloatField()))
    return scored.filter(share__gt=0, score__gte=ENOUGH).order_by("-score", "-pk")


def of_own_firm(user, appeal, title, text):
    """The firm's own appeals that are open, or were closed lately, and are like what is being written."""
    rows = Appeal.objects.visible_to(user).filter(enterprise=appeal.enterprise_id).exclude(state__in=_OVER)
    lately = Q(state__in=OPEN_STATES) | Q(closed_at__gte=timezone.now() - RECENT)
    return list(ranked(rows.filter(lately), "title", _words(title, text), appeal.category_id)[:SHOWN])


def answers(title, text, category_id=None):
    """Answers that the desk published without names and that fit the words."""
    words = _words(title, text)
    found = _candidates(PublishedAnswer.objects.standing(), "question", words)
    if found is None:
        return []
    rows = PublishedAnswer.objects.filter(pk__in=found).select_related("category")
    return list(ranked(rows, "question", words, category_id)[:SHOWN])


def cases(user, appeal, most=SHOWN_TO_STAFF):
    """Cases that this person may see and that are like this one, with the lead unit that each had: one query."""
    visible = Appeal.objects.visible_to(user).exclude(state__in=_OVER).exclude(pk=appeal.pk)
    found = _candidates(visible, "title", appeal.title)
    if found is None:
        return []
    lead = Handling.objects.filter(appeal=OuterRef("pk"), is_lead=True).order_by("-pk")
    rows = Appeal.objects.filter(pk__in=found).select_related("enterprise", "category").annotate(
        lead_name=Subquery(lead.values("unit__name")[:1], output_field=models.CharField()),
        in_problem=Count("problem_members", filter=Q(problem_members__removed_at=None, problem_members__ended_at=None)),
    )  # fmt: skip
    return list(ranked(rows, "title", appeal.title, appeal.category_id)[:most])
