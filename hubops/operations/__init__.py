"""The verbs: one file per step of the hub's day; each function records what happened."""
