"""The pages of a registration: what is typed stays, a known code tells nothing, tries are limited, links are signed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from enterprises import access, limits, workflow
from enterprises.enums import RegistrationKind
from enterprises.enums import RegistrationState as S
from enterprises.models import Licence, Registration
from portal.accounts.models import User
from portal.onboarding.limits import Limit
from tests import world as worlds
from tests.enterprises.applications import NUMBER, PHONE, activate, colleague, firm, in_state, picture
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db

CODE = {"uscc": worlds.code(NUMBER)}
FIRM = {"name": "上海小试点餐饮有限公司", "district": "310115", "town": "310115125", "registered_address": "张江路1号"}
APPLICANT = {"applicant": "顾 小满", "phone": "+86 139-1234-5601", "email": "gu@example.com", "position": "店长"}
START = reverse("enterprises:register")


built, world = lasting(worlds.build)


def step(name):
    return reverse("enterprises:register_step", args=[name])


def fill(client, until="check"):
    """Go through the steps as far as ``until``."""
    assert client.post(START, CODE).url == step("firm")
    for name, data in (("firm", FIRM), ("applicant", APPLICANT), ("licence", {"licence": picture()})):
        if name == until:
            return
        answer = client.post(step(name), data)
        assert answer.status_code == 302, answer.context["form"].errors


def test_a_firm_registers_itself_and_follows_it_over_the_link(world, client):
    fill(client)
    page = client.get(step("check")).content.decode()
    assert all(words in page for words in (CODE["uscc"], FIRM["name"], PHONE, "营业执照"))
    assert client.post(step("check")).status_code == 422
    answer = client.post(step("check"), {"consent": "on"})
    row = Registration.objects.get()
    assert (answer.url, row.unit, row.phone) == (access.link_of(row), world.local_unit, PHONE)
    assert row.number in client.get(answer.url).content.decode()
    assert client.post(step("check"), {"consent": "on"}).url == answer.url
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("9131", "18"), ("91310104Y03WYY1C5X", "不一致|有误"), ("91310104O03WYY1C5W", "I"),
        ("", "必填|请填写|这个字段"),
    ],
)  # fmt: skip
def test_each_fault_of_a_code_has_its_sentence(client, code, words):
    page = client.post(START, {"uscc": code})
    assert page.status_code == 422
    errors = " ".join(page.context["form"].errors["uscc"])
    assert any(word in errors for word in words.split("|")), errors
    assert code in page.content.decode()


def test_a_code_is_read_as_people_write_it(world, client):
    spaced = f" {CODE['uscc'][:4].lower()}-{CODE['uscc'][4:]} "
    client.post(START, {"uscc": spaced})
    assert client.session["registration"]["uscc"] == CODE["uscc"]


def test_what_was_typed_stays_when_one_goes_back_and_when_something_is_wrong(world, client):
    fill(client, until="applicant")
    assert FIRM["name"] in client.get(step("firm")).content.decode()
    page = client.post(step("applicant"), {**APPLICANT, "phone": "021-12345678"})
    assert page.status_code == 422
    assert "顾 小满" in page.content.decode()
    client.post(step("applicant"), APPLICANT)
    bad = client.post(step("licence"), {"licence": picture("执照.svg")})
    assert bad.status_code == 422
    client.post(step("licence"), {"licence": picture()})
    assert client.post(step("licence"), {}).url == step("check")
    assert Licence.objects.count() == 1


def test_steps_that_were_left_out_come_first(world, client):
    assert client.get(step("check")).url == START
    client.post(START, CODE)
    assert client.get(step("check")).url == step("firm")
    client.post(step("firm"), FIRM)
    assert client.get(step("check")).url == step("applicant")
    client.post(step("applicant"), APPLICANT)
    assert client.get(step("check")).url == step("licence")
    assert client.get(reverse("enterprises:register_step", args=["else"])).status_code == 404


def test_the_district_of_the_code_is_proposed_with_its_streets(world, client):
    client.post(START, CODE)
    page = client.get(step("firm"))
    assert page.context["form"]["district"].value() == "310115"
    assert "张江镇" in page.content.decode()


def test_a_street_of_another_district_is_asked_for_again(world, client):
    client.post(START, CODE)
    page = client.post(step("firm"), {**FIRM, "district": "310101"})
    assert page.status_code == 422
    assert "请重新选择街镇" in page.content.decode()
    options = client.get(reverse("enterprises:streets"), {"district": "310115"}).content.decode()
    assert "张江镇" in options
    assert "张江镇" not in client.get(reverse("enterprises:streets"), {"district": "x\x00"}).content.decode()


def test_a_known_code_leads_to_a_request_and_names_nobody(world, client):
    User.objects.filter(pk=world.contact.pk).update(name="绝不出现", phone="13800009999")
    assert client.post(START, {"uscc": world.firm.uscc}).url == reverse("enterprises:register_join")
    page = client.get(reverse("enterprises:register_join")).content.decode()
    assert "绝不出现" not in page
    assert "9999" not in page
    assert world.firm.name not in page
    answer = client.post(reverse("enterprises:register_join"), {**APPLICANT, "remark": "财务"})
    assert answer.status_code == 422
    answer = client.post(reverse("enterprises:register_join"), {**APPLICANT, "remark": "财务", "consent": "on"})
    row = Registration.objects.get()
    assert (row.kind, row.enterprise, row.applicant) == (RegistrationKind.CONTACT, world.firm, "顾 小满")
    page = client.get(answer.url).content.decode()
    assert "绝不出现" not in page


def test_an_open_registration_is_said_to_be_open_and_nothing_else(world, client):
    firm()
    page = client.post(START, CODE).content.decode()
    assert "正在核验" in page
    assert "顾小满" not in page


def test_a_second_registration_that_came_first_is_said_with_everything_kept(world, client):
    fill(client)
    firm(phone="13912345699")
    page = client.post(step("check"), {"consent": "on"})
    assert page.status_code == 409
    assert "正在核验" in page.content.decode()
    assert client.session["registration"]["name"] == FIRM["name"]


def test_codes_are_not_tried_without_end(world, client, monkeypatch):
    monkeypatch.setattr("enterprises.views.registration.CODES", Limit(limits.CODES.kind, 2, limits.CODES.span))
    statuses = [client.post(START, CODE).status_code for _try in range(3)]
    assert statuses == [302, 302, 422]
    assert client.post(START, CODE).context["form"].errors["uscc"]


@pytest.mark.parametrize("token", ["1", "1:abc", "x", "1:2:3"])
def test_a_link_that_nobody_signed_is_not_found(world, client, token):
    firm()
    for name in ("registration_status", "registration_complete", "registration_withdraw"):
        assert client.get(reverse(f"enterprises:{name}", args=[token])).status_code == 404


def link(row, more=""):
    return access.link_of(row) + more


@pytest.mark.parametrize("state", list(S))
def test_the_page_of_the_applicant_speaks_of_every_state(world, client, state):
    row = in_state(world, state)
    page = client.get(link(row))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    text = page.content.decode()
    assert PHONE not in text
    assert ("请补充营业执照副本" in text) == (state == S.RETURNED)
    assert ("不在本街镇" in text) == (state == S.REFUSED)
    is_open = state in (S.SUBMITTED, S.RETURNED)
    assert client.get(link(row, "withdraw/")).status_code == (200 if is_open else 403)
    assert client.get(link(row, "complete/")).status_code == (200 if state == S.RETURNED else 403)


def test_the_applicant_completes_with_another_licence(world, client):
    row = in_state(world, S.RETURNED)
    page = client.get(link(row, "complete/")).content.decode()
    assert row.name in page
    bad = {**FIRM, **APPLICANT, "phone": "1"}
    assert client.post(link(row, "complete/"), bad).status_code == 422
    assert client.post(link(row, "complete/"), {**FIRM, **APPLICANT, "licence": picture("new.png")}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.licences.count()) == (S.SUBMITTED, 2)


def test_the_applicant_of_a_further_contact_completes_without_licence(world, client):
    row = workflow.ask(colleague(world), by=world.steward, reason="请写明职责")
    assert client.post(link(row, "complete/"), {**APPLICANT, "remark": "负责用工"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.remark) == (S.SUBMITTED, "负责用工")


def test_the_applicant_takes_it_back(world, client):
    row = firm()
    assert client.post(link(row, "withdraw/")).url == link(row)
    row.refresh_from_db()
    assert row.state == S.WITHDRAWN


# --- Those who check -------------------------------------------------------------------------------------------------
def official(name, row, *more):
    return reverse(f"enterprises:{name}", args=[row.pk, *more])


def test_the_unit_reads_checks_asks_and_approves(world, client):
    row = firm()
    client.force_login(world.general)
    assert row.name in client.get(reverse("enterprises:registrations")).content.decode()
    page = client.get(official("registration", row)).content.decode()
    assert all(words in page for words in (PHONE, "gu@example.com", "营业执照.jpg", "三个工作日"))
    scan = client.get(official("registration_licence", row, row.licences.get().pk))
    assert scan["Content-Disposition"].startswith("attachment")
    assert "sandbox" in scan["Content-Security-Policy"]
    assert b"".join(scan.streaming_content).startswith(b"\xff\xd8\xff")
    assert client.post(official("registration_ask", row), {"reason": ""}).status_code == 422
    assert client.post(official("registration_ask", row), {"reason": "请补充"}).url == official("registration", row)
    assert client.post(official("registration_approve", row)).status_code == 409
    workflow.complete(row)
    assert client.post(official("registration_approve", row)).url == official("registration", row)
    text = client.get(official("registration", row)).content.decode()
    assert "已补正并重新提交" in text
    assert row.name in client.get(reverse("enterprises:registrations"), {"view": "over"}).content.decode()


def test_who_only_looks_reads_the_number_masked(world, client):
    row = firm()
    for person in (world.steward, world.leader, world.district):
        client.force_login(person)
        page = client.get(official("registration", row)).content.decode()
        assert PHONE not in page
        assert "139****5601" in page
        assert "gu@example.com" not in page


def test_a_refusal_gives_its_reason_to_the_applicant(world, client):
    row = firm()
    client.force_login(world.general)
    assert client.post(official("registration_refuse", row), {"reason": "营业执照与名称不符"}).status_code == 302
    client.logout()
    assert "营业执照与名称不符" in client.get(link(row)).content.decode()


def test_the_main_contact_decides_on_a_request_from_the_page_of_contacts(world, client):
    activate(world.contact)
    row = colleague(world)
    client.force_login(world.contact)
    page = client.get(reverse("enterprises:contacts", args=[world.firm.uscc])).content.decode()
    assert official("registration", row) in page
    assert client.post(official("registration_approve", row)).status_code == 302
    assert world.firm.contacts.filter(user__phone=PHONE).exists()
    assert client.get(reverse("enterprises:registrations")).status_code == 403


def test_what_cannot_be_approved_says_why_beside_the_button(world, client):
    row = firm()
    User.objects.filter(pk=world.stranger.pk).update(phone=PHONE)
    client.force_login(world.general)
    assert "属于门户中的其他人" in client.get(official("registration", row)).content.decode()
    page = client.post(official("registration_approve", row))
    assert page.status_code == 409
    assert "属于门户中的其他人" in page.content.decode()


def test_the_list_asks_as_often_for_many_registrations(world, client, query_shape):
    firm()
    client.force_login(world.district)
    with query_shape() as few:
        client.get(reverse("enterprises:registrations"))
    for number in range(4):
        firm(uscc=worlds.code(80 + number), phone=f"1391234570{number}")
    with query_shape() as many:
        client.get(reverse("enterprises:registrations"))
    assert list(many) == list(few)
    assert len([line for line in many if "enterprises_" in line]) <= 3, many


def test_a_late_registration_is_overdue_on_the_list(world, client):
    firm()
    Registration.objects.update(due_at=timezone.now() - timezone.timedelta(days=1))
    client.force_login(world.general)
    assert "超期" in client.get(reverse("enterprises:registrations")).content.decode()


def test_who_speaks_for_two_enterprises_chooses(world, client):
    workflow.add_contact(world.foreign_firm, world.contact, by=world.admin)
    client.force_login(world.contact)
    page = client.get(reverse("enterprises:list"))
    assert page.status_code == 200
    for one in (world.firm, world.foreign_firm):
        assert reverse("enterprises:detail", args=[one.uscc]) in page.content.decode()
