"""Pictures of workers: made small, linked by their hash, kept, replaced and taken away."""
