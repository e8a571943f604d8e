"""The one settings file. Everything that differs between installations comes from typed environment variables.

``docs/operations.md`` lists them. Without ``DATABASE_URL`` the portal runs its *embedded* form: PostgreSQL and Valkey
out of wheels, a secret key made on first use, and (unless ``DEMO=0``) the demo sign-in.
"""

import logging
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal import logs
from portal.beat import beat_schedule
from portal.embedded.layout import Layout, home_of
from portal.embedded.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# --- Which form: embedded or installed -------------------------------------------------------------------------------
EMBEDDED_POSTGRES = not env.str("DATABASE_URL", default="")
EMBEDDED_VALKEY = not env.str("REDIS_URL", default="")
EMBEDDED = EMBEDDED_POSTGRES
VAR_DIR = home_of(BASE_DIR)
EMBEDDED_LAYOUT = Layout(VAR_DIR, env.str("EMBEDDED_CLUSTER", default="main"))
#: Where this database's marks of life and backups stand; another embedded cluster has its own.
OWN_DIR = EMBEDDED_LAYOUT.root if EMBEDDED else VAR_DIR
MARKS_DIR = OWN_DIR / "marks"
BACKUP_DIR = env.path("BACKUP_DIR", default=str(OWN_DIR / "backups"))
#: A file that the worker touches while it is alive, for the health check of a container.
WORKER_ALIVE_FILE = env.str("WORKER_ALIVE_FILE", default="")
#: The bearer token of /metrics; without one it is off.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

DEBUG = env.bool("DEBUG", default=False)
#: Demo mode lists the demo accounts on the sign-in page and lets the demo city be seeded.
DEMO = env.bool("DEMO", default=EMBEDDED)
#: Whether people reach the portal over HTTPS (TLS ends at the proxy in front of it).
HTTPS = env.bool("HTTPS", default=not EMBEDDED)

if EMBEDDED:
    SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(VAR_DIR / "secret_key")
else:
    SECRET_KEY = env.str("SECRET_KEY")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
        raise ImproperlyConfigured("SECRET_KEY must be a random text of at least 50 characters.")

LOCAL_HOSTS = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS) if EMBEDDED else env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
#: How many reverse proxies stand in front; the client's address is that many hops from the right.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
#: The address people use, for links in messages sent outside a request.
SITE_URL = (
    env.str("SITE_URL", default="http://127.0.0.1:8000" if EMBEDDED else None) if EMBEDDED else env.str("SITE_URL")
)

# --- Applications ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal.embedded",
    "portal.operations",
    "portal.common",
    "portal.places",
    "portal.accounts",
    "portal.notifications",
    "portal.imports",
    "portal.onboarding",
    "portal.cockpit",
    "enterprises",
    "stewards",
    "stewards.changes",
    "stewards.covers",
    "stewards.integrity",
    "stewards.reports",
    "stewards.research",
    "stewards.training",
    "policies",
    "appeals",
    "appeals.consultations",
    "appeals.doors",
    "appeals.problems",
    "appeals.routing",
    "appeals.supervision",
    "appeals.tracking",
    "assessments",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tables2",
    "guardian",
    "ninja",  # the files of its documentation page; without this it would load them from elsewhere
    "simple_history",
]

MIDDLEWARE = [
    "portal.operations.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.operations.middleware.ProbeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "portal.operations.shedding.SheddingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.middleware.PersonLanguageMiddleware",
    "portal.accounts.middleware.ActingMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "portal.onboarding.middleware.LastSeenMiddleware",
]

#: Seconds that a request may wait for a thread of the web process before it is told to come again; 0 is for ever.
WEB_PATIENCE = env.float("WEB_PATIENCE", default=1.0)

if METRICS_TOKEN:
    MIDDLEWARE = [
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.cockpit.context.shell",
            ],
        },
    },
]

# --- Database, sessions ----------------------------------------------------------------------------------------------
if EMBEDDED_POSTGRES:
    DATABASES = {
        "default": {
            "ENGINE": "portal.embedded.postgresql",
            "NAME": "portal",
            "USER": "portal",
            "HOST": str(EMBEDDED_LAYOUT.run("postgres")),
            "PORT": "5432",
        }
    }
else:
    DATABASES = {"default": env.db("DATABASE_URL")}

#: Connections of one web process; 0 is no pool (commands and workers, which hold one connection each).
DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", default=0)
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "connect_timeout": 5}
if DATABASE_POOL_SIZE:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": DATABASE_POOL_SIZE,
        "timeout": 3,  # while the database is away, a page says so soon
        "reconnect_timeout": 3,  # and no long pause is left to wait for when it is back
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a restarted database costs nobody a page

#: What a migration may wait for a lock, and how long one statement of it may take; see docs/operations.md.
MIGRATION_LOCK_TIMEOUT = env.str("MIGRATION_LOCK_TIMEOUT", default="5s")
MIGRATION_STATEMENT_TIMEOUT = env.str("MIGRATION_STATEMENT_TIMEOUT", default="15min")

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600

