"""The one way in for files from outside: checked by what they are, made inert, kept in private.

``store_upload`` keeps a file, ``PrivateFileField`` takes one in a form, the address ``files:download`` serves it to who
may read it. ``attach`` hands a stored file to the record that takes it, ``discard`` removes it with its bytes.
"""

from .checking import MAX_BYTES, CheckedUpload, check_upload
from .fields import PrivateFileField, PrivateFilesField
from .refusal import UploadRefused
from .storing import attach, discard, store_upload

__all__ = [
    "MAX_BYTES",
    "CheckedUpload",
    "PrivateFileField",
    "PrivateFilesField",
    "UploadRefused",
    "attach",
    "check_upload",
    "discard",
    "store_upload",
]
