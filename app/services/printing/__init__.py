"""Spreadsheet template and values in, PDF bytes out; no database, no clock, no Qt."""