# --- Cache and queue -------------------------------------------------------------------------------------------------
if EMBEDDED_VALKEY:
    VALKEY_SOCKET = str(EMBEDDED_LAYOUT.run("valkey") / "valkey.sock")
    CACHE_URL, CELERY_BROKER_URL = f"unix://{VALKEY_SOCKET}?db=1", f"redis+socket://{VALKEY_SOCKET}"
else:
    CELERY_BROKER_URL = env.str("REDIS_URL")
    CACHE_URL = env.str("CACHE_URL", default=CELERY_BROKER_URL)

CACHES = {
    "default": {
        "BACKEND": "portal.cache.FailOpenRedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)},
    }
}

# PostgreSQL is the queue of record; Redis only wakes the workers. See docs/decisions.md.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # however long Redis is away, the worker waits for it
CELERY_BROKER_CONNECTION_TIMEOUT = 4
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 4,
    "socket_connect_timeout": 4,
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # in KB: a child that imported a city goes when it is done
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BEAT_SCHEDULER = "portal.operations.beat.MarkingScheduler"
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE = beat_schedule()

# --- Sign-in ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "portal.accounts.backends.NameOrPhoneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "enterprises.backends.DatedObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
FORM_RENDERER = "portal.common.form_renderer.Renderer"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # our dated backend is a subclass of guardian's
ANONYMOUS_USER_NAME = None  # django-guardian: no row for people who are not signed in
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "portal.onboarding.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "portal.onboarding.forms.SignInForm"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_SESSION_REMEMBER = False
#: Sign-in is limited by portal.onboarding.limits, in the database and never by the network address alone.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# --- Language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = (OWN_DIR if EMBEDDED_LAYOUT.cluster != "main" else VAR_DIR) / "media"
STORAGES = {
    "default": {"BACKEND": "portal.common.uploads.WholeFileStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
#: An appeal takes ten attachments of 20 MB; the proxy's limit on a request must be a little more than their sum.
ATTACHMENTS_MAX = 10
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = ATTACHMENTS_MAX + 2
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # without the files, which go to temporary files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "portal.common.uploads.RoomyUploadHandler",
]

# --- E-mail ----------------------------------------------------------------------------------------------------------
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
vars().update(env.email("EMAIL_URL", default="filemail://") if EMBEDDED else env.email("EMAIL_URL"))
EMAIL_FILE_PATH = EMAIL_FILE_PATH or str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- The department mailbox ------------------------------------------------------------------------------------------
#: Without a host there is no mailbox. ``MAILBOX_TLS``: ``tls``, ``starttls`` or ``none``.
MAILBOX_HOST = env.str("MAILBOX_HOST", default="")
MAILBOX_TLS = env.str("MAILBOX_TLS", default="tls")
if MAILBOX_TLS not in ("tls", "starttls", "none"):
    raise ImproperlyConfigured("MAILBOX_TLS is tls, starttls or none.")
MAILBOX_PORT = env.int("MAILBOX_PORT", default=993 if MAILBOX_TLS == "tls" else 143)
MAILBOX_USER = env.str("MAILBOX_USER", default="")
MAILBOX_PASSWORD = env.str("MAILBOX_PASSWORD", default="")
MAILBOX_FOLDER = env.str("MAILBOX_FOLDER", default="INBOX")
#: Our own mail server as it names itself in Authentication-Results; then only senders that it confirms are believed.
MAILBOX_AUTHSERV_ID = env.str("MAILBOX_AUTHSERV_ID", default="")

# --- Text messages ---------------------------------------------------------------------------------------------------
#: ``console://`` writes a masked log line; ``https://…`` is a provider (portal.onboarding.sms.http says what it gets).
SMS_URL = env.str("SMS_URL", default="console://")
SMS_KEY = env.str("SMS_KEY", default="")
SMS_SECRET = env.str("SMS_SECRET", default="")
#: In front of every text message, as providers in China ask for it: "【上海服务包】".
SMS_SIGNATURE = env.str("SMS_SIGNATURE", default="")

# --- Headers ---------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "frame-src": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
PERMISSIONS_POLICY = {
    feature: [] for feature in ("camera", "microphone", "payment", "usb", "display-capture", "browsing-topics")
} | {"geolocation": "self"}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True  # the token reaches htmx through a header attribute, not the cookie
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- History, tables, logs -------------------------------------------------------------------------------------------
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_DATE_INDEX = "Composite"
SIMPLE_HISTORY_REVERT_DISABLED = True
FILTERS_EMPTY_CHOICE_LABEL = gettext_lazy("All")
DJANGO_TABLES2_TEMPLATE = "ui/table.html"
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True  # checked, or made, by RequestIdMiddleware
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # RequestIdMiddleware knows how many proxies are trusted
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # one line for a request: when it has been answered
LOGGING = logs.configuration(level=env.str("LOG_LEVEL", default="INFO"))
logs.configure()
