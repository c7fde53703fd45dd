"""Devices at the counter, each behind a protocol, each with a simulator that ships for training."""
