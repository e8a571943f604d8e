from django.urls import path

from . import outgoing

app_name = "imports"

urlpatterns = [
    path("sheets/", outgoing.sheet_list, name="sheets"),
    path("sheets/<slug:code>/", outgoing.sheet_export, name="sheet"),
]
