"""What is stored, and the standards it obeys."""
