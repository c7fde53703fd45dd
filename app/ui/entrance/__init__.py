"""The way in: founding a station, logging in, the lock, and the frame they stand in."""
