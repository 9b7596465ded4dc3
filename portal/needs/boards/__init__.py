"""Boards of needs for staff: the priority matrix, the ranking, where and what, and the office's goals."""
