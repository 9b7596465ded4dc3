"""What a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from cms import embedded_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
embedded_database.join_by_default()
application = get_wsgi_application()
