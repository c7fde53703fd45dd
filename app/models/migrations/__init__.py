"""One history of the schema for counter and county."""
