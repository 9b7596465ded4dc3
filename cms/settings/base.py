"""Settings that hold everywhere. What differs stands in dev, test and production."""

import logging
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from django import VERSION as DJANGO_VERSION
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from .security import *  # noqa: F403
from .security import CSP_MIDDLEWARE

ROOT = Path(__file__).resolve().parent.parent.parent

LANG_INFO["fil"] = {"bidi": False, "code": "fil", "name": "Filipino", "name_local": "Filipino"}

INSTALLED_APPS = [
    "cms",
    "catalog",
    "portal.engagement",
    "portal.monitoring",
    "portal.policies",
    "portal.needs",
    "portal.evidence",
    "portal.communities",
    "portal.organizations",
    "search",
    "portal.activity",
    "portal.notifications",
    "portal.geography",
    "portal.accounts",
    "portal.core",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.accounts.wagtail_users.PortalUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "wagtail_modeladmin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "django_cotton.apps.SimpleAppConfig",
    "phonenumber_field",
    "pghistory",
    "pgtrigger",
    "django.contrib.admin",  # wagtail_modeladmin needs the app; its URLs are never mounted
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "cms.health.Health",
    "cms.logs.RequestLog",
    "cms.security.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    CSP_MIDDLEWARE,
    "cms.security.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.maintenance.MaintenanceMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "catalog.counting.ViewCounter",
    "cms.caching.PublicPageCache",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.accounts.middleware.StaffSecondFactorMiddleware",
    "cms.back_office.Doors",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"  # the moment of the change, not of its transaction

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
if DJANGO_VERSION < (6, 0):
    FORMS_URLFIELD_ASSUME_HTTPS = True  # as from Django 6 on
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]
COTTON_DIR = "components"

# For every database: one connection a thread, asked whether it still lives before a request uses it again.
DATABASE_DEFAULTS = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
# Shared by all processes; CACHE_URL puts Redis in its place. Our own limits on tries do not stand in it, but in a table
# (portal/core/limits.py). Those of allauth do, and none is lost while fewer than MAX_ENTRIES count.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Public pages as text, in each process: their key holds the content version, so none is ever stale.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
    # Figures of money and results, in each process: their key holds the marks of all changes.
    "figures": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "figures",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

AUTH_USER_MODEL = "accounts.User"

CSRF_FAILURE_VIEW = "cms.views.csrf_failure"

