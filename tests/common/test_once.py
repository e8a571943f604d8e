"""The same form sent again: one effect, one answer. Other words, another page or another person: another form."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appeals.enums import AppealState as S
from appeals.models import Appeal, Message
from portal.common.models import SentForm
from portal.common.once import FIELD, KEPT_FOR
from tests import world as worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client):
    """``send(words, page)``: a supplement by the contact; returns the answer."""
    world = worlds.build()
    appeal = worlds.appeal_in(world, S.ACCEPTED)
    client.force_login(world.contact)

    def post(words, page="page one", by=None):
        if by:
            client.force_login(by)
        address = reverse("appeals:supplement", args=[appeal.number])
        return client.post(address, {"text": words, **({FIELD: page} if page else {})})

    post.world = world
    return post


def test_the_same_form_again_gives_the_same_answer_and_nothing_else(send):
    answers = [send("补充说明"), send("补充说明")]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Message.objects.count() == 1


def test_other_words_on_the_same_page_are_another_form(send):
    send("补充说明")
    send("再补充一点")
    assert Message.objects.count() == 2


def test_the_same_words_on_a_new_page_are_another_form(send):
    send("补充说明", "page one")
    send("补充说明", "page two")
    assert Message.objects.count() == 2


def test_the_same_words_of_another_person_are_another_form(send):
    send("补充说明")
    send("补充说明", by=send.world.colleague)
    assert Message.objects.count() == 2


def test_a_form_without_a_token_is_sent_as_often_as_it_comes(send):
    send("补充说明", "")
    send("补充说明", "")
    assert (Message.objects.count(), SentForm.objects.count()) == (2, 0)


def test_a_refused_form_leaves_no_trace_and_may_be_sent_again(client):
    world = worlds.build()
    appeal = worlds.appeal_in(world, S.ACCEPTED)
    client.force_login(world.steward)
    sent = {"comment": "缺少附件", FIELD: "page one"}
    address = reverse("appeals:return_for_completion", args=[appeal.number])
    assert client.post(address, sent).status_code == 409
    assert not SentForm.objects.exists()
    Appeal.objects.update(state=S.SUBMITTED)
    assert client.post(address, sent).status_code == 302
    assert SentForm.objects.get().answer == appeal.get_absolute_url()


def test_a_page_sent_twice_begins_one_draft(client):
    world = worlds.build()
    client.force_login(world.contact)
    sent = {"category": world.category.pk, FIELD: "page one"}
    answers = {client.post(reverse("appeals:new"), sent)["Location"] for _time in range(2)}
    assert len(answers) == Appeal.objects.count() == 1


def test_old_forms_are_forgotten_when_the_person_sends_the_next(send):
    send("补充说明")
    SentForm.objects.update(sent_at=timezone.now() - KEPT_FOR - timedelta(seconds=1))
    send("再补充一点")
    assert SentForm.objects.count() == 1
