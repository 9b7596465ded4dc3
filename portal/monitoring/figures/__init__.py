"""What is counted of PPAs: functions over querysets that are already scoped. Arithmetic stands in ``formulas``."""
