"""Public lists with filters: rows kept in memory, sets of them as numbers, and the addresses that choose among them."""
