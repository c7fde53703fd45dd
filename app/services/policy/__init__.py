"""Policy as data with proof: facts in, a reasoned assessment out; no database, no clock, no Qt."""
