"""“I speak for this community”: the public form of somebody without an account, and the desk that verifies it."""
