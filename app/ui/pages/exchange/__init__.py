"""上报与回执: what waits, what went, and what is known of it."""
