"""What is counted of PPAs: functions over rows that are already chosen. No request, no formatting, no cache."""
