#!/usr/bin/env python
"""Django's command line for the portal."""

import gc
import os
import sys

from cms import embedded_database


def main() -> None:
    # Else a quarter of the time of migrations goes into looking for garbage where there is next to none.
    gc.set_threshold(100_000, 20, 20)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    from django.core.management import execute_from_command_line  # after the settings are named

    embedded_database.join_by_default()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