# Addresses whose answers are for one person or about the machine: never kept as public pages.
NEVER_PUBLIC_PREFIXES = ("/admin/", "/accounts/", "/dev/", "/health/", "/static/", "/media/")
MAINTENANCE = False
DEMO_DATA = False
HOME_SECTIONS = [
    "catalog.public.topics_section",
    "catalog.public.following_section",
    "catalog.public.latest_section",
    "portal.policies.public.home.recommendations_section",
    "portal.monitoring.public.home.money_section",
]

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("fil", _("Filipino"))]
FORMAT_MODULE_PATH = ["cms.formats"]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Manila"

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "var" / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = ROOT / "var" / "media"
PRIVATE_MEDIA_ROOT = ROOT / "var" / "private"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_MEDIA_ROOT, "base_url": None, "file_permissions_mode": 0o600},
    },
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PHONENUMBER_DEFAULT_REGION = "PH"
REFERENCE_LOADERS = [  # what load_reference_data loads, in this order; the rule stands in portal/core/loading.py
    "portal.core.reference_data.load",
    "portal.geography.reference_data.load",
    "portal.communities.reference_data.load",
    "portal.organizations.loaders.load_organizations",
    "portal.monitoring.indicators.load",
    "portal.monitoring.appropriations.load",
    "portal.monitoring.calendar.load",
    "portal.policies.recommendations.load",
    "portal.policies.moderation.load",
    "search.loaders.load_vocabulary",
    "portal.needs.summaries.loaders.load_moderation",
    "catalog.loaders.load_moderation",
    "catalog.loaders.load_refusal_reasons",
    "catalog.privacy_notices.loaders.load_privacy_notice",
    "cms.initial_pages.load",
    "cms.permissions.load",
]
DEMO_LOADERS = [  # what load_demo_data loads, in this order; each may run again
    "portal.communities.demo.load_demo_communities",
    "portal.evidence.demo.load_demo_evidence",
    "catalog.loaders.load_offerings",
    "catalog.demo.load",
    "catalog.form_builder.demo.load",
    "catalog.applications.demo.load",
    "portal.communities.demo.load_many",
    "portal.needs.demo.load",
    "portal.monitoring.demo.load",
    "portal.needs.summaries.demo.load",
    "portal.needs.attaching.demo.load",
    "portal.needs.comments_demo.load",
    "portal.engagement.demo.load",
    "portal.monitoring.demo.load_recommended",
    "portal.monitoring.demo.load_heard",
]
# Sweeps the worker runs: dotted path, how often or at what hour in the office's time, and when it is worth it.
SCHEDULE: list[tuple[Any, ...]] = [
    (
        "portal.notifications.outbox.send_due",
        timedelta(seconds=5),
        "portal.notifications.outbox.something_is_due",
    ),
    (
        "portal.core.background.stuck_tasks.recover",
        timedelta(seconds=20),
        "portal.core.background.stuck_tasks.something_is_lost",
    ),
    (
        "portal.core.background.publishing.publish_scheduled",
        timedelta(minutes=1),
        "portal.core.background.publishing.something_is_due",
    ),
    (
        "portal.core.uploads.scanning.scan_waiting",
        timedelta(minutes=1),
        "portal.core.uploads.scanning.something_waits",
    ),
    (
        "portal.core.uploads.storing.delete_discarded",
        timedelta(minutes=1),
        "portal.core.uploads.storing.something_is_discarded",
    ),
    ("portal.core.uploads.storing.forget_unused", time(3, 20)),
    ("portal.core.limits.forget_ended", timedelta(hours=1)),
    ("portal.evidence.sweeps.read_waiting", timedelta(minutes=1), "portal.evidence.sweeps.something_waits"),
    ("portal.monitoring.sweeps.needs_catch_up_with_ppas", timedelta(minutes=10)),
    ("portal.monitoring.figures.kept.fold", timedelta(minutes=1), "portal.monitoring.figures.kept.many_marks"),
    ("catalog.applications.retention.drop_expired_drafts", time(1, 10)),
    ("catalog.applications.retention.erase_old_files", time(1, 20)),
    ("catalog.applications.retention.anonymize_old_cases", time(1, 30)),
    ("portal.communities.representing.retention.forget_old_requests", time(1, 35)),
    ("portal.needs.retention.forget_old_submitters", time(1, 40)),
    ("portal.needs.retention.forget_old_files", time(1, 42)),
    ("portal.notifications.forgetting.forget_old_messages", time(1, 40)),
    ("portal.core.background.housekeeping.update_search_index", time(2, 10)),
    ("portal.core.background.housekeeping.clear_sessions", time(2, 40)),
    ("portal.core.background.housekeeping.prune_task_results", time(2, 50)),
    ("catalog.counting.sum_old_days", time(3, 0)),
    ("catalog.overlaps.find_overlaps", time(3, 10)),
    ("catalog.applications.through_portal.count_services", time(3, 20)),
    ("catalog.upkeep.remind_of_due_checks", time(6, 0)),
    # In the morning, as these send SMS: first what closes, then the clock, then what is due today.
    ("catalog.applications.sweeps.close_unanswered", time(7, 30)),
    ("catalog.applications.sweeps.resume_clocks", time(7, 35)),
    ("catalog.applications.sweeps.remind_offices", time(7, 40)),
    ("portal.needs.sweeps.resume_clocks", time(7, 45)),
    ("portal.needs.sweeps.bring_back", time(7, 50)),
    ("portal.needs.sweeps.tell_of_late_reviews", time(7, 55)),
    ("portal.needs.forwarding.sweeps.remind_offices", time(7, 57)),
    ("portal.policies.sweeps.remind_of_milestones", time(7, 58)),
    ("catalog.applications.sweeps.remind_of_questions", time(8, 0)),
    ("catalog.applications.sweeps.remind_of_drafts", time(8, 10)),
    ("portal.notifications.alerts.sweep", timedelta(hours=1)),
    ("portal.notifications.digest.send_daily_mails", time(8, 15)),
    ("catalog.menu.making.tidy", timedelta(minutes=5), "catalog.menu.making.is_untidy"),
    ("search.sweeps.refresh_all", time(2, 20)),
    ("search.sweeps.forget_old_searches", time(2, 30)),
    ("search.sweeps.mend_server", timedelta(minutes=1), "search.sweeps.server_differs"),
]
# How long personal data is kept. Drafts count from when they were last saved, files and cases from their closing,
# requests to represent a community from their answer (from their receipt where nobody answered).
RETENTION = {
    "drafts": timedelta(days=30),
    "files": timedelta(days=183),
    "cases": timedelta(days=730),
    "messages": timedelta(days=365),
    "representation_requests": timedelta(days=183),
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
COUNTS_WRITTEN_EVERY: timedelta | None = timedelta(seconds=10)  # what a killed process loses; catalog/counting.py
DEFAULT_FROM_EMAIL = SERVER_EMAIL = "OOBC Portal <noreply@localhost>"
EMAIL_TIMEOUT = 10
OUTBOX_HOURLY_LIMIT = 30  # messages to one address
SMS_URL = "none"
DRAFT_REMINDER_DAYS = 7  # an application that was begun and left so long is reminded of, once
EDITABLE_MESSAGES = [  # whose words staff may change
    "catalog.applications.notifications.editable.MESSAGES",
    "portal.needs.notifications.editable.MESSAGES",
]
OBJECTION_WITHIN_WORKING_DAYS = 15  # after a refusal; catalog/applications/answering.py
DEV_MAIL = False

# What `manage.py set_up` does, in this order: command lines of manage.py.
SET_UP_STEPS = [
    "translations compile",
    "migrate --no-input",
    "createcachetable",
    "collectstatic --no-input",
    "load_reference_data",
]

DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO

WAGTAIL_SITE_NAME = "OOBC Portal"
WAGTAIL_USER_TIME_ZONES = ["Asia/Manila"]
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English")]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_BANNER = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"},
}
WAGTAILIMAGES_IMAGE_MODEL = "core.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.PortalDocument"
DATED_ROLE_SOURCES = ["portal.organizations.scope.roles_in_force", "portal.communities.scope.roles_in_force"]
SEARCH_INDEXES = [
    "catalog.search_index.SERVICES",
    "portal.evidence.search_index.EVIDENCE",
    "portal.needs.search_index.NEEDS",
    "portal.policies.search_index.RECOMMENDATIONS",
    "portal.monitoring.search_index.PROGRAMS",
]
SEARCH_SERVER: dict[str, str] | None = None  # SEARCH_URL names one; without it PostgreSQL alone answers
SEARCH_VOCABULARY = ROOT / "catalog" / "data" / "vocabulary.json"
# What staff see of a change before they make it; check.json is left out, so that nobody tunes for it.
SEARCH_JUDGED_QUERIES = [ROOT / "catalog" / "data" / "judged" / name for name in ("development.json", "tuning.json")]
STAFF_HOME_SECTIONS = [
    "portal.needs.summaries.waiting.summaries_waiting",
    "catalog.desk.waiting.applications_waiting",
    "portal.needs.desk.waiting.needs_waiting",
    "portal.needs.forwarding.waiting.forwardings_waiting",
    "portal.monitoring.waiting.ppas_waiting",
    "portal.policies.waiting.policies_waiting",
    "portal.activity.comments.waiting.comments_waiting",
    "portal.monitoring.results.waiting.results_waiting",
    "portal.engagement.waiting.follow_ups_waiting",
    "portal.monitoring.stages.section.stages_waiting",
    "portal.policies.milestones.waiting.milestones_waiting",
    "portal.policies.resting.waiting.evidence_waiting",
    "catalog.waiting.services_waiting",
    "catalog.waiting.forms_waiting",
    "portal.communities.representing.waiting.requests_waiting",
]

