"""The small true world with a contact who is reached by mail and telephone; a mail server and a provider, both real."""

import pytest

from tests import world as worlds
from tests.onboarding.conftest import mailbox, provider  # noqa: F401
from tests.plugins.lasting import lasting

PHONE, EMAIL, CALLER = "13912345678", "zhou@example.cn", "13700001111"


def build():
    world = worlds.build()
    world.contact.phone, world.contact.email = PHONE, EMAIL
    world.contact.save(update_fields=["phone", "email"])
    return world


built, world = lasting(build)


@pytest.fixture
def messages(world, mailbox, provider):  # noqa: F811
    """What went out so far, by mail or text message."""
    return lambda: [*mailbox.texts, *provider.texts]
