"""Reads the code of a slip out of a picture: a photograph, a scan, or the PDF itself."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from app.faults import UserError
from app.services.slips.payload import PREFIX

SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".pdf")
_MOST_INPUT: Final = 40 << 20
_MOST_PIXELS: Final = 80_000_000
_LONGEST: Final = 4000
_PAGES: Final = 4
_DPI: Final = 200
_FORMATS: Final = ("JPEG", "PNG", "BMP", "TIFF", "WEBP")
_NO_PICTURE = "这不是能用的图片：请选 jpg、png、bmp、tif 或 pdf；手机拍的 heic 请先另存为 jpg。"
_TOO_LARGE = "图片太大（不超过 40 MB、8000 万像素），请用看图软件缩小后再选。"
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_NO_CODE = "图片里没有找到回执的二维码。请把回执摊平、对准右上方的方形码再拍一张：光线均匀，不反光，码占画面一半左右。"


def read_picture(path: Path) -> str:
    """Return the text of the slip's code in a picture file.

    Raises:
        UserError: it cannot be read, or no slip's code is found in it.

    """
    try:
        if path.stat().st_size > _MOST_INPUT:
            raise UserError(_TOO_LARGE, field="slip_picture")
        data = path.read_bytes()
    except OSError as fault:
        raise UserError(f"读不了 {path.name}：请检查文件名，或重新拷贝。", field="slip_picture") from fault
    return read_bytes(data)


def read_bytes(data: bytes) -> str:
    """Return the text of the slip's code in a picture.

    Raises:
        UserError: it is no picture, or no slip's code is found in it.

    """
    pictures = _pages(data) if data.startswith(b"%PDF") else iter((_opened(data),))
    for picture in pictures:
        for tried in _tries(picture):
            for found in zxingcpp.read_barcodes(tried, formats=_QR):
                if found.text.startswith(PREFIX[:3]):
                    return str(found.text)
    raise UserError(_NO_CODE, field="slip_picture")


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is judged here
            opened = Image.open(io.BytesIO(data), formats=_FORMATS)
        if opened.width * opened.height > _MOST_PIXELS:
            raise UserError(_TOO_LARGE, field="slip_picture")
        opened.draft("RGB", (_LONGEST, _LONGEST))
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError as fault:
        raise UserError(_TOO_LARGE, field="slip_picture") from fault
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, IndexError) as fault:
        raise UserError(_NO_PICTURE, field="slip_picture") from fault
    picture.thumbnail((_LONGEST, _LONGEST))
    return picture


def _pages(data: bytes) -> Iterator[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        raise UserError("这个 PDF 打不开，可能没有拷完，请重新拷贝。", field="slip_picture") from fault
    try:
        for at in range(min(len(document), _PAGES)):
            yield document[at].render(scale=_DPI / 72).to_pil().convert("RGB")
    finally:
        document.close()


def _tries(picture: Image.Image) -> Iterator[Image.Image]:
    """Yield the picture as it is, in red light that takes a seal away, stretched, larger, softened and sharpened."""
    grey = picture.convert("L")
    yield grey
    yield picture.getchannel("R")
    stretched = ImageOps.autocontrast(grey, cutoff=2)
    yield stretched
    if max(picture.size) < _LONGEST // 2:
        yield stretched.resize((picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC)
    yield stretched.filter(ImageFilter.MedianFilter(5))
    yield stretched.filter(ImageFilter.UnsharpMask(4, 200, 0))
