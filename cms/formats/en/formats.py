"""One way to write a day on every screen: 5 Jun 2026, as offices here do."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, g:i A"
TIME_FORMAT = "g:i A"
