"""Needs that wait for offices: what OOBC hands over, what an office sees of it, and what it answers."""
