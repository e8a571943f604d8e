import json
import shutil
import threading

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from appeals.models import Attachment
from portal.operations import archive, backup, database, marks
from portal.operations.database import OperationRefused
from tests import world as worlds
from tests.operations.conftest import attach

#: Real archives of real databases: with the other drills, not with what is asked at every commit.
pytestmark = pytest.mark.drill


@pytest.fixture
def taken(small_world, tmp_path):
    return backup.take(tmp_path / "backups")


def said(command, *arguments, **options):
    """The lines that a command writes, and the sentence it ends with."""
    lines = []

    class Out:
        def write(self, text):
            lines.append(text.rstrip("\n"))

        def isatty(self):
            return False

        def flush(self):
            return None

    try:
        call_command(command, *arguments, stdout=Out(), **options)
    except CommandError as error:
        return lines, str(error)
    return lines, ""


def test_a_backup_holds_the_dump_the_files_and_what_to_compare(taken, small_world):
    manifest = archive.read_manifest(taken.folder)
    assert manifest["tables"]["appeals_attachment"][0] == 2
    assert set(manifest["files"]) == set(Attachment.objects.values_list("file", flat=True))
    assert manifest["missing"] == []
    assert manifest["search"]["ids"]
    assert "appeals.0001_initial" in manifest["migrations"]
    assert (taken.folder / archive.DUMP).read_bytes().startswith(b"PGDMP")
    text = json.dumps(manifest, ensure_ascii=False)
    assert "Person" not in text and "@example.com" not in text


def test_only_the_owner_reads_a_backup_and_a_mark_says_when_it_was_made(taken):
    paths = [taken.folder, *taken.folder.rglob("*")]
    assert {oct(path.stat().st_mode & 0o777) for path in paths if path.is_dir()} == {"0o700"}
    assert {oct(path.stat().st_mode & 0o777) for path in paths if path.is_file()} == {"0o600"}
    mark = marks.read_mark(marks.BACKUP)
    assert mark["path"] == str(taken.folder)
    assert marks.age(marks.BACKUP) < 60


def test_a_backup_is_proved_in_a_scratch_database_that_is_dropped(taken, small_world):
    lines, end = said("backup", verify=taken.folder)
    assert not end
    assert lines[-1] == "The backup can be restored."
    assert [line.split(":")[0].split()[-1] for line in lines if line.startswith("good")] == [
        "tables", "migrations", "files", "attachments", "passwords", "sign-in", "search",
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'portal_verify_%%'")
        assert cursor.fetchone()[0] == 0
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (archive.DUMP, "The backup is damaged: portal.dump is not what was saved."),
        ("file", "The backup is damaged: files/"),
        (archive.MANIFEST, "The backup is damaged: manifest.json does not have the hash it was written with."),
    ],
)
def test_a_damaged_backup_is_refused_with_a_sentence(taken, name, sentence):
    path = next((taken.folder / archive.FILES).rglob("*.*"), None) if name == "file" else taken.folder / name
    path = path or next(path for path in (taken.folder / archive.FILES).rglob("*") if path.is_file())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    for _lines, end in (said("backup", verify=taken.folder), said("restore", taken.folder, replace=True)):
        assert end.startswith(sentence)
    assert Attachment.objects.count() == 2


def test_a_backup_with_a_file_too_few_is_refused(taken):
    shutil.rmtree(taken.folder / archive.FILES)
    _lines, end = said("backup", verify=taken.folder)
    assert end.startswith("The backup is damaged: files/") and end.endswith("is missing.")


def test_what_is_no_backup_and_what_was_not_finished_are_refused(tmp_path, db):
    assert said("restore", tmp_path)[1] == f"{tmp_path} is no backup: it has no manifest.json with its hash."
    half = tmp_path / "portal-20261123-081500.part"
    half.mkdir()
    assert said("restore", half)[1] == f"{half} is a backup that was not finished."


