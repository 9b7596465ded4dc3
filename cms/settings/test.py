"""The tests: fast, silent, the same every time."""

from .dev import *  # noqa: F403
from .dev import CACHES, DATABASES

DEBUG = DEMO_DATA = False
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # demonstration accounts are written with it
]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
COUNTS_WRITTEN_EVERY = None  # a test writes them itself
DATABASES["default"]["TEST"] = {"TEMPLATE": "template0"}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
DATABASES["default"]["CONN_MAX_AGE"] = 0
CACHES = {**CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SEARCH_SERVER = None
VIRUS_SCANNER = "none"
SMS_URL = "none"  # a test that sends one sets "console" and finds it among the mails
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_MAIL_SENDER = "portal.accounts.mail.send_now"  # so that a test reads in the request what was sent by it
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
