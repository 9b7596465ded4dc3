"""The screens of the six stages: the board, the list, a page and the acts of each, and the office's calendar."""
