"""Pure rendering of the papers of a day: frozen contents in, bytes of ZPL or PDF out; no database and no clock."""
