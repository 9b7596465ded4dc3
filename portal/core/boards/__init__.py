"""Boards: figures of staff as tables of numbers that lead to their rows, the same on the page and in its files."""
