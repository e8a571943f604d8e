"""Registrations for tests: what an applicant would write, and a licence that passes every check."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from enterprises import workflow
from enterprises.attachments import check_licence
from enterprises.enums import RegistrationState as S
from portal.accounts.models import User
from portal.places.models import Town
from tests import world as worlds

PHONE = "13912345601"
NUMBER = 61


def picture(name="营业执照.jpg"):
    """A photograph as a phone sends it."""
    out = io.BytesIO()
    kind = "PNG" if name.endswith("png") else "JPEG"
    Image.new("RGB", (600, 420), "white").save(out, kind)
    return SimpleUploadedFile(name, out.getvalue())


def licence():
    return workflow.keep_licence(check_licence(picture()))


def facts(**changes):
    values = {
        "uscc": worlds.code(NUMBER), "name": "上海小试点餐饮有限公司", "town": Town.objects.get(pk="310115125"),
        "district_id": "310115", "registered_address": "张江路1号", "applicant": "顾小满", "position": "店长",
        "phone": PHONE, "email": "gu@example.com",
    }  # fmt: skip
    return {**values, **changes}


def firm(**changes):
    """A firm's registration that waits for the check."""
    return workflow.register_firm(licence=licence(), **facts(**changes))


def colleague(world, **changes):
    """A further contact's request that waits for the main contact."""
    values = {name: value for name, value in facts().items() if name in ("applicant", "position", "phone", "email")}
    return workflow.register_contact(world.firm, **{**values, **changes})


def in_state(world, state, **changes):
    """A registration brought to ``state`` by the steps that lead there."""
    row = firm(**changes)
    if state == S.RETURNED:
        return workflow.ask(row, by=world.general, reason="请补充营业执照副本")
    if state == S.APPROVED:
        return workflow.approve(row, by=world.general)
    if state == S.REFUSED:
        return workflow.refuse(row, by=world.general, reason="不在本街镇")
    if state == S.WITHDRAWN:
        return workflow.withdraw(row)
    return row


def activate(*people):
    """These people have been in the portal."""
    User.objects.filter(pk__in=[person.pk for person in people]).update(activated_at=timezone.now())
