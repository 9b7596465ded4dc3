"""What people are told about PPAs and ceilings.

None holds a reason; each leads to the row, which opens for its readers.
"""
