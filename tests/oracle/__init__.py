"""Compares what the form engine prints with what LibreOffice makes of the same filled workbook."""
