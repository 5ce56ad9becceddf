"""Pure arithmetic: calendar, promise, pickup days, allocation, zone choice."""
