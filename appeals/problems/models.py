from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Unit
from portal.common.history import history
from portal.places.models import District

from ..enums import Outcome
from ..models import Appeal, Category
from .enums import HigherLevel, ProblemState, Reached
from .querysets import AnswerQuerySet, MemberQuerySet, PassedUpQuerySet, ProblemQuerySet, WindowQuerySet


def person_key(label, **options):
    """A person who did something: kept for ever (``PROTECT``)."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **options)


class PublishedAnswer(models.Model):
    """A question and its answer that the desk published without names, for everybody who has the same matter.

    ``appeal`` is where it came from: for the desk alone. ``question`` and ``answer`` never name the enterprise
    (``conditions.what_identifies``).
    """

    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"), max_length=4000)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="published_answers", verbose_name=_("category"), null=True, blank=True
    )
    clause = models.CharField(_("clause"), max_length=200, blank=True)
    appeal = models.ForeignKey(
        Appeal, models.PROTECT, related_name="published_answers", verbose_name=_("from the appeal")
    )
    published_by = person_key(_("published by"))
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    withdrawn_by = person_key(_("withdrawn by"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_because = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = AnswerQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("published answer")
        verbose_name_plural = _("published answers")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(withdrawn_at=None),
                name="problems_answer_once_an_appeal",
                violation_error_message=_("An answer of this case is already published."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
                name="problems_answer_withdrawn_says_why",
                violation_error_message=_("A withdrawn answer says by whom, when and why."),
            ),
        ]
        indexes = [GinIndex(OpClass(Upper("question"), name="gin_trgm_ops"), name="problems_question_trgm")]

    def __str__(self):
        return self.question

    def get_absolute_url(self):
        return reverse("problems:answer", args=[self.pk])


class Problem(models.Model):
    """A common problem (共性问题): appeals with one cause, one lead unit, and one answer that reaches them all."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=100)
    cause = models.TextField(_("common cause"), max_length=2000)
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="problems_led", verbose_name=_("lead unit"))
    district = models.ForeignKey(
        District, models.PROTECT, related_name="+", verbose_name=_("district"), null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=10, choices=ProblemState, default=ProblemState.OPEN)
    created_by = person_key(_("gathered by"))
    created_at = models.DateTimeField(_("gathered at"), default=timezone.now)
    answer = models.TextField(_("lead answer"), max_length=4000, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    clause = models.CharField(_("clause"), max_length=200, blank=True)
    answered_by = person_key(_("answered by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_by = person_key(_("closed by"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = ProblemQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("common problem")
        verbose_name_plural = _("common problems")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProblemState.values),
                name="problems_problem_state_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ProblemState.ANSWERED)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="") & ~Q(outcome=""),
                name="problems_problem_answered_has_answer",
                violation_error_message=_("An answered problem has its answer and outcome."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.EXPLAINED) | ~Q(clause=""),
                name="problems_problem_explained_has_clause",
                violation_error_message=_("An explanation cites its clause."),
            ),
            models.CheckConstraint(
                condition=Q(state=ProblemState.CLOSED, closed_at__isnull=False, closed_by__isnull=False)
                | ~Q(state=ProblemState.CLOSED) & Q(closed_at=None, closed_by=None),
                name="problems_problem_closed_has_time",
                violation_error_message=_("A closed problem, and no other, says when and by whom it was closed."),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("problems:problem", args=[self.number])

    def get_state(self):
        """The state as an enum member, with its label."""
        return ProblemState(self.state)


class ProblemMember(models.Model):
    """An appeal in a common problem. ``reached`` says how the lead answer came to it, ``failed`` why it did not."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="members", verbose_name=_("common problem"))
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="problem_members", verbose_name=_("appeal"))
    added_by = person_key(_("added by"))
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    removed_by = person_key(_("taken out by"), null=True, blank=True)
    removed_at = models.DateTimeField(_("taken out at"), null=True, blank=True)
    removed_because = models.CharField(_("why it was taken out"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    reached = models.CharField(_("answered"), max_length=10, choices=Reached, blank=True)
    reached_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    failed = models.CharField(_("why the answer did not reach it"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = MemberQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("appeal of a common problem")
        verbose_name_plural = _("appeals of common problems")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(removed_at=None, ended_at=None),
                name="problems_member_one_open_problem",
                violation_error_message=_("This appeal already belongs to an open common problem."),
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_because=""),
                name="problems_member_removed_says_why",
                violation_error_message=_("Taken out means: by whom, when and why."),
            ),
        ]

    def __str__(self):
        return f"{self.problem_id} · {self.appeal_id}"


class ThemedWindow(models.Model):
    """A themed window (弹性服务专窗): intake opened for a season or an event. It closes by its date, by no job."""

    title = models.CharField(_("title"), max_length=60)
    words = models.CharField(_("words for the enterprise"), max_length=300)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="themed_windows", verbose_name=_("category of its appeals")
    )
    desk = models.ForeignKey(Unit, models.PROTECT, related_name="themed_windows", verbose_name=_("desk"))
    opens_on = models.DateField(_("open from"))
    closes_on = models.DateField(_("open until"))
    opened_by = person_key(_("opened by"))
    opened_at = models.DateTimeField(_("entered at"), default=timezone.now)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = WindowQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("themed window")
        verbose_name_plural = _("themed windows")
        ordering = ["-closes_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="problems_window_closes_after_opening",
                violation_error_message=_("A window closes after it opens."),
            ),
        ]

    def __str__(self):
        return self.title

    def is_open(self, on=None):
        """Whether the window takes appeals on the day."""
        return self.opens_on <= (on or timezone.localdate()) <= self.closes_on


class WindowAppeal(models.Model):
    """That an appeal came through a themed window."""

    window = models.ForeignKey(ThemedWindow, models.PROTECT, related_name="appeals", verbose_name=_("themed window"))
    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="themed", verbose_name=_("appeal"))
    is_demo = models.BooleanField(_("demo data"), default=False)

    class Meta:
        verbose_name = _("appeal of a themed window")
        verbose_name_plural = _("appeals of themed windows")

    def __str__(self):
        return f"{self.window_id} · {self.appeal_id}"


class PassedUp(models.Model):
    """A case that needs a rule of a higher level, passed up: to whom, under which number, and what came back."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="passed_ups", verbose_name=_("appeal"))
    level = models.CharField(_("higher level"), max_length=10, choices=HigherLevel)
    body = models.CharField(_("passed up to"), max_length=80)
    asked = models.TextField(_("what is asked for"), max_length=2000)
    number_there = models.CharField(_("number given there"), max_length=60, blank=True)
    passed_on = models.DateField(_("passed up on"))
    awaited_until = models.DateField(_("answer awaited until"))
    recorded_by = person_key(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    answer = models.TextField(_("answer of the higher level"), max_length=4000, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = person_key(_("answer recorded by"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = PassedUpQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("case passed up")
        verbose_name_plural = _("cases passed up")
        ordering = ["awaited_until", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "level"],
                condition=Q(answered_on=None),
                name="problems_passedup_waiting_once",
                violation_error_message=_("This case already waits for an answer of this level."),
            ),
            models.CheckConstraint(
                condition=Q(awaited_until__gte=F("passed_on")),
                name="problems_passedup_awaited_after",
                violation_error_message=_("The answer is awaited after the case was passed up."),
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answered_by=None, answer="")
                | Q(answered_on__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="problems_passedup_answered_whole",
                violation_error_message=_("An answer has its words, its day and who recorded it."),
            ),
        ]
        indexes = [
            models.Index(fields=["awaited_until"], condition=Q(answered_on=None), name="problems_passedup_waiting")
        ]

    def __str__(self):
        return f"{self.get_level_display()} · {self.body}"
