"""What must be seen to about PPAs: the rules of ``settings.ALERT_RULES`` for this room (planning definitions 3.20)."""
