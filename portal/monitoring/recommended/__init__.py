"""All recommendations on one page: where they stand, their money, how far they are; and the office's goals."""
