"""A backup of one database comes back in another, empty cluster, by the commands that an operator types."""

import os
import subprocess
import sys
import uuid

import pytest
from django.conf import settings as django_settings

from appeals.models import Attachment
from portal.operations import archive, backup

pytestmark = pytest.mark.drill


@pytest.fixture
def empty_cluster():
    """The name of a cluster that nobody has used yet; it is removed afterwards."""
    name = f"drill-{uuid.uuid4().hex[:6]}"
    yield name
    subprocess.run(["rm", "-rf", django_settings.VAR_DIR / name], check=True)


def manage(cluster, *arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PORTAL_TEST"))}
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=django_settings.BASE_DIR,
        env=environment | {"EMBEDDED_CLUSTER": cluster},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_backup_comes_back_in_an_empty_cluster(small_world, tmp_path, empty_cluster):
    made = backup.take(tmp_path / "backups")
    first = manage(empty_cluster, "restore", made.folder)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "BAD" not in first.stdout and first.stdout.count("good  ") == 7
    assert first.stdout.endswith("The portal is restored.\n")

    files = django_settings.VAR_DIR / empty_cluster / "media"
    assert {name: archive.digest(path) for path, name in archive.files_below(files)} == {
        name: fact["sha256"] for name, fact in made.manifest["files"].items()
    }
    assert len(made.manifest["files"]) == Attachment.objects.count() == 2

    again = manage(empty_cluster, "restore", made.folder)
    assert again.returncode == 1
    assert "This portal is not empty" in again.stderr, again.stderr

    replaced = manage(empty_cluster, "restore", made.folder, "--replace")
    assert replaced.returncode == 0, replaced.stdout + replaced.stderr
    assert f"The files that stood there before are in {files}-before-" in replaced.stdout

    second = manage(empty_cluster, "backup")
    assert second.returncode == 0, second.stderr
    (folder,) = archive.complete_backups(django_settings.VAR_DIR / empty_cluster / "backups")
    theirs, ours = archive.read_manifest(folder), made.manifest
    assert theirs["files"] == ours["files"]
    assert theirs["tables"] == ours["tables"]


def test_a_restore_that_comes_back_otherwise_says_so_and_fails(small_world, tmp_path, empty_cluster):
    made = backup.take(tmp_path / "backups")
    manifest = archive.read_manifest(made.folder)
    manifest["tables"]["appeals_attachment"][0] += 1
    manifest["search"]["ids"] = [0]
    for name in (archive.MANIFEST, archive.MANIFEST_HASH):
        (made.folder / name).unlink()
    archive.write_manifest(made.folder, manifest)
    done = manage(empty_cluster, "restore", made.folder)
    assert done.returncode == 1
    assert "BAD   tables: rows and contents differ in appeals_attachment" in done.stdout
    assert "BAD   search" in done.stdout
    assert "not everything is as it was saved" in done.stderr
