"""Torture runs: long forms of what the suite proves in short."""
