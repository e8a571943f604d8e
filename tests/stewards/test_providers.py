"""What the navigation offers opens: nobody is sent to a page that is closed to him."""

import pytest
from django.urls import reverse

from portal.accounts.models import User
from stewards import workflow
from tests import world as worlds

pytestmark = pytest.mark.django_db


def places(client, person):
    """The addresses in the navigation of the person, each of which opens."""
    client.force_login(User.objects.get(pk=person.pk))
    answer = client.get(reverse("accounts:profile"))
    found = [item["url"] for _group, items in answer.context["nav"] for item in items]
    assert {url: client.get(url, follow=True).status_code for url in found} == dict.fromkeys(found, 200)
    return found


def test_a_steward_without_enterprise_is_offered_no_new_appeal(client):
    world = worlds.build()
    assert reverse("appeals:new") in places(client, world.steward)
    workflow.end(world.firm.assignments.get(), by=None)
    assert reverse("appeals:new") not in places(client, world.steward)


def test_a_district_lead_without_district_is_offered_no_list_of_enterprises(client):
    lead = worlds.person("district", worlds.unit("district_lead", "没有区的牵头部门"))
    assert reverse("enterprises:list") not in places(client, lead)


@pytest.mark.parametrize("role", ["general", "district", "city", "leader"])
def test_whoever_leads_stewards_is_offered_the_capacity(client, role):
    world = worlds.build()
    assert reverse("stewards:capacity") in places(client, getattr(world, role))


def test_the_capacity_of_an_empty_portal_says_so(client):
    client.force_login(worlds.person("city", worlds.unit("city_lead", "市牵头部门")))
    answer = client.get(reverse("stewards:capacity"))
    assert answer.status_code == 200
    assert answer.context["capacity"].total.mean is None
