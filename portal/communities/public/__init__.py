"""What the public site says of communities: careful facts, the same on pages and in files."""
