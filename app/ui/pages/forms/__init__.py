"""表样: the forms, the notice, and what was printed."""
