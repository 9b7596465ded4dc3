from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .checking import ENDINGS, CheckedUpload, check_upload
from .refusal import UploadRefused


class PrivateFileField(forms.FileField):
    """A file in a form. The cleaned value is a ``CheckedUpload``, for ``store_upload`` once the form is valid."""

    default_error_messages = {
        "missing": _("No file came along. Choose it again."),
        "empty": _("This file is empty. Choose another one."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": _("PDF, JPEG, PNG, DOCX or XLSX, at most 7 MB."), **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        endings = sorted(f".{ending}" for endings in ENDINGS.values() for ending in endings)
        return {**super().widget_attrs(widget), "accept": ",".join(endings)}

    def clean(self, data: Any, initial: Any = None) -> CheckedUpload | Any:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return file
        try:
            return check_upload(file)
        except UploadRefused as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class PrivateFilesField(PrivateFileField):
    """Any number of files, up to a few; the cleaned value is a list of ``CheckedUpload``."""

    widget = _SeveralFiles

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[CheckedUpload]:
        if len(data) > self.most:
            raise forms.ValidationError(
                _("Send at most %(most)d files at once."), code="too_many", params={"most": self.most}
            )
        return [super(PrivateFilesField, self).clean(file) for file in data]
