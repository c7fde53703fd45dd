"""Reference packages at the counter: verified, looked at, put in force, kept; the county shares the tables."""
