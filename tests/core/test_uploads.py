"""Private uploads: what is taken, what is refused and with which words, and that what is kept can do no harm."""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from portal.accounts.models import User
from portal.core.models import PrivateFile
from portal.core.uploads import MAX_BYTES, PrivateFileField, UploadRefused, attach, check_upload, store_upload

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
GPS_TAG = 0x8825


def upload(content: bytes, name: str, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    file = SimpleUploadedFile("plain", content, content_type)
    file._name = name  # Django would strip folders itself; a client can reach us in other ways
    return file


def picture(as_format: str, size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, as_format, **options)
    return out.getvalue()


def picture_with_place(as_format: str) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(GPS_TAG)[2] = (7.0, 12.0, 26.0)
    return picture(as_format, exif=exif.tobytes())


def png_header_of(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9000))
        + chunk(b"IEND", b"")
    )


def packed(types: str, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{types}"/></Types>')
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "Barangay"
    book.save(out)
    return out.getvalue()


# Taken


@pytest.mark.parametrize(
    ("content", "name", "content_type", "kept_name"),
    [
        (PDF, "Letter.PDF", "application/pdf", "Letter.pdf"),
        (picture("JPEG"), "photo.jpeg", "image/jpeg", "photo.jpg"),
        (picture("PNG"), "scan.png", "image/png", "scan.png"),
        (picture("HEIF"), "IMG_0001.HEIC", "image/jpeg", "IMG_0001.jpg"),
        (workbook(), "list.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "list.xlsx"),
        (packed(WORD), "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a.docx"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_upload_of_a_kind_we_take_is_kept_under_its_true_type(content, name, content_type, kept_name) -> None:
    checked = check_upload(upload(content, name, content_type="text/html"))

    assert (checked.name, checked.content_type) == (kept_name, content_type)


@pytest.mark.parametrize(("as_format", "name"), [("JPEG", "photo.jpg"), ("PNG", "photo.png"), ("HEIF", "photo.heic")])
def test_picture_loses_place_and_camera_and_stands_upright(as_format, name) -> None:
    original = picture_with_place(as_format)
    assert b"PhoneMaker" in original

    kept = check_upload(upload(original, name)).content

    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert not image.getexif().get_ifd(GPS_TAG)
        assert image.height > image.width
    assert b"PhoneMaker" not in kept


def test_picture_with_a_hidden_page_behind_it_keeps_only_the_picture() -> None:
    kept = check_upload(upload(picture("JPEG") + b"<script>alert(1)</script>" + EICAR, "photo.jpg")).content

    assert b"<script" not in kept
    assert b"EICAR" not in kept


def test_png_keeps_no_text_and_no_colour_profile() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "taken at home")

    kept = check_upload(upload(picture("PNG", pnginfo=info, icc_profile=b"profile" * 20), "a.png")).content

    assert b"taken at home" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert "icc_profile" not in image.info


def test_large_photo_is_made_smaller() -> None:
    kept = check_upload(upload(picture("JPEG", (9000, 6000)), "photo.jpg")).content

    with Image.open(io.BytesIO(kept)) as image:
        assert max(image.size) <= 4096


# Refused


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.pdf", "empty"),
        (PDF.ljust(MAX_BYTES + 1, b" "), "long.pdf", "7 MB is the most"),
        (EICAR, "invoice.pdf", "cannot take this kind"),
        (b"<html><script>alert(1)</script></html>", "photo.jpg", "cannot take this kind"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "logo.svg", "cannot take this kind"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "logo.png", "cannot take this kind"),
        (b"MZ\x90\x00" + b"\0" * 300, "setup.pdf", "cannot take this kind"),
        (b"GIF89a" + b"\0" * 50, "moving.gif", "cannot take this kind"),
        (packed("application/java-archive"), "thing.docx", "cannot take this kind"),
        (PDF, "photo.jpg", "ends with “.jpg”, but the file is a PDF"),
        (PDF, "letter", "ends with “.”, but the file is a PDF"),
        (PDF, "letter.pdf.exe", "ends with “.exe”"),
        (picture("PNG"), "photo.jpg", "but the file is a PNG"),
        (workbook(), "list.docx", "but the file is a XLSX"),
        (png_header_of(6_000, 6_000), "large.png", "far too many pixels"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "report.docx", "asks for a password"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "report.doc", "cannot take this kind"),
        (picture("JPEG")[:400], "photo.jpg", "damaged"),
        (b"PK\x03\x04" + b"\0" * 200, "list.xlsx", "damaged"),
        (png_header_of(50_000, 50_000), "huge.png", "far too many pixels"),
        (packed(WORD, word__vbaProject=b"x"), "letter.docx", "macros"),
        (packed("application/vnd.ms-word.document.macroEnabled.main+xml"), "letter.docx", "macros"),
        (packed(SHEET, xl__macrosheets__sheet1=b"x"), "list.xlsx", "macros"),
        (packed(SHEET, xl__bomb=b"\0" * 80 * 1024 * 1024), "list.xlsx", "far larger inside"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_upload_we_do_not_take_is_refused_with_a_sentence(content, name, words) -> None:
    with pytest.raises(UploadRefused) as refused:
        check_upload(upload(content, name))

    assert words in str(refused.value)


def test_refused_bombs_cost_neither_time_nor_memory() -> None:
    bombs = [
        upload(png_header_of(50_000, 50_000), "huge.png"),
        upload(packed(SHEET, xl__bomb=b"\0" * 80 * 1024 * 1024), "list.xlsx"),
    ]
    tracemalloc.start()
    started = time.monotonic()

    for bomb in bombs:
        with pytest.raises(UploadRefused):
            check_upload(bomb)

    seconds, (_now, most) = time.monotonic() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 2
    assert most < 64 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("  Ñino  plan\n.pdf", "Ñino plan.pdf"),
        ('quo"te<b>.pdf', "quo te b.pdf"),
        ("...pdf.pdf", "pdf.pdf"),
        (".pdf.pdf", "pdf.pdf"),
        (" .pdf", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("two\0.pdf", "two.pdf"),
    ],
)
def test_name_is_cleaned(name, kept) -> None:
    assert check_upload(upload(PDF, name)).name == kept


def test_name_whose_direction_mark_hides_the_ending_is_judged_by_its_true_ending() -> None:
    with pytest.raises(UploadRefused, match=r"\.exe"):
        check_upload(upload(PDF, "letter\u202efdp.exe"))


# Kept


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("person", email="person@example.org")


def test_store_upload_keeps_the_file_under_a_name_that_tells_nothing(person) -> None:
    row = store_upload(upload(PDF, "Birth certificate.pdf"), by=person)

    assert row.name == "Birth certificate.pdf"
    assert "irth" not in row.file.name
    assert len(row.file.name) == 35
    assert (row.size, row.uploaded_by, len(row.sha256)) == (len(PDF), person, 64)
    assert row.file.read() == PDF


def test_store_upload_when_refused_keeps_nothing(person) -> None:
    with pytest.raises(UploadRefused):
        store_upload(upload(EICAR, "a.pdf"), by=person)

    assert not PrivateFile.objects.exists()


def test_private_storage_lies_outside_public_media_and_has_no_address(settings) -> None:
    from cms.settings import base

    options = base.STORAGES["private"]["OPTIONS"]

    assert options["base_url"] is None
    assert not options["location"].is_relative_to(base.MEDIA_ROOT)
    assert options["file_permissions_mode"] == 0o600


def test_file_is_attached_to_one_record_only(person) -> None:
    row = store_upload(upload(PDF, "a.pdf"), by=person)
    attach(row)

    with pytest.raises(UploadRefused, match="already used"):
        attach(row)


class PaperForm(forms.Form):
    paper = PrivateFileField()


def test_field_gives_what_store_upload_takes(person) -> None:
    form = PaperForm({}, {"paper": upload(PDF, "a.pdf")})

    assert form.is_valid()
    assert store_upload(form.cleaned_data["paper"], by=person).content_type == "application/pdf"


@pytest.mark.parametrize(
    ("files", "words"),
    [({}, "required"), ({"paper": upload(EICAR, "a.pdf")}, "cannot take"), ({"paper": upload(b"", "a.pdf")}, "empty")],
)
def test_field_says_what_is_wrong(files, words) -> None:
    form = PaperForm({}, files)

    assert words in form.errors["paper"][0]


def test_field_tells_the_browser_what_we_take() -> None:
    html = str(PaperForm()["paper"])

    assert 'accept=".docx,.heic,.heif,.jpeg,.jpg,.pdf,.png,.xlsx"' in html
