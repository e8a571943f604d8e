"""Small tries on a restored portal: can somebody sign in, does a search find what it found."""

import secrets

from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.hashers import identify_hasher, is_password_usable
from django.db import transaction
from django.test import RequestFactory

from enterprises.models import Enterprise

#: Characters of a name that are searched for, and how many enterprises of the answer are kept.
LETTERS, KEPT = 2, 200


class _Undone(Exception):
    """Ends a transaction that must leave nothing behind."""


def search_to_repeat():
    """Return a search of the registry with its answer, or None while there is no enterprise."""
    rows = Enterprise.objects.order_by("pk")
    middle = rows[rows.count() // 2 : rows.count() // 2 + 1].first()
    if middle is None:
        return None
    start = max(0, len(middle.name) // 2 - LETTERS // 2)
    text = middle.name[start : start + LETTERS].strip() or middle.uscc
    return {"text": text, "ids": search(text)}


def search(text):
    """Return the keys of the enterprises that the registry finds, at most :data:`KEPT`."""
    return list(Enterprise.objects.search(text).order_by("pk").values_list("pk", flat=True)[:KEPT])


def sign_in_works():
    """Whether a new account gets in with its password and not with another; leaves no trace."""
    password, request = secrets.token_urlsafe(16), RequestFactory().get("/")
    worked = False
    try:
        with transaction.atomic():
            person = get_user_model()(username=f"probe-{secrets.token_hex(8)}", name="probe")
            person.set_password(password)
            person.save_base(raw=True)  # without history and signals
            entered = authenticate(request, username=person.username, password=password)
            refused = authenticate(request, username=person.username, password=f"{password}-")
            worked = entered == person and refused is None
            raise _Undone
    except _Undone:
        return worked


def unknown_passwords():
    """Return how many accounts have a password that no hasher of this installation knows."""
    unknown = 0
    for encoded in get_user_model().objects.exclude(password="").values_list("password", flat=True).iterator():
        if is_password_usable(encoded):
            try:
                identify_hasher(encoded)
            except ValueError:
                unknown += 1
    return unknown
