from portal.core.actions import ActionRefused


class UploadRefused(ActionRefused):
    """This file is not taken. The message says why, and what the person can do."""
