"""The screens of progress updates: a form for each quarter, what is missing, and what was said before."""
