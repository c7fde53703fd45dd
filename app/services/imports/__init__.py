"""Taking workbooks in: good rows enter once, bad rows wait with their reasons, and all of it can be taken back."""
