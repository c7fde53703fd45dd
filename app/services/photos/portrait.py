"""A picture file becomes a JPEG of at most 300 KB that tells nothing but the picture; pure."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from app.faults import UserError

MOST_BYTES: Final = 300_000
MOST_INPUT: Final = 32 << 20
_LONGEST_SIDE: Final = 1600
_SHORTEST_SIDE: Final = 60
_MOST_PIXELS: Final = 80_000_000
_FORMATS: Final = ("JPEG", "PNG", "BMP")
_QUALITIES: Final = (90, 82, 74, 66, 58)

_NO_PICTURE = "这不是能用的照片：请选 jpg、png 或 bmp 文件；手机拍的 heic 请先另存为 jpg。"
_BROKEN = "照片文件不完整或已损坏（可能没有拷完），请重新拷贝或重拍。"
_TOO_LARGE = "照片太大，请用看图软件缩小后再选（不超过 32 MB、8000 万像素）。"
_TOO_SMALL = f"照片太小，看不清人：每边至少要 {_SHORTEST_SIDE} 像素，请重拍。"


def as_jpeg(data: bytes) -> bytes:
    """Return the picture upright, at most 1600 pixels long and 300 KB large, without place, time or camera.

    Raises:
        UserError: it is no picture, is damaged, or is too small or too large.

    """
    if len(data) > MOST_INPUT:
        raise UserError(_TOO_LARGE, field="photo")
    picture = _upright(data)
    for _ in range(8):
        for quality in _QUALITIES:
            made = _encoded(picture, quality)
            if len(made) <= MOST_BYTES:
                return made
        picture = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))
    raise UserError(_TOO_LARGE, field="photo")


def _upright(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is judged here
            opened = Image.open(io.BytesIO(data), formats=_FORMATS)
        if opened.width * opened.height > _MOST_PIXELS:
            raise UserError(_TOO_LARGE, field="photo")
        opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
        picture = ImageOps.exif_transpose(opened)
        picture.load()
    except UnidentifiedImageError as fault:
        raise UserError(_NO_PICTURE, field="photo") from fault
    except Image.DecompressionBombError as fault:
        raise UserError(_TOO_LARGE, field="photo") from fault
    except (OSError, SyntaxError, ValueError, IndexError) as fault:
        raise UserError(_BROKEN, field="photo") from fault
    if min(picture.size) < _SHORTEST_SIDE:
        raise UserError(_TOO_SMALL, field="photo")
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return _on_white(picture)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture in three colours; what is transparent becomes white."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")


def _encoded(picture: Image.Image, quality: int) -> bytes:
    made = io.BytesIO()
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())  # no EXIF, no profile, no comment
    bare.save(made, "JPEG", quality=quality, optimize=True)
    return made.getvalue()
