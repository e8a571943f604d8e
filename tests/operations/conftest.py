import threading

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from appeals import attachments
from portal.common.checked_files import check_upload
from tests import world as worlds


def attach(appeal, name, text, *, by):
    """Attach a text file as an upload would."""
    upload = SimpleUploadedFile(name, text.encode(), content_type="text/plain")
    return attachments.attach(appeal, check_upload(upload), by=by)


@pytest.fixture
def small_world(transactional_db, settings, tmp_path):
    """A firm with two attachments and a password, committed; files, marks and hashers as an installation has them."""
    with connection.cursor() as cursor:  # the server that browser tests talk to keeps a session of its own
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MARKS_DIR = tmp_path / "marks"
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    world = worlds.build()
    world.contact.password = Argon2PasswordHasher().encode("correct horse", "saltsaltsalt")
    world.contact.save(update_fields=["password"])
    world.draft = worlds.draft(world)
    for number in (1, 2):
        attach(world.draft, f"附件{number}.txt", f"text {number}", by=world.contact)
    return world


@pytest.fixture
def until():
    """``until(condition, seconds)``: wait until it is true, or fail."""

    def wait(condition, seconds=30):
        pause = threading.Event()
        for _ in range(seconds * 20):
            if condition():
                return
            pause.wait(0.05)
        pytest.fail(f"not true after {seconds} s")

    return wait
