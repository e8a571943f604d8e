from django.urls import path

from .api import urls as api

app_name = "doors"

urlpatterns = [
    path("api/v1/", api),
]
