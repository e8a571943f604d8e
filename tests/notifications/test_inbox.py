"""The inbox: one's own messages, marked as seen by a POST and never by looking."""

import pytest
from django.urls import reverse

from portal.notifications.enums import Event, MailState
from portal.notifications.models import Notification
from tests import world as worlds

pytestmark = pytest.mark.django_db


def messages(user, number):
    return Notification.objects.bulk_create(
        Notification(
            recipient=user, event=Event.APPEAL_REPLIED, key=f"{user.pk}:{n}", title=f"答复{n:02d}", url="/accounts/me/",
            mail_state=MailState.NONE,
        )
        for n in range(number)
    )  # fmt: skip


@pytest.fixture
def reader(client):
    user = worlds.person(name="周启明")
    client.force_login(user)
    return user


def test_the_inbox_shows_own_messages_the_newest_first(client, reader, read_only_get):
    messages(reader, 2)
    messages(worlds.person(), 3)
    with read_only_get():
        page = client.get(reverse("notifications:inbox"))
    assert [row.title for row in page.context["page"]] == ["答复01", "答复00"]


def test_looking_marks_nothing_as_seen(client, reader):
    (message,) = messages(reader, 1)
    client.get(reverse("notifications:inbox"))
    assert client.get(reverse("notifications:open", args=[message.pk])).status_code == 405
    assert Notification.objects.unread().count() == 1


def test_opening_marks_as_seen_once_and_leads_on(client, reader):
    (message,) = messages(reader, 1)
    answer = client.post(reverse("notifications:open", args=[message.pk]))
    assert answer.url == "/accounts/me/"
    message.refresh_from_db()
    first = message.seen_at
    client.post(reverse("notifications:open", args=[message.pk]))
    message.refresh_from_db()
    assert first and message.seen_at == first


def test_a_foreign_message_is_not_found_and_stays_unread(client, reader):
    (message,) = messages(worlds.person(), 1)
    assert client.post(reverse("notifications:open", args=[message.pk])).status_code == 404
    assert Notification.objects.unread().count() == 1


def test_marking_all_as_read_leaves_other_peoples_alone(client, reader):
    messages(reader, 3)
    messages(worlds.person(), 2)
    client.post(reverse("notifications:mark_all_seen"))
    assert Notification.objects.unread().count() == 2


def test_the_top_bar_says_how_many_are_unread(client, reader):
    messages(reader, 4)
    assert int(str(client.get(reverse("accounts:profile")).context["inbox_unread"])) == 4


def test_the_inbox_is_paged_and_survives_a_strange_page(client, reader):
    messages(reader, 60)
    assert len(client.get(reverse("notifications:inbox")).context["page"]) == 25
    assert client.get(reverse("notifications:inbox"), {"page": "x"}).status_code == 200
    assert len(client.get(reverse("notifications:inbox"), {"page": "3"}).context["page"]) == 10


def test_an_empty_inbox_says_what_would_stand_there(client, reader):
    assert "empty" in client.get(reverse("notifications:inbox")).content.decode()


def test_the_inbox_needs_the_same_queries_for_three_and_for_twenty(client, reader, query_shape):
    messages(reader, 3)
    with query_shape() as few:
        client.get(reverse("notifications:inbox"))
    messages(worlds.person(), 1)
    Notification.objects.all().delete()
    messages(reader, 20)
    with query_shape() as many:
        client.get(reverse("notifications:inbox"))
    assert few == many
