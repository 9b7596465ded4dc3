"""What people do with policy recommendations."""
