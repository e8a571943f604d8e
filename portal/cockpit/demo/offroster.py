"""Firms off the roster of the demo city that register themselves, and a colleague who asks to be let in.

They wait in the street of the demo accounts: the general steward checks the firms, the demo contact the colleague.
"""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from enterprises import uscc
from enterprises.attachments import check_licence, store
from enterprises.enums import RegistrationKind as K
from enterprises.enums import RegistrationState as S
from enterprises.models import Registration
from enterprises.workflow.registration import DAYS_TO_CHECK
from portal.common import workdays

from .copying import REASON

#: Codes of the firms begin otherwise than those of the registry, which count on from "MA".
FIRMS = [
    ("05K7Q2X1", "上海蘑菇亭餐饮管理有限公司", "顾小满", "店长", 3, ""),
    ("05K7Q2X2", "上海锦溪里物业服务有限公司", "陶静怡", "行政主管", 1, ""),
    (
        "05K7Q2X3",
        "上海芯量微电子科技有限公司",
        "卫思远",
        "总经理助理",
        5,
        "营业执照照片不清晰，请重新上传副本，并写明经营地址。",
    ),
]
COLLEAGUE = ("谢雨辰", "财务部主管", "负责用工与财务方面的诉求")


def seed(clock, people, unit, town, firm):
    """Write the registrations: ``unit`` answers for ``town``; ``firm`` is the enterprise of the demo contact."""
    for body, name, applicant, position, days, question in FIRMS:
        at = clock.back(days, 9, 40)
        row = Registration(
            kind=K.FIRM, uscc=uscc.make(body, division=town.district_id), name=name, town_id=town.pk, unit_id=unit.pk,
            district_id=town.district_id, registered_address=people.names.address(town.name), reason=question,
            state=S.RETURNED if question else S.SUBMITTED, **_person(people, applicant, position), **_times(at),
        )  # fmt: skip
        asked = clock.back(days - 1, 14, 20) if question else at
        _save(row, asked, people.demo["general"].pk if question else None)
        if question:
            _began(row, at)
        store(_licence(name), row)
    at = clock.back(1, 15, 10)
    name, position, task = COLLEAGUE
    row = Registration(
        kind=K.CONTACT, uscc=firm.uscc, name=firm.name, enterprise_id=firm.pk, district_id=firm.service_district_id,
        unit_id=firm.local_unit_id, remark=task, **_person(people, name, position), **_times(at),
    )  # fmt: skip
    _save(row, at, None)


def _person(people, name, position):
    phone = people.names.phone()
    return {"applicant": name, "position": position, "phone": phone, "email": f"{phone}@example.cn", "is_demo": True}


def _times(at):
    return {"submitted_at": at, "consented_at": at, "due_at": workdays.due_at(at, DAYS_TO_CHECK)}


def _save(row, at, by):
    row._history_date, row._change_reason, row._history_user_id = at, REASON, by
    row.save()
    row.history.update(history_user=by)


def _began(row, at):
    """The history row of the day on which it was sent, before something was asked."""
    history = Registration.history.model
    facts = {field.attname: getattr(row, field.attname) for field in history.tracked_fields}
    facts |= {"state": S.SUBMITTED, "reason": ""}
    history.objects.create(**facts, history_date=at, history_type="+", history_change_reason=REASON)
    row.history.filter(reason=row.reason).update(history_type="~")


def _licence(name):
    """A picture that says what it stands for."""
    picture = Image.new("RGB", (840, 594), "#fdf6e3")
    ImageDraw.Draw(picture).rectangle((24, 24, 816, 570), outline="#a33", width=6)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return check_licence(SimpleUploadedFile(f"{name}营业执照.png", out.getvalue()))
