"""The verbs of the counter, free of Qt."""
