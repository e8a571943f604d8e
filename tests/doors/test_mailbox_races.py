"""Two readers of the mailbox at once: one reads, and no mail is two."""

import pytest

from appeals.doors import mailbox, workflow
from appeals.doors.models import Mail
from appeals.models import Appeal
from tests import world as worlds
from tests.appeals.test_races import together
from tests.doors.mails import mail


@pytest.fixture
def world(transactional_db):
    return worlds.build()


@pytest.mark.django_db(transaction=True)
def test_eight_readers_at_once_take_each_mail_once(world, postbox):
    postbox.put(*[mail(world.contact.email, f"第 {n} 封") for n in range(5)])
    taken = together(lambda number: mailbox.read_mailbox(), 8)
    assert sum(count or 0 for count in taken) == 5
    assert (Mail.objects.count(), Appeal.objects.count()) == (5, 5)


@pytest.mark.django_db(transaction=True)
def test_the_same_mail_taken_eight_times_at_once_is_one(world):
    raw = mail(world.contact.email).as_bytes()
    rows = together(lambda number: workflow.take(raw), 8)
    assert {row.pk for row in rows} == {Mail.objects.get().pk}
    assert Appeal.objects.count() == 1
