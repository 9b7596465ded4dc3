"""The screens of milestones: the tracker of all of them, a page and the acts of each, and their part of other pages."""
