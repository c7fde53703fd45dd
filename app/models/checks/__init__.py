"""Checks of single values: text in, the normalised value and its findings out; no database, no clock."""
