"""The staff side of the register: the review queue, the page of a need, and one page an act."""
