"""户: who belongs together, what is certain of all of them, and who seems to belong and is in no household."""
