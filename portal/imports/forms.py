from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.common import uploads

from . import safety
from .kinds import SKIP_ERRORS
from .parsing import Parsed, find_header
from .reading import HEADER_DEPTH, UnreadableFile, read_content


class UploadForm(forms.Form):
    """A sheet and its kind; what is no safe spreadsheet of the kind is refused beside the field."""

    kind = forms.ChoiceField(label=_("What the file holds"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX, or CSV in UTF-8 or GBK, at most 50 MB. Nothing changes before you have seen the preview."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = {kind.code: kind for kind in kinds}
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in kinds]
        self.fields["kind"].initial = next(iter(self.kinds), None)

    def clean_file(self):
        """Look into the file: size, macros, password, what it unpacks to, its header."""
        file, kind = self.cleaned_data["file"], self.kinds.get(self.cleaned_data.get("kind"))
        if uploads.is_lost(file):
            raise ValidationError(uploads.no_room(file.name))
        try:
            if file.size > safety.MOST_BYTES:
                raise UnreadableFile(safety.too_large())
            content = file.read()
            safety.check(file.name, content)
            if kind is not None:
                _find_columns(content, kind.columns)
        except UnreadableFile as refusal:
            raise ValidationError(str(refusal)) from refusal
        file.seek(0)
        return file

    def taken_kind(self):
        """Return the kind that was chosen."""
        return self.kinds[self.cleaned_data["kind"]]


def _find_columns(content, columns):
    least, parsed = max(1, len(columns.required)), Parsed()
    sheet = read_content(content, lambda row: columns.recognised(row) >= least, most=HEADER_DEPTH)
    if find_header(sheet.rows, columns, parsed) is None:
        raise UnreadableFile(parsed.errors[0].message)


class ChoicesForm(forms.Form):
    """The questions of the preview. ``seen`` is the digest of the plan that the person has before the eyes."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, run, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = run.digest
        if run.failed:
            self._ask(SKIP_ERRORS, _("Leave the rows with errors out and apply the others"), "", run)
        for choice in run.kind_of.choices:
            self._ask(choice.code, choice.label, choice.help, run)

    def _ask(self, code, label, help_text, run):
        self.fields[code] = forms.BooleanField(
            label=label, help_text=help_text, required=False, initial=bool(run.options.get(code))
        )

    @property
    def questions(self):
        return self.visible_fields()

    @property
    def options(self):
        """The answers, by code."""
        return {code: value for code, value in self.cleaned_data.items() if code != "seen"}
