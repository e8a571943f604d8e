from django.urls import path

from . import views

app_name = "enterprises"

urlpatterns = [
    path("enterprises/", views.enterprise_list, name="list"),
    path("enterprises/export/", views.enterprise_export, name="export"),
    path("enterprises/<uscc:uscc>/", views.enterprise_detail, name="detail"),
]
