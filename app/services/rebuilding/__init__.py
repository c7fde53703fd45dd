"""What the county sends back, made into the station's own records again."""
