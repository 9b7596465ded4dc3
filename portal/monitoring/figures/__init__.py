"""What is counted about PPAs: functions over rows already chosen; the page formats, nothing is kept."""
