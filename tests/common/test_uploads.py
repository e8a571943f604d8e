"""A disk that is full in the middle of an upload."""

import errno
import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.http import HttpRequest
from django.urls import reverse

from appeals.attachments import attach, attach_all
from appeals.enums import AppealState as S
from appeals.models import Attachment
from portal.common import uploads
from portal.common.checked_files import check_upload
from portal.common.workflow import Refused
from tests import world as worlds


def full(*_args, **_kwargs):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def full_disk(monkeypatch):
    """The second file that is written finds no room half way."""
    written, write = [], os.write

    def save(storage, name, content):
        written.append(name)
        if len(written) < 2:
            return real(storage, name, content)
        path = storage.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "wb") as half:  # noqa: PTH123
            write(half.fileno(), content.read()[:3])
        return full()

    real = FileSystemStorage._save
    monkeypatch.setattr(FileSystemStorage, "_save", save)


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_files_of_one_step_are_stored_all_or_none(settings, tmp_path, full_disk):
    settings.MEDIA_ROOT = tmp_path
    world = worlds.build()
    appeal = worlds.appeal_in(world, S.DRAFT)
    checked = [check_upload(SimpleUploadedFile(f"{number}.txt", b"12345")) for number in range(3)]
    with pytest.raises(Refused, match=r"1\.txt"):
        attach_all(appeal, checked, by=world.contact)
    assert files_in(tmp_path) == []


@pytest.mark.django_db
def test_a_row_that_cannot_be_written_leaves_no_file(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    world = worlds.build()
    appeal = worlds.appeal_in(world, S.DRAFT)
    monkeypatch.setattr(Attachment, "save", full)
    with pytest.raises(OSError, match="space"):
        attach(appeal, check_upload(SimpleUploadedFile("a.txt", b"12345")), by=world.contact)
    assert files_in(tmp_path) == []


def handler():
    own = uploads.RoomyUploadHandler(HttpRequest())
    own.new_file("files", "大.txt", "text/plain", 6)
    return own


def test_an_upload_with_room_arrives_as_always():
    own = handler()
    own.receive_data_chunk(b"abc", 0)
    own.receive_data_chunk(b"def", 3)
    upload = own.file_complete(6)
    assert (upload.read(), upload.size, uploads.is_lost(upload)) == (b"abcdef", 6, False)


@pytest.mark.parametrize("at", ["write", "flush"])
def test_an_upload_without_room_is_lost_alone(monkeypatch, at):
    own = handler()
    monkeypatch.setattr(own.file.file, at, full)
    own.receive_data_chunk(b"abcdef", 0)
    upload = own.file_complete(6)
    assert (upload.name, upload.size, uploads.is_lost(upload)) == ("大.txt", 6, True)
    with pytest.raises(OSError, match="space"):
        upload.read()


def test_without_room_for_a_name_the_upload_is_lost_too(monkeypatch):
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", full)
    own = handler()
    own.receive_data_chunk(b"abcdef", 0)
    assert uploads.is_lost(own.file_complete(6))


@pytest.mark.django_db
def test_a_form_with_a_lost_upload_keeps_what_was_typed(client, settings, monkeypatch):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", full)
    world = worlds.build()
    appeal = worlds.appeal_in(world, S.ACCEPTED)
    client.force_login(world.contact)
    sent = {"text": "写了很久", "files": ContentFile(b"12345", name="大.txt")}
    answer = client.post(reverse("appeals:supplement", args=[appeal.number]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "写了很久" in page and "大.txt无法保存" in page
