#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    from django.core.management import execute_from_command_line

    if not os.environ.get("DATABASE_URL"):
        from cms import embedded_database

        embedded_database.join()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
