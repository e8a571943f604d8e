from django.urls import path, register_converter

from . import views


class Code:
    """A unified social credit code in an address; small letters are read as capitals."""

    regex = "[0-9A-Za-z]{18}"

    def to_python(self, value):
        return value.upper()

    def to_url(self, value):
        return value


register_converter(Code, "uscc")

app_name = "enterprises"

urlpatterns = [
    path("enterprises/", views.enterprise_list, name="list"),
    path("enterprises/export/", views.enterprise_export, name="export"),
    path("enterprises/<uscc:uscc>/", views.enterprise_detail, name="detail"),
]
