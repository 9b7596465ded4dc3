"""How days and hours are written, where a language has a way of its own here."""
