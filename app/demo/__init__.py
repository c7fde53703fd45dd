"""The demonstration: a working day at the counter of an invented town, without a screen."""
