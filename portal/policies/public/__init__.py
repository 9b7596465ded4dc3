"""What the public reads of recommendations."""
