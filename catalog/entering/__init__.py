"""Staff enter for somebody who is at the office, or from a paper: the same pages, the same clock, the same receipt."""
