"""One checkout on one machine: everything works with nothing set."""

import os

import environ

from cms import embedded_database, logs

from . import environment
from .base import *  # noqa: F403
from .base import DATABASE_DEFAULTS, ROOT, SET_UP_STEPS

env = environ.Env()
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="development-only-not-a-secret-" + "0" * 32)
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": {**env.db_url("DATABASE_URL", default=embedded_database.url()), **DATABASE_DEFAULTS}}
WAGTAILADMIN_BASE_URL = BASE_URL = env("BASE_URL", default=f"http://localhost:{env('PORT', default='8000')}")
LOGGING = logs.settings(env("LOG_FORMAT", default="console"), env("LOG_LEVEL", default="INFO"))
STAFF_SECOND_FACTOR = env("STAFF_SECOND_FACTOR", default="optional")
SEARCH_SERVER = environment.value_of("SEARCH_URL", os.environ)
VIRUS_SCANNER = environment.value_of("VIRUS_SCANNER", os.environ)
DEMO_ALLOWED = DEV_MAIL = True
DEMO_DATA = env.bool("DEMO_DATA", default=True)  # without, a portal as empty as a new office finds it
DEV_MAIL_ROOT = ROOT / "var" / "mail"
EMAIL_BACKEND = "portal.notifications.dev_mail.EmailBackend"
SMS_URL = "console"  # kept with the mail
SET_UP_STEPS = [*SET_UP_STEPS, "demo_accounts", *(["load_demo_data"] if DEMO_DATA else [])]  # the story has people
