"""The terminal of a station: screens that draw prompts and boards."""
