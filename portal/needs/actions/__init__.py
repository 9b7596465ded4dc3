"""What people do with needs and assessments, one function an act."""