# Pages across rooms: each function named here brings a section.
ORGANIZATION_SECTIONS = [
    "portal.organizations.profile.facts",
    "portal.organizations.profile.contacts",
    "portal.organizations.profile.focal_persons",
    "portal.organizations.profile.members",
    "portal.organizations.profile.offices",
]
EVIDENCE_SECTIONS = [
    "portal.needs.attaching.section.used_by_section",
    "portal.engagement.attaching.used_by_section",
    "portal.monitoring.attaching.used_by_section",
    "portal.policies.resting.sections.used_by_section",
]
NEED_SECTIONS = [  # what other parts add to the staff page of a need
    "portal.needs.summaries.section.summary_section",
    "portal.monitoring.linking.sections.ppas_section",
    "portal.policies.resting.sections.recommendations_of",
    "portal.needs.forwarding.sections.forwardings_section",
    "portal.needs.attaching.section.evidence_section",
    "portal.needs.comments.staff_section",
]
PUBLIC_NEED_SECTIONS = [  # what the public reads besides of a need
    "portal.policies.public.needs.policies_section",
    "portal.monitoring.public_needs.ppas_section",
]
PUBLIC_PPA_SECTIONS = [  # and of a PPA
    "portal.monitoring.public.policies.policies_section",
    "catalog.services_of_ppa.public_section",
]
ASSESSMENT_SECTIONS = [
    "portal.needs.assessments.profile.facts",
    "portal.needs.assessments.profile.team",
    "portal.needs.assessments.profile.findings",
    "portal.needs.attaching.section.evidence_section",
    "portal.needs.assessments.profile.needs",
    "portal.policies.resting.sections.recommendations_of",
]
POLICY_SECTIONS: list[str] = [  # what other parts and rooms add to the staff page of a recommendation
    "portal.monitoring.tagging.sections.money_section",
    "portal.policies.milestones.section.milestones_section",
    "portal.policies.impacts.section.impacts_section",
    "portal.policies.resting.sections.evidence_section",
    "portal.policies.resting.sections.related_section",
    "portal.policies.resting.sections.documents_section",
    "portal.policies.desk.brief.brief_section",
]
PUBLIC_POLICY_SECTIONS = [  # and to its public page
    "portal.monitoring.public.policies.money_section",
    "portal.monitoring.public.policies.results_section",
]
POLICY_MONEY = "portal.monitoring.public.policies.money_of"  # what the public is told of its money
POLICY_PROGRAMS = "portal.monitoring.public.policies.programs_of"  # and of the PPAs that carry it
PPA_SECTIONS = [
    "portal.monitoring.linking.sections.needs_section",
    "portal.monitoring.tagging.sections.policies_section",
    "portal.monitoring.justification.section.justification_section",
    "portal.monitoring.money.section.money_section",
    "portal.monitoring.stages.section.stages_section",
    "portal.monitoring.updates.section.progress_section",
    "portal.monitoring.results.section.results_section",
    "portal.monitoring.costs.section.cost_section",
    "portal.monitoring.attaching.evidence_section",
    "portal.monitoring.results.section.lessons_section",
    "catalog.desk.ppa_section.services_of_ppa",
    "portal.monitoring.comments.staff_section",
]
COMMUNITY_SECTIONS = [  # what waits for the person first
    "portal.needs.community.waiting_section",
    "portal.needs.community.needs_section",
    "portal.monitoring.community.ppas_section",
    "portal.monitoring.feedback.programs_section",
    "portal.policies.community.policies_section",
    "portal.notifications.community.notices_section",
    "catalog.applications.community.applications_section",
    "catalog.community.services_section",
    "portal.engagement.community.consultations_section",
    "portal.communities.own.known_section",
]
COMMUNITY_PROFILE_SECTIONS = [
    "portal.communities.profile.facts",
    "portal.communities.profile.figures",
    "portal.communities.profile.access",
    "portal.communities.profile.representatives",
]
PERSONS_PERMISSION = "catalog.erase_serviceapplication"  # who answers requests of persons about their data
PERSON_SOURCES = [  # what each room finds, hands out and erases for them
    "catalog.applications.persons.ApplicationPersons",
    "portal.needs.persons.NeedPersons",
    "portal.activity.comments.persons.CommentPersons",
    "portal.engagement.persons.EngagementPersons",
    "portal.communities.representing.persons.RequestPersons",
    "portal.communities.representing.persons.AccountPersons",  # last: the others know people by their account
]
COMMENT_TARGETS = [  # where people may comment, and who
    "portal.needs.comments.NeedComments",
    "portal.needs.comments.PublicNeedComments",
    "portal.monitoring.comments.PPAComments",
    "portal.policies.comments.PolicyComments",
]
ALERT_RULES = [  # what must be seen to; portal/notifications/alert_rules.py
    "portal.monitoring.alerts.ceilings.CeilingFull",
    "portal.monitoring.alerts.money.ObligatedTooMuch",
    "portal.monitoring.alerts.money.MoneyLapses",
    "portal.monitoring.alerts.progress.SlippageReached",
    "portal.monitoring.alerts.progress.UpdateLate",
    "portal.monitoring.alerts.progress.UpdateDue",
    "portal.monitoring.alerts.progress.FollowUpDue",
    "portal.monitoring.alerts.results.IndicatorNotReported",
    "portal.monitoring.alerts.assessments.AssessmentUnaddressed",
    "portal.monitoring.alerts.policies.PolicyUnfunded",
    "portal.monitoring.alerts.policies.PolicyUnderfunded",
    "portal.monitoring.alerts.policies.MilestoneLate",
]
