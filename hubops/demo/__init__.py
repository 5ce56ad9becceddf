"""A demo hub on real geography, a player of recorded days, and a model worker."""
