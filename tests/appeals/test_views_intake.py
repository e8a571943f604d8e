"""Sending an appeal: the steps, the draft, files, sending twice, on behalf."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appeals import workflow
from appeals.enums import AppealState as S
from appeals.enums import Channel, Reviewer
from appeals.models import Appeal
from enterprises import access
from enterprises.enums import AccessReason
from portal.common import hooks
from tests.world import appeal_in, draft


def txt(name="说明.txt"):
    return SimpleUploadedFile(name, "情况说明".encode(), content_type="text/plain")


def step(appeal, name):
    return reverse("appeals:draft", args=[appeal.pk, name])


def test_a_get_makes_no_draft(client, world, read_only_get):
    client.force_login(world.contact)
    with read_only_get():
        assert client.get(reverse("appeals:new")).status_code == 200
    assert not Appeal.objects.exists()


def test_the_steps_lead_from_the_subject_to_the_confirmation(client, world):
    client.force_login(world.contact)
    answer = client.post(reverse("appeals:new"), {"category": world.category.pk})
    appeal = Appeal.objects.get()
    assert answer["Location"] == step(appeal, "text")
    answer = client.post(step(appeal, "text"), {"title": "厂房用电不足", "text": "变压器容量不够。"})
    assert answer["Location"] == step(appeal, "files")
    answer = client.post(step(appeal, "files"), {"files": [txt(), txt("第二份.txt")], "upload": "1"})
    assert answer["Location"] == step(appeal, "files")
    assert client.post(step(appeal, "files"))["Location"] == step(appeal, "options")
    sent = {"urgency": "urgent", "wants_call": "on", "suggested_unit": "供电"}
    assert client.post(step(appeal, "options"), sent)["Location"] == step(appeal, "check")
    page = client.get(step(appeal, "check")).content.decode()
    assert "厂房用电不足" in page and "第二份.txt" in page and world.power.name in page
    answer = client.post(step(appeal, "check"), {"first": "steward"}, follow=True)
    appeal.refresh_from_db()
    assert appeal.state == S.SUBMITTED and appeal.number in answer.content.decode()
    assert appeal.attachments.count() == 2 and appeal.wants_call and appeal.suggested_unit == world.power


def test_sending_twice_gives_one_appeal_and_the_same_confirmation(client, world):
    appeal = draft(world)
    client.force_login(world.contact)
    first = client.post(step(appeal, "check"), {"first": "steward"})
    second = client.post(step(appeal, "check"), {"first": "steward"})
    assert first["Location"] == second["Location"]
    assert Appeal.objects.exclude(number=None).count() == 1


def test_a_contact_may_send_straight_to_the_desk(client, world):
    appeal = draft(world)
    client.force_login(world.contact)
    client.post(step(appeal, "check"), {"first": "desk"})
    appeal.refresh_from_db()
    assert appeal.reviewer == Reviewer.DESK


def test_an_error_keeps_what_was_typed(client, world):
    appeal = draft(world)
    client.force_login(world.contact)
    answer = client.post(step(appeal, "text"), {"title": "", "text": "已经写了很多字"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "已经写了很多字" in page and 'href="#id_title"' in page


def test_what_is_right_is_kept_for_later(client, world):
    appeal = draft(world)
    client.force_login(world.contact)
    answer = client.post(step(appeal, "text"), {"title": "", "text": "先写一半", "later": "1"})
    assert answer["Location"] == reverse("appeals:new")
    appeal.refresh_from_db()
    assert appeal.text == "先写一半" and appeal.title
    assert appeal.title in client.get(reverse("appeals:new")).content.decode()


def test_a_draft_without_text_cannot_be_sent_and_says_why(client, world):
    appeal = draft(world, text="")
    client.force_login(world.contact)
    page = client.get(step(appeal, "check")).content.decode()
    assert 'aria-disabled="true"' in page
    assert client.post(step(appeal, "check"), {"first": "steward"}).status_code == 422
    appeal.refresh_from_db()
    assert appeal.state == S.DRAFT


def test_a_wrong_file_is_named_and_does_not_cost_the_good_one(client, world):
    appeal = draft(world)
    client.force_login(world.contact)
    bad = SimpleUploadedFile("病毒.exe", b"MZ", content_type="application/octet-stream")
    answer = client.post(step(appeal, "files"), {"files": [txt(), bad], "upload": "1"})
    assert answer.status_code == 422
    assert "病毒.exe" in answer.content.decode()
    assert [row.name for row in appeal.attachments.all()] == ["说明.txt"]


def test_a_file_can_be_removed_from_a_draft_alone(client, world):
    appeal = draft(world)
    client.force_login(world.contact)
    client.post(step(appeal, "files"), {"files": [txt()], "upload": "1"})
    file = appeal.attachments.get()
    client.post(reverse("appeals:draft_file_remove", args=[appeal.pk, file.pk]))
    file.refresh_from_db()
    assert file.removed_at
    assert client.get(reverse("appeals:draft_file", args=[appeal.pk, file.pk])).status_code == 404


def test_a_file_is_handed_out_as_an_attachment_that_nothing_runs(client, world):
    appeal = draft(world)
    client.force_login(world.contact)
    client.post(step(appeal, "files"), {"files": [txt()], "upload": "1"})
    workflow.submit(appeal, by=world.contact)
    appeal.refresh_from_db()
    address = reverse("appeals:file", args=[appeal.number, appeal.attachments.get().pk])
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == "情况说明".encode()
    client.force_login(world.stranger)
    assert client.get(address).status_code == 404


def test_a_discarded_draft_is_gone(client, world):
    appeal = draft(world)
    client.force_login(world.contact)
    assert client.get(reverse("appeals:discard", args=[appeal.pk])).status_code == 200
    client.post(reverse("appeals:discard", args=[appeal.pk]))
    assert client.get(appeal.get_absolute_url()).status_code == 404


def test_a_foreign_draft_is_not_found(client, world):
    appeal = draft(world)
    for person in (world.stranger, world.steward, world.dispatcher, world.leader):
        client.force_login(person)
        assert client.get(step(appeal, "text")).status_code == 404
        assert client.post(step(appeal, "text"), {"title": "x", "text": "y"}).status_code == 404


def test_a_steward_writes_on_behalf_and_the_desk_reviews(client, world):
    client.force_login(world.steward)
    client.post(reverse("appeals:new"), {"category": world.category.pk})
    appeal = Appeal.objects.get()
    assert appeal.channel == Channel.STEWARD
    client.post(step(appeal, "text"), {"title": "代提", "text": "企业来电反映。"})
    client.post(step(appeal, "check"))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.reviewer) == (S.SUBMITTED, Reviewer.DESK)


def test_whoever_serves_several_chooses_the_enterprise_first(client, world):
    access.grant(world.contact, world.foreign_firm, AccessReason.CONTACT)
    client.force_login(world.contact)
    page = client.get(reverse("appeals:new")).content.decode()
    assert world.firm.name in page and world.foreign_firm.name in page
    client.post(reverse("appeals:new"), {"enterprise": world.foreign_firm.uscc})
    assert Appeal.objects.get().enterprise == world.foreign_firm


def test_nobody_starts_for_a_foreign_enterprise(client, world):
    client.force_login(world.contact)
    assert client.post(f"{reverse('appeals:new')}?enterprise={world.foreign_firm.uscc}").status_code == 403
    assert not Appeal.objects.exists()


def test_a_new_appeal_is_linked_to_the_old_one(client, world):
    old = appeal_in(world, S.CLOSED)
    client.force_login(world.contact)
    client.post(f"{reverse('appeals:new')}?previous={old.number}", {"category": world.category.pk})
    assert Appeal.objects.latest("pk").previous == old


@pytest.mark.parametrize("role", ["dispatcher", "handler", "district", "city", "leader", "nobody"])
def test_only_contacts_and_stewards_start_an_appeal(client, world, role):
    client.force_login(getattr(world, role))
    assert client.get(reverse("appeals:new")).status_code == 403
    assert client.post(reverse("appeals:new"), {"category": world.category.pk}).status_code == 403


@pytest.fixture
def hint(monkeypatch):
    """A provider that shows what it was asked."""
    monkeypatch.setattr(hooks.writing_sections, "_providers", [])

    @hooks.writing_sections.register
    def repeat(user, appeal, title, text):
        rows = [SimpleNamespace(title=f"{title}·{text}", get_absolute_url="/x/", get_state=S.DRAFT)]
        return [hooks.Section("Alike", "appeals/_section.html", {"rows": rows}) for _one in rows]


def test_hints_appear_while_one_writes_and_nothing_is_kept(client, world, hint):
    appeal = draft(world)
    client.force_login(world.contact)
    address = reverse("appeals:alike", args=[appeal.pk])
    assert 'aria-label="Alike"' in client.post(address, {"title": "停电", "text": "三天"}).content.decode()
    assert not client.post(address, {"title": " ", "text": ""}).content.strip()
    appeal.refresh_from_db()
    assert appeal.title == "二期厂房用电增容未完成"
    assert 'aria-label="Alike"' in client.get(step(appeal, "check")).content.decode()
    client.force_login(world.stranger)
    assert client.post(address, {"title": "停电"}).status_code == 404
