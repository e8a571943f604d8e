"""A small demo city obeys every rule that the portal holds people to."""

from collections import Counter, defaultdict
from datetime import date, datetime

import pytest
from django.contrib.auth.hashers import check_password, is_password_usable
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q

from appeals.enums import AppealState, HandlingState, PromiseKind, Reviewer
from appeals.models import Appeal, AppealLog, Handling, Message, Promise, Rating
from appeals.steps import APPEAL_STEPS, HANDLING_STEPS
from appeals.workflow import close_silent, remind
from appeals.workflow.engine import next_number
from enterprises import uscc
from enterprises.enums import AccessReason
from enterprises.models import Contact, Enterprise, EnterpriseAccess
from enterprises.sizes import size_of
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit, User
from portal.cockpit.demo.content import listed_companies
from portal.cockpit.demo.people import ACCOUNTS
from portal.cockpit.demo.registry import LISTED_TAG
from portal.common.workdays import SHANGHAI, WORK_BEGINS, WORK_ENDS, is_workday
from portal.notifications.models import Notification
from stewards.covers.models import Cover
from stewards.models import Assignment, Liaison, Steward

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)
SIZE = {"enterprises": 300, "stewards": 40, "appeals": 200}
#: Steps that officials take, in office hours; the others are the enterprise's or the clock's.
OFFICIAL = {"accept", "return_for_completion", "decline", "dispatch", "assign", "set_owner", "return_to_desk", "reply"}

pytestmark = pytest.mark.django_db


def seed(**options):
    call_command("seed_city", **{**SIZE, "seed": 7, "today": TODAY, "verbosity": 0, **options})


