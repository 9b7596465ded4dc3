"""Application forms, built by offices without code."""
