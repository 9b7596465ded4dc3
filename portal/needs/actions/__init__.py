"""What people do with needs, one function an act."""
