"""The planning and budgeting dashboard: what a budget is, where it goes, what is due, and the goals of the office."""
