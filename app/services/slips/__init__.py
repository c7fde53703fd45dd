"""The proof on a slip: signed when it is printed, and checked anywhere without a network."""
