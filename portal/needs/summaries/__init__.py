"""How staff write what the public reads of a need."""
