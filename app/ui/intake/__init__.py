"""Taking a workbook in, in place; any page can open the pane."""

from __future__ import annotations

from app.ui.intake.pane import ImportPane

__all__ = ["ImportPane"]
