"""A report of misconduct as its reporter would send it, and the permission to read it."""

import uuid

from django.contrib.auth.models import Permission

from portal.accounts.models import User
from stewards.integrity import workflow


def let_read(person):
    """Give the permission to a person by name."""
    person.user_permissions.add(Permission.objects.get(codename="read_integrityreport"))


def fresh(user):
    """The person as a request would bring it: without what was remembered of its rights."""
    return User.objects.get(pk=user.pk)


def said(**words):
    known = {
        "client_id": uuid.uuid4(), "about": "服务管家林某", "what": "以检查为由索要礼品卡", "when": "上周三下午",
        "is_named": False, "contact_wish": "none",
    }  # fmt: skip
    return known | words


def sent(world, name="contact", **words):
    """A report about the firm, sent by the person called ``name``."""
    return workflow.send(world.firm, by=fresh(getattr(world, name)), **said(**words))
