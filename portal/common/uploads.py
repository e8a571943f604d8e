"""Uploads that do not fit: a full disk costs the file, never the page, and leaves no half file behind."""

import errno
import os
from contextlib import suppress

import structlog
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext as _

from .workflow import Refused

log = structlog.get_logger(__name__)


class LostUpload(UploadedFile):
    """An upload that found no room in the folder of temporary files. It has a name and a size, and cannot be read."""

    def __init__(self, name, content_type, size):
        super().__init__(None, name, content_type, size)

    def read(self, *args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.name)

    def chunks(self, chunk_size=None):
        yield self.read()


class RoomyUploadHandler(TemporaryFileUploadHandler):
    """Keeps large uploads in temporary files; where one finds no room, the form still arrives with all else typed."""

    def new_file(self, *args, **kwargs):
        self.is_lost = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self.file = None
            self._lose(error)

    def receive_data_chunk(self, raw_data, start):
        if not self.is_lost:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError as error:
                self._lose(error)

    def file_complete(self, file_size):
        if not self.is_lost:
            try:
                self.file.flush()
                return super().file_complete(file_size)
            except OSError as error:
                self._lose(error)
        return LostUpload(self.file_name, self.content_type, file_size)

    def _lose(self, error):
        """Give the room back that the half file takes."""
        log.error("uploads.no_room", error=str(error)[:200])
        self.is_lost = True
        if self.file is not None:
            with suppress(OSError):
                os.ftruncate(self.file.fileno(), 0)
            with suppress(OSError):
                self.file.close()


def is_lost(upload):
    """Whether the upload arrived without its content, because there was no room for it."""
    return isinstance(upload, LostUpload)


def no_room(name):
    """The sentence for somebody whose file ``name`` found no room."""
    return _(
        "%(name)s cannot be stored: there is no room for files just now. Everything else you entered is kept; "
        "send the file again later, or go on without it."
    ) % {"name": name}


def store(field_file, name, content, *, shown_as):
    """Store ``content`` under ``name``; raises :class:`Refused`, naming ``shown_as``, where there is no room."""
    try:
        field_file.save(name, content, save=False)
    except OSError as error:
        log.error("uploads.not_stored", error=str(error)[:200])
        raise Refused(no_room(shown_as), code="no_room") from error


class WholeFileStorage(FileSystemStorage):
    """The folder of attachments: a file that cannot be written to its end is not there at all."""

    def _save(self, name, content):
        was_there = self.exists(name)
        try:
            return super()._save(name, content)
        except OSError:
            if not was_there:
                with suppress(OSError):
                    self.delete(name)
            raise
