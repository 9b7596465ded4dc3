"""The budget justification of a PPA: written on a page of its own, read on the PPA's page, printed as PDF."""
