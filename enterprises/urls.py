from django.urls import path

from . import views

app_name = "enterprises"

urlpatterns = [
    path("enterprises/", views.registry.enterprise_list, name="list"),
    path("enterprises/export/", views.registry.enterprise_export, name="export"),
    path("enterprises/<uscc:uscc>/", views.registry.enterprise_detail, name="detail"),
]
