"""The nouns of the hub: tables, value objects, invariants."""