def test_a_backup_of_a_newer_version_is_refused(taken):
    manifest = archive.read_manifest(taken.folder)
    manifest["migrations"].append("appeals.9999_from_the_future")
    for name in (archive.MANIFEST, archive.MANIFEST_HASH):
        (taken.folder / name).unlink()
    archive.write_manifest(taken.folder, manifest)
    _lines, end = said("restore", taken.folder)
    assert "appeals.9999_from_the_future, which this version does not know" in end


def test_a_portal_that_holds_something_is_not_overwritten(taken):
    _lines, end = said("restore", taken.folder)
    assert end.startswith("This portal is not empty: it has accounts or files.")


def test_a_portal_that_is_in_use_is_not_overwritten(taken):
    other = connection.copy()
    try:
        other.ensure_connection()
        _lines, end = said("restore", taken.folder, replace=True)
    finally:
        other.close()
    assert "other sessions use the database; stop web, worker and beat first." in end
    assert Attachment.objects.count() == 2


def test_without_room_nothing_is_begun(small_world, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(OperationRefused, match=r"The backup needs up to [\d.,]+ MB, and .* has 0.0 MB free"):
        backup.take(tmp_path / "backups")
    assert list((tmp_path / "backups").glob("portal-*")) == []


def test_a_backup_that_fails_leaves_nothing_behind(small_world, tmp_path, monkeypatch):
    def fail(*arguments):
        raise OperationRefused("pg_dump failed: no")

    monkeypatch.setattr(database, "run", fail)
    with pytest.raises(OperationRefused):
        backup.take(tmp_path / "backups")
    assert list((tmp_path / "backups").glob("portal-*")) == []
    assert marks.read_mark(marks.BACKUP) is None


def test_what_a_killed_backup_left_is_cleared_and_old_backups_go(small_world, tmp_path, monkeypatch):
    folder = tmp_path / "backups"
    (folder / "portal-20200101-000000.part" / "files").mkdir(parents=True)
    for day in ("20200101", "20200102", "20200103"):
        old = folder / f"portal-{day}-000000"
        old.mkdir()
        (old / archive.MANIFEST_HASH).touch()
    (folder / "keep.txt").touch()
    made = backup.take(folder, keep=2)
    assert sorted(path.name for path in folder.iterdir()) == [
        ".lock", "keep.txt", "portal-20200103-000000", made.folder.name,
    ]  # fmt: skip


def test_two_backups_into_one_folder_do_not_meet(small_world, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    with backup._alone(folder), pytest.raises(OperationRefused, match=r"Another backup into .* is under way"):
        backup.take(folder)


def test_a_file_that_the_store_lost_is_named_and_the_backup_kept(small_world, tmp_path):
    lost = Attachment.objects.order_by("pk").first().file.name
    default_storage.delete(lost)
    _lines, end = said("backup", tmp_path / "backups")
    assert end.startswith("The backup is complete, but 1 files that the database names are not in the store:")
    assert lost in end
    (made,) = archive.complete_backups(tmp_path / "backups")
    assert said("backup", verify=made)[1] == ""


def test_a_backup_taken_while_people_attach_files_is_consistent(small_world, tmp_path):
    """Whatever row the dump has, its file is in the archive; the counts are the dump's, not a later moment's."""
    stop, errors = threading.Event(), []

    def attach_on():
        try:
            number = 0
            while not stop.is_set():
                number += 1
                if number % 8 == 1:
                    draft = worlds.draft(small_world)
                attach(draft, f"neu{number}.txt", f"new {number}", by=small_world.contact)
        except Exception as error:  # told below, in the test's own thread
            errors.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=attach_on) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        made = backup.take(tmp_path / "backups")
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert not errors
    assert made.missing == []
    assert Attachment.objects.count() > made.manifest["tables"]["appeals_attachment"][0] >= 2
    lines, end = said("backup", verify=made.folder)
    assert end == "", lines
