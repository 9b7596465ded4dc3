"""What everybody may read of needs: the list, a page for each, and how fast the office answers."""
