"""How many of each form are taken. An office, a village or a mobile network shares one address, so limits are wide."""

from portal.core.abuse import Guard

START = Guard("applications.start", "60/h/ip,600/h/key")
"""The subject is the service."""

SEND = Guard("applications.send", "40/h/ip,400/h/key")
"""The subject is the service."""

RECIPIENT = Guard("applications.recipient", "30/d/key")
"""Receipts to one address or number, which a leader may give for many people."""

MAIL = Guard("applications.mail", "10/h/ip,3/h/key")
"""Links to drafts; the subject is the address."""

RESUME = Guard("applications.resume", "20/h/ip")
"""Wrong tries of a code."""
