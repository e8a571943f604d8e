"""The rows of the migrations are there before, between and after tests that flush the database."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from portal.places.models import District
from tests.plugins import reference_rows

SIXTEEN = 16


@pytest.mark.django_db(transaction=True)
def test_a_flushing_test_finds_the_districts():
    assert District.objects.count() == SIXTEEN


@pytest.mark.django_db(transaction=True)
def test_the_next_flushing_test_finds_them_too():
    assert District.objects.count() == SIXTEEN


@pytest.mark.django_db
def test_a_plain_test_finds_them_after_a_flush():
    assert District.objects.count() == SIXTEEN


@pytest.mark.django_db(transaction=True)
def test_content_types_and_permissions_keep_their_numbers():
    before = dict(Permission.objects.values_list("codename", "pk"))
    district = ContentType.objects.get_for_model(District).pk
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE auth_permission, django_content_type CASCADE")
    reference_rows.put_back()
    assert dict(Permission.objects.values_list("codename", "pk")) == before
    assert ContentType.objects.get_for_model(District).pk == district
