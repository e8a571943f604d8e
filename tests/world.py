"""A small true world for tests of appeals: one enterprise, its people, the desk, and two departments."""

import itertools
from datetime import date
from types import SimpleNamespace

from appeals import workflow
from appeals.enums import AppealState, Difficulty, Outcome, Solved
from appeals.models import Category
from enterprises import access, uscc
from enterprises.enums import AccessReason, Level
from enterprises.models import Contact, Enterprise
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit, User
from portal.places.models import District, Town
from stewards import workflow as stewardship
from stewards.models import Steward

_numbers = itertools.count(1)
#: Valid by GB 32100, synthetic: they belong to nobody.
CODES = ["91310104Y03WYY1C5W", "91310101G3188G4T7Y", "91310113MAUTA78B28", "91310115MALUM4169L", "91310109MABRAUHA8Y"]


def code(number):
    """A valid code that belongs to nobody."""
    return uscc.make(f"{number:08d}")


def person(role=None, unit=None, name=""):
    """A person with one role."""
    number = next(_numbers)
    user = User.objects.create(
        username=f"person{number}", name=name or f"Person {number}", email=f"person{number}@example.com"
    )
    if role:
        Membership.objects.create(user=user, role=role, unit=unit, started_on=date(2020, 1, 1))
    return user


def unit(kind, name, **fields):
    return Unit.objects.create(code=f"U{next(_numbers)}", name=name, kind=kind, **fields)


def enterprise(uscc=CODES[0], **fields):
    """A key enterprise in Zhangjiang; ``fields`` override."""
    town = Town.objects.get(district_id="310115", name="张江镇")
    values = {
        "name": f"上海试点{uscc[-4:]}有限公司", "level": Level.MUNICIPAL, "registered_district_id": "310115",
        "registered_town": town, "service_district_id": "310115",
    }  # fmt: skip
    return Enterprise.objects.create(uscc=uscc, **{**values, **fields})


def contact_of(firm, name=""):
    user = person(Role.CONTACT, name=name)
    Contact.objects.create(enterprise=firm, user=user, is_first=not firm.contacts.exists())
    access.grant(user, firm, AccessReason.CONTACT)
    return user


def steward_of(firm, local_unit):
    user = person(Role.STEWARD, local_unit)
    steward = Steward.objects.create(user=user, staff_no=f"S{user.pk}", unit=local_unit)
    stewardship.assign(steward, firm, by=None)
    return user


def build():
    """Return the people, units and the enterprise by their short names."""
    pudong = District.objects.get(pk="310115")
    local_unit = unit(
        UnitKind.LOCAL_UNIT,
        "张江镇营商服务办公室",
        district=pudong,
        town=Town.objects.get(district=pudong, name="张江镇"),
    )
    desk = unit(UnitKind.DESK, "诉求受理中心")
    power = unit(UnitKind.INSTITUTION, "国网浦东供电公司", district=pudong)
    bureau = unit(UnitKind.DEPARTMENT, "浦东新区科技和经济委员会", district=pudong)
    other_bureau = unit(UnitKind.DEPARTMENT, "浦东新区商务委员会", district=pudong)
    lead_unit = unit(UnitKind.DISTRICT_LEAD, "浦东新区牵头部门", district=pudong)
    firm = enterprise(local_unit=local_unit)
    foreign_firm = enterprise(
        CODES[1], service_district_id="310101", registered_district_id="310101", registered_town=None
    )
    return SimpleNamespace(
        firm=firm, foreign_firm=foreign_firm, local_unit=local_unit, desk=desk, power=power, bureau=bureau,
        other_bureau=other_bureau, contact=contact_of(firm), colleague=contact_of(firm),
        steward=steward_of(firm, local_unit), stranger=contact_of(foreign_firm),
        other_steward=steward_of(foreign_firm, local_unit), general=person(Role.GENERAL, local_unit),
        dispatcher=person(Role.DISPATCHER, desk), second_dispatcher=person(Role.DISPATCHER, desk),
        handler=person(Role.HANDLER, bureau), second_handler=person(Role.HANDLER, bureau),
        power_handler=person(Role.HANDLER, power), other_handler=person(Role.HANDLER, other_bureau),
        district=person(Role.DISTRICT, lead_unit), city=person(Role.CITY, desk), leader=person(Role.LEADER),
        admin=person(Role.ADMIN), nobody=person(), category=Category.objects.get(code="resources.power"),
    )  # fmt: skip


def draft(world, **fields):
    values = {"category": world.category, "title": "二期厂房用电增容未完成", "text": "现有变压器容量不够新产线使用。"}
    return workflow.start_draft(world.firm, by=world.contact, **{**values, **fields})


def lead(appeal):
    return appeal.handlings.filter(is_lead=True).latest("pk")


def appeal_in(world, state, **dispatch):
    """An appeal brought to ``state`` by the steps that lead there."""
    appeal = draft(world)
    if state == AppealState.DRAFT:
        return appeal
    appeal = workflow.submit(appeal, by=world.contact)
    if state == AppealState.SUBMITTED:
        return appeal
    if state == AppealState.RETURNED:
        return workflow.return_for_completion(appeal, by=world.steward, comment="请补充负荷计算书")
    if state == AppealState.WITHDRAWN:
        return workflow.withdraw(appeal, by=world.contact, reason="已解决")
    appeal = workflow.accept(appeal, by=world.steward)
    if state == AppealState.ACCEPTED:
        return appeal
    if state == AppealState.DECLINED:
        return workflow.decline(appeal, by=world.dispatcher, reason="属于诉讼事项", advice="请向人民法院提出")
    options = {"lead": world.bureau, "difficulty": Difficulty.GENERAL, **dispatch}
    appeal = workflow.dispatch(appeal, by=world.dispatcher, **options)
    if state == AppealState.IN_HANDLING:
        return appeal
    appeal = replied(world, appeal)
    if state == AppealState.REPLIED:
        return appeal
    return workflow.rate(appeal, by=world.contact, answers=[(lead(appeal), 5, Solved.YES, "很快")])


def returned_by(world, appeal, unit, handler):
    """Dispatch to ``unit``, which gives the case back at once."""
    appeal = workflow.dispatch(appeal, by=world.dispatcher, lead=unit)
    workflow.return_to_desk(lead(appeal), by=handler, basis="职责不在本单位")
    appeal.refresh_from_db()
    return appeal


def replied(world, appeal):
    handling = workflow.take_on(lead(appeal), by=world.handler)
    workflow.reply(handling, by=world.handler, text="已完成增容。", outcome=Outcome.SOLVED)
    appeal.refresh_from_db()
    return appeal
