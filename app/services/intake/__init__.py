"""Reading what townships keep: workbooks in, typed rows and plain reasons out; no database, no clock."""
