"""What every model of ours owes: names, scope, sentences for refusals, history, keys that point downwards."""

import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from tests.house.source import APPS, PORTAL_APPS

RANK = {label: rank for rank, label in enumerate((*PORTAL_APPS[:-1], *APPS))}
#: Fields that django-guardian's base class brings along.
NOT_OURS = {"enterprises.EnterpriseAccess.user", "enterprises.EnterpriseAccess.permission"}
#: What visibility is made of: memberships and access rows decide it, units are known to everybody who signs in.
BELOW_SCOPE = {
    "enterprises.querysets.AccessQuerySet",
    "portal.accounts.querysets.MembershipQuerySet",
    "portal.accounts.querysets.UnitQuerySet",
}
#: A language is stored as its BCP 47 tag, which has a hyphen.
NOT_SNAKE = {"portal.accounts.enums.Language"}
WITH_HISTORY = {
    "accounts.User",
    "accounts.Unit",
    "accounts.Membership",
    "enterprises.Enterprise",
    "enterprises.Contact",
    "stewards.Steward",
    "stewards.Liaison",
    "stewards.Assignment",
    "appeals.Appeal",
    "appeals.Handling",
    "appeals.Category",
    "appeals.TimeLimit",
}
PERSONAL = {"phone", "email", "position"}


def own_models():
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in RANK and not hasattr(model, "history_object") and not model._meta.auto_created
    ]


def by_label(model):
    return model._meta.label


def own_subclasses(base):
    for found in base.__subclasses__():
        if found.__module__.split(".")[0] in ("portal", *APPS):
            yield found
        yield from own_subclasses(found)


def relations(model):
    return [field for field in model._meta.local_fields + model._meta.local_many_to_many if field.remote_field]


@pytest.mark.parametrize("model", own_models(), ids=by_label)
def test_every_relation_names_its_way_back(model):
    unnamed = [
        field.name
        for field in relations(model)
        if not field.remote_field.related_name and f"{model._meta.label}.{field.name}" not in NOT_OURS
    ]
    assert not unnamed


@pytest.mark.parametrize("model", own_models(), ids=by_label)
def test_keys_point_downwards_only(model):
    """The person is Django's swappable user, which every app may name without importing ``accounts``."""
    rank = RANK[model._meta.app_label]
    targets = {field.name: field.related_model for field in relations(model)}
    upward = [
        name
        for name, target in targets.items()
        if RANK.get(target._meta.app_label, -1) > rank and target is not get_user_model()
    ]
    assert not upward


@pytest.mark.parametrize("model", own_models(), ids=by_label)
def test_who_did_it_is_protected(model):
    loose = [
        field.name
        for field in relations(model)
        if (field.name == "by" or field.name.endswith("_by")) and field.remote_field.on_delete is not models.PROTECT
    ]
    assert not loose


@pytest.mark.parametrize("model", own_models(), ids=by_label)
def test_every_constraint_speaks_to_people(model):
    default = models.BaseConstraint.default_violation_error_message
    mute = [rule.name for rule in model._meta.constraints if rule.violation_error_message == default]
    assert not mute, f"Give violation_error_message to {mute}"


@pytest.mark.parametrize("label", sorted(WITH_HISTORY))
def test_history_is_kept_without_personal_data(label):
    model = apps.get_model(label)
    recorded = {field.name for field in model.history.model._meta.get_fields()}
    assert not recorded & PERSONAL
    assert isinstance(model.history.model._meta.get_field("history_id"), models.BigAutoField)


def test_every_query_set_is_scoped():
    unscoped = [
        name
        for found in own_subclasses(models.QuerySet)
        if (name := f"{found.__module__}.{found.__name__}") not in BELOW_SCOPE and not hasattr(found, "visible_to")
        if not found.__name__.endswith("HistoricalQuerySet")
    ]
    assert not unscoped, f"Views start from visible_to(user); write it for {unscoped}"


def test_choices_are_stored_in_lower_snake_case():
    odd = [
        f"{found.__module__}.{found.__name__}: {value}"
        for found in own_subclasses(models.TextChoices)
        if f"{found.__module__}.{found.__name__}" not in NOT_SNAKE
        for value in found.values
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", value)
    ]
    assert not odd
