"""What every action shares."""


class ActionRefused(Exception):
    """A rule or a right forbids this act now. The message is one plain sentence for the person who tried."""
