"""One checkout on one machine: everything works with nothing set."""

import environ

from cms import embedded_database

from .base import *  # noqa: F403

env = environ.Env()
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="development-only-not-a-secret-" + "0" * 32)
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": env.db_url("DATABASE_URL", default=embedded_database.url())}
WAGTAILADMIN_BASE_URL = env("BASE_URL", default="http://localhost:8000")
STAFF_SECOND_FACTOR = env("STAFF_SECOND_FACTOR", default="optional")
DEMO_ALLOWED = True
