"""Pictures and text of printed pages, from the very bytes that are archived."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pypdfium2 as pdfium


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as pixels: three bytes each, blue, green, red; `stride` is the bytes of one row."""

    width: int
    height: int
    stride: int
    pixels: bytes


def page_count(pdf: bytes) -> int:
    """Return how many pages the PDF has."""
    document = pdfium.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def page_image(pdf: bytes, page: int, dpi: int) -> PageImage:
    """Return a page, counted from 0, at a resolution in dots an inch."""
    document = pdfium.PdfDocument(pdf)
    try:
        bitmap = document[page].render(scale=dpi / 72, rev_byteorder=False)
        return PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, each ending in a form feed."""
    document = pdfium.PdfDocument(pdf)
    try:
        texts = []
        for page in document:
            text_page = page.get_textpage()
            texts.append(text_page.get_text_range().replace("\r\n", "\n"))
            text_page.close()
            page.close()
        return "\f".join(texts)
    finally:
        document.close()


def page_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """Return a page, counted from 0, as a PNG file."""
    document = pdfium.PdfDocument(pdf)
    try:
        buffer = BytesIO()
        document[page].render(scale=dpi / 72).to_pil().save(buffer, "PNG")
        return buffer.getvalue()
    finally:
        document.close()