@pytest.fixture(scope="module", autouse=True)
def city(django_db_setup, django_db_blocker):
    """One small city for all tests of this module; the last one leaves an empty database."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed()
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


# --- What was asked for ----------------------------------------------------------------------------------------------
def test_the_city_has_the_size_that_was_asked_for():
    assert Enterprise.objects.count() == SIZE["enterprises"]
    assert Steward.objects.count() == SIZE["stewards"]
    assert Appeal.objects.count() == SIZE["appeals"]


def test_every_seeded_row_is_marked_as_demo_data():
    for model in (User, Enterprise, Appeal):
        assert not model.objects.filter(is_demo=False).exists()


def test_every_town_has_its_local_unit_and_every_district_its_lead():
    assert Unit.objects.filter(kind=UnitKind.LOCAL_UNIT).count() == 234
    assert Unit.objects.filter(kind=UnitKind.DISTRICT_LEAD).count() == 16
    assert Membership.objects.filter(role=Role.GENERAL).count() == 234


def test_every_unit_stands_below_the_city_lead():
    root = Unit.objects.get(kind=UnitKind.CITY_LEAD)
    assert len(Unit.subtree_ids([root.pk])) == Unit.objects.count()


# --- The registry ----------------------------------------------------------------------------------------------------
def test_every_credit_code_is_valid_and_names_are_given_once():
    names = list(Enterprise.objects.values_list("name", flat=True))
    assert len(names) == len(set(names))
    assert all(uscc.is_valid(code) for code in Enterprise.objects.values_list("uscc", flat=True))


def test_sizes_agree_with_the_figures():
    for row in Enterprise.objects.exclude(employees=None):
        assert row.size == size_of(row.industry_id, row.employees, row.revenue, row.assets)


def test_every_enterprise_is_served_where_it_operates():
    assert not Enterprise.objects.exclude(service_district=F("operating_district")).exists()
    assert not Enterprise.objects.exclude(local_unit__town=F("operating_town")).exists()
    assert not Enterprise.objects.filter(initials="").exists()


def test_listed_companies_have_no_figures_no_contacts_and_no_appeals():
    listed = Enterprise.objects.filter(tags__contains=[LISTED_TAG])
    assert listed.count() == 30
    assert not listed.exclude(employees=None).exists()
    assert not Contact.objects.filter(enterprise__in=listed).exists()
    assert not Appeal.objects.filter(enterprise__in=listed).exists()


def test_invented_names_are_not_those_of_listed_companies():
    known = {row["name"] for row in listed_companies()}
    invented = Enterprise.objects.exclude(tags__contains=[LISTED_TAG])
    assert not known & set(invented.values_list("name", flat=True))


def test_every_telephone_number_is_a_made_up_one():
    assert not User.objects.exclude(phone__regex=r"^199000\d{5}$").exists()
    assert not User.objects.exclude(email__endswith="@example.cn").exists()


# --- Stewards --------------------------------------------------------------------------------------------------------
def test_loads_lie_between_one_and_ten():
    loads = Steward.objects.annotate(load=Count("assignments", filter=Q(assignments__ended_at=None)))
    assert {steward.load for steward in loads} <= set(range(1, 11))
    assert Assignment.objects.open().count() < Enterprise.objects.count()


def test_stewards_serve_enterprises_of_their_own_unit():
    assert not Assignment.objects.exclude(steward__unit=F("enterprise__local_unit")).exists()


def test_access_rows_agree_with_contacts_assignments_and_liaison_officers():
    open_ones = set(Assignment.objects.open().values_list("steward__user", "enterprise"))
    helpers = dict(Liaison.objects.values_list("steward__user", "user"))
    wanted = {(*pair, AccessReason.STEWARD) for pair in open_ones}
    wanted |= {(helpers[user], enterprise, AccessReason.LIAISON) for user, enterprise in open_ones if user in helpers}
    covered = Cover.objects.values_list("deputy__user", "steward__user")
    wanted |= {
        (deputy, enterprise, AccessReason.DEPUTY)
        for deputy, away in covered
        for user, enterprise in open_ones
        if user == away
    }
    wanted |= {(*pair, AccessReason.CONTACT) for pair in Contact.objects.values_list("user", "enterprise")}
    rows = EnterpriseAccess.objects.select_related("permission")
    assert {(row.user_id, row.content_object_id, row.reason) for row in rows} == wanted
    assert all(row.permission.codename == f"{row.reason}_enterprise" for row in rows)


# --- Appeals ---------------------------------------------------------------------------------------------------------
def replayed(logs):
    """Replay the log of one appeal; returns its state and those of its handlings."""
    state, parts = AppealState.DRAFT, {}
    for log in logs:
        if log.handling_id:
            part = parts.get(log.handling_id, HandlingState.ASSIGNED)
            assert part == log.from_state
            if log.step in HANDLING_STEPS:
                step = HANDLING_STEPS[log.step]
                assert part in step.sources
                part = step.target
            parts[log.handling_id] = part
            state = after_part(state, log)
        elif log.step in APPEAL_STEPS:
            assert state == log.from_state
            assert state in APPEAL_STEPS[log.step].sources
            state = APPEAL_STEPS[log.step].target
        if not log.handling_id:
            assert state == log.to_state
    return state, parts


def after_part(state, log):
    """What a step of the lead unit does to the appeal itself (the workflow does not log it twice)."""
    if not log.handling.is_lead or state != AppealState.IN_HANDLING:
        return state
    if log.step in ("return_to_desk", "end"):
        return APPEAL_STEPS["give_back"].target
    return APPEAL_STEPS["reply"].target if log.step == "reply" else state


def logs_by_appeal():
    found = defaultdict(list)
    for log in AppealLog.objects.select_related("handling").order_by("appeal_id", "pk"):
        found[log.appeal_id].append(log)
    return found


def test_the_log_of_every_appeal_replays_to_its_state():
    logs, parts = logs_by_appeal(), dict(Handling.objects.values_list("pk", "state"))
    for appeal in Appeal.objects.all():
        state, handled = replayed(logs[appeal.pk])
        assert state == appeal.state, appeal
        for handling, reached in handled.items():
            assert parts[handling] == reached


def test_steps_follow_each_other_in_time_and_none_lies_ahead():
    for logs in logs_by_appeal().values():
        moments = [log.at for log in logs]
        assert moments == sorted(moments)
        assert moments[-1] <= NOW


def test_officials_act_in_office_hours():
    for log in AppealLog.objects.filter(step__in=OFFICIAL):
        local = log.at.astimezone(SHANGHAI)
        assert is_workday(local.date())
        assert WORK_BEGINS <= local.time() <= WORK_ENDS, log


def test_every_step_is_taken_by_somebody_who_may():
    roles = defaultdict(set)
    for user, role, unit in Membership.objects.values_list("user", "role", "unit"):
        roles[user].add((role, unit))
    contacts = set(Contact.objects.values_list("user", "enterprise"))
    stewards = set(Assignment.objects.open().values_list("steward__user", "enterprise"))
    for log in AppealLog.objects.select_related("appeal").exclude(by=None):
        pair, held = (log.by_id, log.appeal.enterprise_id), {role for role, _unit in roles[log.by_id]}
        if log.handling_id and log.step not in ("assign", "end"):
            assert (Role.HANDLER, log.by_unit_id) in roles[log.by_id], log
        elif log.step in ("rate", "reopen", "withdraw"):
            assert pair in contacts, log
        elif log.step in ("accept", "return_for_completion"):
            assert Role.DISPATCHER in held or pair in stewards, log
        elif log.step in ("dispatch", "decline", "assign"):
            assert Role.DISPATCHER in held, log


def test_nobody_reviews_what_he_submitted_himself():
    reviews = AppealLog.objects.filter(step="accept", handling=None, by=F("appeal__created_by"))
    assert not reviews.exclude(appeal__reviewer=Reviewer.DESK).exists()


def test_running_promises_belong_to_what_still_waits():
    allowed = {
        PromiseKind.REVIEW: AppealState.SUBMITTED, PromiseKind.DISPATCH: AppealState.ACCEPTED,
        PromiseKind.RATING: AppealState.REPLIED,
    }  # fmt: skip
    for promise in Promise.objects.running().select_related("appeal", "handling"):
        if promise.handling_id:
            assert promise.handling.state in (HandlingState.ASSIGNED, HandlingState.ACCEPTED)
            assert promise.appeal.state in (AppealState.IN_HANDLING, AppealState.ACCEPTED)
        else:
            assert promise.appeal.state == allowed[promise.kind]


def test_whatever_waits_has_its_promise():
    for state, kind in (("submitted", "review"), ("accepted", "dispatch"), ("replied", "rating")):
        waiting = Appeal.objects.filter(state=state)
        assert Promise.objects.running().filter(appeal__in=waiting, kind=kind).count() == waiting.count()
    live = Handling.objects.filter(state__in=["assigned", "accepted"])
    assert (
        Promise.objects.running().filter(handling__in=live, kind__in=["final_reply", "next_reply"]).count()
        == live.count()
    )
    assigned = live.filter(state="assigned")
    assert Promise.objects.running().filter(handling__in=assigned, kind="take_on").count() == assigned.count()


def test_most_promises_are_kept_and_some_are_broken():
    ended = Promise.objects.exclude(kept_at=None).exclude(kind=PromiseKind.RATING)
    share = ended.filter(kept_at__lte=F("due_at")).count() / ended.count()
    assert 0.82 < share < 0.98
    assert not Promise.objects.filter(kept_at__lt=F("made_at")).exists()


def test_the_beat_finds_nothing_that_it_should_have_done():
    assert close_silent(NOW) == 0
    assert remind(NOW) == 0
    late = Promise.objects.running().filter(kind="review", due_at__lt=NOW, appeal__reviewer=Reviewer.STEWARD)
    assert not late.exists()


def test_every_state_occurs_and_appeals_reach_back_over_the_year():
    assert set(Appeal.objects.values_list("state", flat=True)) == set(AppealState.values)
    first = Appeal.objects.exclude(submitted_at=None).earliest("submitted_at").submitted_at
    assert (NOW - first).days > 300


def test_numbers_are_given_in_the_order_of_submission_and_go_on_behind():
    sent = list(Appeal.objects.exclude(number=None).order_by("submitted_at", "pk").values_list("number", flat=True))
    assert sent == sorted(sent, key=lambda number: number[-6:])
    assert int(next_number(NOW)[-6:]) == len(sent) + 1


def test_ratings_are_neither_all_good_nor_all_bad():
    levels = Counter(Rating.objects.values_list("level", flat=True))
    satisfied = (levels[4] + levels[5]) / sum(levels.values())
    assert 0.6 < satisfied < 0.92
    assert not Rating.objects.exclude(handling__state=HandlingState.REPLIED).exists()


def test_texts_are_filled_in():
    for text in [*Appeal.objects.values_list("title", "text"), *Message.objects.values_list("text")]:
        assert "{" not in "".join(text)
    assert not Appeal.objects.filter(title="").exists()


# --- The demo accounts -----------------------------------------------------------------------------------------------
def test_demo_accounts_sign_in_with_demo_and_nobody_else_can():
    users = {user.username: user for user in User.objects.filter(username__in=ACCOUNTS)}
    assert {name: user.name for name, user in users.items()} == ACCOUNTS
    assert all(check_password("demo", user.password) for user in users.values())
    others = User.objects.exclude(username__in=ACCOUNTS)
    assert not any(is_password_usable(password) for password in others.values_list("password", flat=True))


def test_every_demo_account_holds_its_role():
    for name in ACCOUNTS:
        assert [grant.role for grant in User.objects.get(username=name).grants] == [name]


def test_the_contact_finds_cases_in_every_stage():
    states = Counter(
        Appeal.objects.filter(enterprise__contacts__user__username="contact").values_list("state", flat=True)
    )
    assert states["draft"] == states["returned"] == states["replied"] == states["in_handling"] == 1
    assert states["closed"] == 3
    broken = Promise.objects.filter(appeal__enterprise__contacts__user__username="contact", kept_at__gt=F("due_at"))
    assert broken.filter(kind=PromiseKind.FIRST_CONTACT).count() == 1


def test_the_steward_has_eight_enterprises_and_something_to_review_today():
    assert Assignment.objects.open().filter(steward__user__username="steward").count() == 8
    mine = Appeal.objects.visible_to(User.objects.get(username="steward"))
    due = Promise.objects.running().filter(kind="review", appeal__in=mine, appeal__reviewer=Reviewer.STEWARD)
    assert due.count() >= 3
    assert due.filter(due_at__date=TODAY).count() >= 2


def test_the_handler_has_cases_to_take_on_to_contact_and_to_answer_today():
    mine = Promise.objects.running().filter(handling__unit__memberships__user__username="handler")
    due = Counter(mine.filter(due_at__date=TODAY).values_list("kind", flat=True))
    assert due["take_on"] >= 3
    assert due["first_contact"] >= 5
    assert due["final_reply"] >= 2
    assert mine.filter(kind="final_reply", due_at__lt=NOW).exists()


def test_the_desk_has_a_queue_and_the_dispatcher_two_of_it():
    waiting = Appeal.objects.filter(state=AppealState.ACCEPTED)
    assert waiting.count() >= 24
    assert waiting.filter(claimed_by__username="dispatcher").count() >= 2
    returned = waiting.annotate(given_back=Count("handlings", filter=Q(handlings__state="returned")))
    assert returned.filter(given_back__gte=2).exists()


def test_the_demo_accounts_have_messages():
    told = set(Notification.objects.values_list("recipient__username", flat=True))
    assert told == {"contact", "steward", "handler", "dispatcher"}


# --- The command -----------------------------------------------------------------------------------------------------
def test_a_second_city_is_refused():
    with pytest.raises(CommandError, match="empty one only"):
        seed()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"enterprises": 5}, "at least 100 enterprises"), ({"stewards": 200}, "two enterprises for each steward")],
)
def test_an_impossible_size_gets_a_clear_sentence(options, sentence):
    with pytest.raises(CommandError, match=sentence):
        seed(**options)


def test_new_rows_get_keys_behind_those_of_the_city():
    assert User.objects.create(username="new", name="新").pk > User.objects.get(username="contact").pk
