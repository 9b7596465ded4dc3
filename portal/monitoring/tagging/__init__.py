"""Which recommendations PPAs implement: on the page of each, many at once, and what is suggested."""
