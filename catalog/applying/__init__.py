"""The public pages on which somebody applies: before you start, one page a section, check, send, receipt."""
