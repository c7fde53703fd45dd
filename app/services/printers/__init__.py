"""Printers: which one each kind of paper goes to, what paper is in it, and where on that paper a form lands."""
