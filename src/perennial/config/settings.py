"""Settings: read from the environment once. Everything has a default that works on one machine with nothing set up."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from perennial.kernel.home import secret_key
from perennial.team.oidc import providers_from, social_apps

env = Env()

HOME = Path(env.str("PERENNIAL_HOME", "var")).expanduser().resolve()
HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
DEBUG = env.bool("PERENNIAL_DEBUG", False)
HOST = env.str("HOST", "127.0.0.1")  # 0.0.0.0 listens to the whole network
PORT = env.int("PORT", 8000)
ORIGIN = env.str("PERENNIAL_ORIGIN", f"http://localhost:{PORT}").rstrip("/")


SECRET_KEY = env.str("PERENNIAL_SECRET_KEY", "") or secret_key(HOME)
# any other name is refused: a hostile page could point a name of its own at this machine. Who listens to the network without
# saying under which name has not decided on one yet.
_names = [urlsplit(ORIGIN).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
_is_nameless = HOST not in {"127.0.0.1", "localhost", "::1"} and not env.str("PERENNIAL_ORIGIN", "")
ALLOWED_HOSTS = env.list("PERENNIAL_HOSTS", ["*"] if _is_nameless else _names)
CSRF_TRUSTED_ORIGINS = [ORIGIN]
SECURE = ORIGIN.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    "lucide",
    "csp",
    "django_tasks",
    "perennial.kernel",
    "perennial.lake",
    "perennial.design",
    "perennial.team",
    "perennial.search",
    "perennial.records",
    "perennial.people",
    "perennial.timeline",
    "perennial.purchases",
    "perennial.promises",
    "perennial.connect",
    "perennial.foresight",
    "perennial.audiences",
    "perennial.today",
    "perennial.packs",
    "allauth",  # after the slices: their templates come first
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
]
MIDDLEWARE = [
    "perennial.kernel.http.middleware.HouseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "perennial.kernel.http.middleware.ReadableTextMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "perennial.team.middleware.AddressMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "perennial.team.middleware.MemberMiddleware",
]
ROOT_URLCONF = "perennial.config.urls"
ASGI_APPLICATION = "perennial.config.asgi.application"
WSGI_APPLICATION = None

_loaders = ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _loaders if DEBUG else [("perennial.design.loading.Loader", _loaders)],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "perennial.design.context.navigation",
                "perennial.team.context.workspace",
            ],
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "perennial.design.templatetags.ui",
                "perennial.design.templatetags.folded",
            ],
        },
    }
]

DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL", f"sqlite:///{HOME / 'perennial.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "perennial.kernel.sqlite"
    # WAL with synchronous=FULL: a commit that was answered survives a power cut; NORMAL does not promise that.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
            " PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
            " PRAGMA recursive_triggers=ON"  # or REPLACE would pass the triggers that keep the logs append-only
        ),
    }
else:
    # PostgreSQL takes a look at a row here and there for four times as dear as reading on, as on disks that turn, and so rather
    # reads a million customers than ten thousand of them by an index. And what a page asks is answered sooner than the further
    # processes are started that it would share the work with.
    _choices = "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0"
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", _choices)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "team.Member"
# One backend: an unknown address then costs exactly as much hashing as a wrong password.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_ADAPTER = "perennial.team.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "perennial.team.forms.SignInForm",
    "reset_password": "perennial.team.forms.ForgottenPasswordForm",
    "reset_password_from_key": "perennial.team.forms.NewPasswordForm",
    "change_password": "perennial.team.forms.ChangePasswordForm",
    "reauthenticate": "perennial.team.proofs.ProofByPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the only ways in are an invitation and the set-up page
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_ADAPTER = "perennial.team.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "perennial.team.proofs.SecondStepForm",
    "authenticate_webauthn": "perennial.team.proofs.SecondStepPasskeyForm",
    "login_webauthn": "perennial.team.proofs.PasskeySignInForm",
    "reauthenticate": "perennial.team.proofs.ProofByCodeForm",
    "reauthenticate_webauthn": "perennial.team.proofs.ProofByPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey counts as both: the device, and the finger or PIN that opens it
MFA_TOTP_TOLERANCE = 1  # clocks of telephones go wrong; each code counts once all the same
SOCIALACCOUNT_ADAPTER = "perennial.team.adapters.ProviderAdapter"
# Who vouches for members, as PERENNIAL_OIDC and its companions say; see docs/sign-in.md.
OIDC_PROVIDERS = providers_from(env, DEBUG)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": social_apps(OIDC_PROVIDERS)}}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "perennial.team.tokens.ResetTokens"  # noqa: S105
# Addresses or networks of reverse proxies whose X-Forwarded-For is believed; nobody else's is.
TRUSTED_PROXIES: list[str] = env.list("PERENNIAL_TRUSTED_PROXIES", [])

# The database, so that rate limits hold across processes; the table comes with team's migrations.
# Large enough that nobody makes it forget an attempt by making many others.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "perennial_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What every page shows and may be some seconds old: reading a page never waits for whoever writes.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}

ENGINE = env.str("PERENNIAL_ENGINE", "")  # of the lake: "" is embedded, sc://host:15002 a Spark cluster
if EMAIL_URL := env.str("EMAIL_URL", ""):
    _mail = env.dj_email_url("EMAIL_URL")
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
    EMAIL_TIMEOUT = _mail.get("EMAIL_TIMEOUT") or 10
else:
    EMAIL_BACKEND = "perennial.team.mail.FolderBackend"
EMAIL_FILE_PATH = HOME / "mail"
DEFAULT_FROM_EMAIL = env.str("PERENNIAL_MAIL_FROM", f"Perennial <perennial@{ORIGIN.split('/')[2].split(':')[0]}>")

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German")), ("ar", _("Arabic"))]
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["perennial.config.formats"]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]

FORM_RENDERER = "perennial.design.forms.Renderer"
CSRF_FAILURE_VIEW = "perennial.design.errors.csrf_failure"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": ("django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "perennial.design.statics.Statics")
    },
}
MEDIA_ROOT = HOME / "files"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SECURE:
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # the proxy that speaks TLS must set or drop it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024  # so that a form can say that a text is too long
LARGEST_UPLOAD_BYTES = env.int("PERENNIAL_MAX_UPLOAD_MB", 2048) * 1024 * 1024
LARGEST_BODY_OF_STRANGERS_BYTES = 10 * 1024 * 1024

if env.bool("PERENNIAL_TESTING", False):
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    if DATABASES["default"]["ENGINE"] == "perennial.kernel.sqlite":
        # a file as in production: in memory, the server's thread and the test's would share one connection and its transactions
        DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}

# queues: "long" is for jobs that may run for minutes; one worker thread never takes those, so that short ones do not wait
TASKS = {"default": {"BACKEND": "perennial.kernel.jobs.backend.LeaseBackend", "QUEUES": ["default", "long"]}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "perennial.kernel.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
