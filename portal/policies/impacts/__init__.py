"""The screens of impacts: the scorecard of all of them, a page and the acts of each, and their part of other pages."""
