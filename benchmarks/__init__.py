"""Measurements of the portal as it is set up on this machine: ``make bench``."""
