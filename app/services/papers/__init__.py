"""Papers: what is shown, printed and kept are the same bytes."""
