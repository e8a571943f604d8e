"""Who reads integrity reports in the demo city, and the two that its demo contact wrote."""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.db import connection

from portal.accounts.models import User

from .enums import IntegrityState
from .models import IntegrityReport, Reading
from .querysets import PERMISSION

ANSWERED = {
    "about": "某检测机构人员，自称受委托上门", "when": "上月中旬，两次",
    "what": "对方以协助通过检查为由推销收费检测，并暗示不购买会影响验收。有当天的短信。",
    "answer": "经核查，该机构未受任何部门委托。已约谈并要求停止此类推销，企业的验收按规定进行，不受影响。感谢反映。",
}  # fmt: skip
WAITING = {
    "about": "一名上门走访的工作人员，不清楚姓名", "when": "本周二上午",
    "what": "走访时要求企业提供与事项无关的客户名单，未说明依据。",
}  # fmt: skip


def fill(city, enterprise):
    """Give the permission to one lead of each district, and write the demo contact's reports of ``enterprise``."""
    given = Permission.objects.get(content_type__app_label="integrity", codename=PERMISSION)
    link = User.user_permissions.through
    leads = [people[0].pk for people in city.people.district_leads.values()]
    link.objects.bulk_create(link(user_id=pk, permission=given) for pk in leads)
    reader = city.people.district_leads[enterprise.service_district_id][0].pk
    year = city.clock.now.year
    common = {"enterprise_id": enterprise.pk, "district_id": enterprise.service_district_id,
              "reporter_id": city.people.demo["contact"].pk, "is_demo": True}  # fmt: skip
    past, decided = city.clock.back(20, 10, 15), city.clock.back(12, 15, 40)
    answered = IntegrityReport(
        number=f"LZ-{past.year}-000001", is_named=True, created_at=past, state=IntegrityState.ANSWERED,
        looking_since=past + timedelta(days=1), decided_at=decided, decided_by_id=reader, **common, **ANSWERED,
    )  # fmt: skip
    waiting = IntegrityReport(
        number=f"LZ-{year}-000002", is_named=False, created_at=city.clock.back(1, 16, 5), **common, **WAITING
    )
    for row in (answered, waiting):
        row._history_date = row.decided_at or row.created_at
        row.save(force_insert=True)
    Reading.objects.create(report=answered, reader_id=reader, at=past + timedelta(hours=3))
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('integrity_number', 2, true)")
