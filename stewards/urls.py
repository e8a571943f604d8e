from django.urls import path, register_converter

from . import views


class StaffNumber:
    """A staff number in an address: any signs a roster may bring, a slash included."""

    regex = r"[^\x00]{1,30}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(StaffNumber, "staff_no")

app_name = "stewards"

urlpatterns = [
    path("workbench/", views.workbench, name="workbench"),
    path("stewards/", views.steward_list, name="list"),
    path("stewards/assign/<uscc:uscc>/", views.assign, name="assign"),
    path("stewards/<staff_no:staff_no>/", views.steward_detail, name="detail"),
]
