"""An installation for the public: everything from the environment, nothing by default that could be wrong.

``environment.TABLE`` is the list of what is read.
"""

import os

from cms import logs

from . import environment
from .base import *  # noqa: F403
from .base import CACHES, DATABASE_DEFAULTS, STORAGES

_environment = environment.read(os.environ)

DEBUG = False
DEMO_ALLOWED = False
SECRET_KEY = _environment["SECRET_KEY"]
ALLOWED_HOSTS = _environment["ALLOWED_HOSTS"]
WAGTAILADMIN_BASE_URL = BASE_URL = _environment["BASE_URL"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ALLAUTH_TRUSTED_PROXY_COUNT = _environment["TRUSTED_PROXY_COUNT"]
STAFF_SECOND_FACTOR = _environment["STAFF_SECOND_FACTOR"]
VIRUS_SCANNER = _environment["VIRUS_SCANNER"]

DATABASES = {"default": {**_environment["DATABASE_URL"], **DATABASE_DEFAULTS}}
DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5, **DATABASES["default"].get("OPTIONS", {})}
if _environment["CACHE_URL"]:
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _environment["CACHE_URL"],
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
SEARCH_SERVER = _environment["SEARCH_URL"]
for _alias, _bucket in {
    "default": _environment["MEDIA_URL_S3"],
    "private": _environment["PRIVATE_MEDIA_URL_S3"],
}.items():
    if _bucket:
        STORAGES[_alias] = {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": _bucket["bucket"],
                "region_name": _bucket.get("region"),
                "endpoint_url": _bucket.get("endpoint"),
                "file_overwrite": False,
            },
        }
locals().update(_environment["EMAIL_URL"])
EMAIL_TIMEOUT = 10
SMS_URL = _environment["SMS_URL"]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _environment["MAIL_FROM"]

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # browsers' preload lists are the domain owner's decision, and hard to undo
if _environment["TRUST_FORWARDED_PROTO"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"

LOGGING = logs.settings("json", _environment["LOG_LEVEL"])
