"""Accounts, sign-in and the headers every answer carries."""

from django import VERSION as DJANGO_VERSION

# Accounts. Rooms list here what their roles may do, and the demonstration accounts they add.

ROLE_PERMISSIONS = [
    "portal.accounts.permissions.ROLE_PERMISSIONS",
    "portal.notifications.permissions.ROLE_PERMISSIONS",
    "portal.activity.permissions.ROLE_PERMISSIONS",
    "portal.organizations.permissions.ROLE_PERMISSIONS",
    "portal.communities.permissions.ROLE_PERMISSIONS",
    "portal.evidence.permissions.ROLE_PERMISSIONS",
    "portal.needs.permissions.ROLE_PERMISSIONS",
    "portal.policies.permissions.ROLE_PERMISSIONS",
    "portal.monitoring.permissions.ROLE_PERMISSIONS",
    "portal.engagement.permissions.ROLE_PERMISSIONS",
    "search.permissions.ROLE_PERMISSIONS",
    "catalog.permissions.ROLE_PERMISSIONS",
    "cms.permissions.ROLE_PERMISSIONS",
]
DEMO_ALLOWED = False
DEMO_ACCOUNT_SOURCES = [
    "cms.demo_accounts.office_accounts",
    "portal.organizations.demo.mao_accounts",
    "portal.communities.demo.representative_accounts",
]
AUDIT_RECORDER = "portal.activity.record"
ACCOUNT_MAIL_SENDER = "portal.notifications.account_mail.send_account_mail"

AUTHENTICATION_BACKENDS = ["portal.accounts.backends.PortalBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 60 * 60

LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"  # for who has no place of work
PLACES_OF_WORK = [
    ("portal.accounts.permissions.can_open_admin", "wagtailadmin_home"),
    ("portal.communities.permissions.can_open_dashboard", "communities:dashboard"),
]
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "portal.accounts.sign_in_forms.SignInForm",
    "reset_password": "portal.accounts.sign_in_forms.ForgottenPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation reaches the address or nobody
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip,600/h/ip",  # generous: a whole office shares an address
    "login_failed": "10/15m/key",  # strict, for each account: portal/accounts/throttle.py
    "reauthenticate": "10/15m/user",
    "change_password": "10/15m/user",
    "reset_password": "30/m/ip,5/h/key",
    "signup": "30/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # X-Forwarded-For is anybody's to write, unless proxies of ours are counted here

MFA_ADAPTER = "portal.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "OOBC Portal"
MFA_TOTP_TOLERANCE = 1  # telephones whose clock is half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True
STAFF_SECOND_FACTOR = "required"

WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

# Private uploads: functions ``(user) -> Q`` that say which files a person may read besides their own fresh ones.

PRIVATE_FILE_RULES = [
    "portal.organizations.permissions.appointment_papers",
    "portal.communities.representing.files.papers_of_requests",
    "portal.evidence.permissions.evidence_files",
    "catalog.applications.papers.papers_of_own_office",
    "portal.needs.files.files_of_needs",
    "portal.monitoring.files.papers_of_stages",
]
# Nobody opens a private file before this scanner let it pass: "none", or the address of one of these kinds.
VIRUS_SCANNER = "none"
VIRUS_SCANNERS = {"clamav": "portal.core.uploads.clamav.Clamd"}

# Headers

PUBLIC_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
# The back office shows drafts in a frame, through the public templates.
PREVIEW_POLICY = {**PUBLIC_POLICY, "frame-ancestors": ["'self'"]}
# Wagtail's own pages hold inline scripts and styles.
ADMIN_POLICY = {
    **PREVIEW_POLICY,
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "base-uri": ["'self'"],
}
if DJANGO_VERSION < (6, 0):
    CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_POLICY}
    CSP_MIDDLEWARE = "csp.middleware.CSPMiddleware"
else:
    SECURE_CSP = PUBLIC_POLICY
    CSP_MIDDLEWARE = "django.middleware.csp.ContentSecurityPolicyMiddleware"

PERMISSIONS_POLICY: dict[str, list[str]] = {
    "accelerometer": [],
    "autoplay": [],
    "browsing-topics": [],
    "camera": [],
    "display-capture": [],
    "encrypted-media": [],
    "fullscreen": [],
    "geolocation": [],
    "gyroscope": [],
    "magnetometer": [],
    "microphone": [],
    "midi": [],
    "payment": [],
    "usb": [],
    "xr-spatial-tracking": [],
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
