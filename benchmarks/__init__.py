"""Measurements, each with its bar, in a database of their own: ``make bench``, or ``make bench PARTS="phone"``."""
