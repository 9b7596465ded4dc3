"""Pictures are drawn anew: what comes out holds pixels, and neither place, camera nor hidden payload."""

from io import BytesIO

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from .refusal import UploadRefused

pillow_heif.register_heif_opener()

MAX_PIXELS = 25_000_000
MAX_JPEG_PIXELS = 80_000_000  # a JPEG is read at a fraction of its size, so large ones cost little
LONGEST_SIDE = 4096
JPEG_QUALITY = 85


def redraw(content: bytes, *, as_format: str) -> bytes:
    """The same picture, upright, at most 4096 pixels long, as ``JPEG`` or ``PNG`` without any metadata."""
    try:
        with Image.open(BytesIO(content), formats=["JPEG", "PNG", "HEIF"]) as picture:
            _check_size(picture)
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _encoded(upright, as_format)
    except Image.DecompressionBombError as bomb:
        raise _too_large() from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UploadRefused(_("This picture is damaged. Save it again, or take it once more.")) from error


def _check_size(picture: Image.Image) -> None:
    """Asked of the header alone, before any pixel is read."""
    allowed = MAX_JPEG_PIXELS if picture.format in {"JPEG", "MPO"} else MAX_PIXELS
    if picture.width * picture.height > allowed:
        raise _too_large()


def _too_large() -> UploadRefused:
    return UploadRefused(_("This picture has far too many pixels. Save it smaller and try again."))


def _encoded(picture: Image.Image, as_format: str) -> bytes:
    has_alpha = as_format == "PNG" and ("A" in picture.getbands() or "transparency" in picture.info)
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    plain.info.clear()  # text, colour profile and EXIF would be written along otherwise
    plain.getexif().clear()
    out = BytesIO()
    plain.save(out, as_format, quality=JPEG_QUALITY, optimize=as_format == "JPEG")
    return out.getvalue()
