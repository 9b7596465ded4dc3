"""Production on this machine: its settings, with demonstration data, mail to nobody and a page to compare with."""

from cms.settings.dev import SET_UP_STEPS as DEV_SET_UP_STEPS
from cms.settings.production import *  # noqa: F403

DEMO_ALLOWED = DEMO_DATA = True
SET_UP_STEPS = DEV_SET_UP_STEPS
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
ROOT_URLCONF = "benchmarks.urls"
