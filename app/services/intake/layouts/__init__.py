"""The declared layouts: what the columns of each kind of file are called and how their cells are read."""
