"""The field of a form that takes several files at once."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .checked_files import MAX_FILES, TYPES, check_upload


class FilesWidget(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each checked; cleaned to a list of ``CheckedFile``."""

    default_error_messages = {"too_many": _("At most %(count)s files can be attached.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Files"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _("PDF, Word, Excel, JPG, PNG or TXT, up to ten files of 20 MB each."))
        kwargs.setdefault("widget", FilesWidget(attrs={"accept": ",".join(TYPES)}))
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        uploads = [one for one in (data if isinstance(data, list) else [data]) if one]
        if not uploads and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MAX_FILES:
            raise ValidationError(self.error_messages["too_many"], params={"count": MAX_FILES}, code="too_many")
        checked, wrong = check_each(uploads)
        if wrong:
            raise ValidationError(wrong)
        return checked


def check_each(uploads):
    """Check every upload for itself: ``(checked files, errors)``, so that one bad file does not cost the others."""
    checked, wrong = [], []
    for upload in uploads:
        try:
            checked.append(check_upload(upload))
        except ValidationError as error:
            wrong += error.error_list
    return checked, wrong
