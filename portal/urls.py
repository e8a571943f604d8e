"""Every address of the portal. Each app brings its own ``urls``; this file only mounts them."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from portal import health, metrics
from portal.accounts.views import SignInView
from portal.onboarding.views.entry import forgotten

handler500 = "portal.errors.failed"
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.show, name="metrics"),
    path("admin/", admin.site.urls),
    path("accounts/login/", SignInView.as_view(), name="account_login"),
    path("accounts/password/reset/", forgotten, name="account_reset_password"),
    path("accounts/", include("portal.accounts.allauth_urls")),
    path("", include("portal.cockpit.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("portal.notifications.urls")),
    path("", include("portal.imports.urls")),
    path("", include("portal.onboarding.urls")),
    path("", include("enterprises.urls")),
    path("", include("stewards.changes.urls")),
    path("", include("stewards.covers.urls")),
    path("", include("stewards.integrity.urls")),
    path("", include("stewards.reports.urls")),
    path("", include("stewards.research.urls")),
    path("", include("stewards.training.urls")),
    path("", include("stewards.urls")),
    path("", include("appeals.consultations.urls")),
    path("", include("appeals.doors.urls")),
    path("", include("appeals.problems.urls")),
    path("", include("appeals.routing.urls")),
    path("", include("appeals.supervision.urls")),
    path("", include("appeals.tracking.urls")),
    path("", include("appeals.urls")),
]
