"""家门口: the counter of a township employment-service station."""
