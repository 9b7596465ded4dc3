"""What people fill in about recommendations: the text itself, and what each act asks."""
