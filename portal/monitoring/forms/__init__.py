"""What the screens of PPAs ask: the draft, each act, and a change of what was approved."""
