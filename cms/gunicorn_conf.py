"""How the web processes run: ``gunicorn -c python:cms.gunicorn_conf cms.wsgi``."""

import os
import signal

from django.conf import settings

from cms.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = int(os.environ.get("GRACEFUL_SECONDS", "30"))
max_requests, max_requests_jitter = 10_000, 1_000
control_socket_disable = True  # one in the home folder would be shared by all checkouts
accesslog = None  # cms.logs.RequestLog logs requests, without addresses and queries
# Read here, in the first process, so that a setting that is wrong stops the start instead of every worker in turn.
logconfig_dict = {
    **settings.LOGGING,
    "loggers": {
        **settings.LOGGING["loggers"],
        "gunicorn.error": {"handlers": [], "propagate": True},
        "gunicorn.access": {"handlers": ["null"], "propagate": False},
    },
}


def post_fork(_arbiter: object, _worker: object) -> None:
    """A worker ends with its first process, even with one that was killed."""
    end_with_parent(signal.SIGTERM)
