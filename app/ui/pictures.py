"""Pages of a PDF as pictures for the preview and the printer."""

from __future__ import annotations

from app.services.printing import preview
from app.ui.kit import PageImage


class Pictures:
    """Pages of a PDF as pictures, from the very bytes that are printed."""

    def page_count(self, pdf: bytes) -> int:
        """Return how many pages there are."""
        return preview.page_count(pdf)

    def page_image(self, pdf: bytes, page: int, dpi: int) -> PageImage:
        """Return one page as a picture."""
        image = preview.page_image(pdf, page, dpi)
        return _Picture(image.width, image.height, image.stride, image.pixels)


class _Picture:
    def __init__(self, width: int, height: int, stride: int, data: bytes) -> None:
        self.width, self.height, self.stride, self.data = width, height, stride, data
