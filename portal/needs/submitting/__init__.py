"""The page on which a community, or a facilitator for somebody of it, sends a need."""
