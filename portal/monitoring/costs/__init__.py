"""What a beneficiary costs: PPAs of the same kind beside each other, and each on its own page (definitions 3.6)."""
