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
