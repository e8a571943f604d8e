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
    path("workbench/", views.people.workbench, name="workbench"),
    path("workbench/visits/", views.visits.visit_list, name="visits"),
    path("workbench/visits/new/", views.recording.visit_new, name="visit_new"),
    path("workbench/visits/sync/", views.recording.visit_sync, name="visit_sync"),
    path("workbench/offline/", views.recording.offline, name="offline"),
    path("workbench/worker.js", views.recording.worker, name="worker"),
    path("workbench/manifest.webmanifest", views.recording.manifest, name="manifest"),
    path("workbench/check-in/<str:token>/", views.check_ins.check_in, name="check_in"),
    path("workbench/check-ins/<int:pk>/place/", views.check_ins.take_point, name="take_point"),
    path("workbench/enterprises/<uscc:uscc>/poster/", views.check_ins.poster, name="poster"),
    path("workbench/enterprises/<uscc:uscc>/poster/new/", views.check_ins.poster_make, name="poster_make"),
    path("workbench/visits/export/", views.visits.visit_export, name="visits_export"),
    path("workbench/visits/<int:pk>/", views.visits.visit, name="visit"),
    path("workbench/visits/<int:pk>/files/<int:file>/", views.visits.visit_file, name="visit_file"),
    path("workbench/visits/<int:pk>/correct/", views.visits.visit_correct, name="visit_correct"),
    path("workbench/visits/<int:pk>/promise/", views.visits.visit_promise, name="visit_promise"),
    path("workbench/visits/<int:pk>/add/", views.visits.visit_add, name="visit_add"),
    path("workbench/follow-ups/<int:pk>/done/", views.visits.follow_up_done, name="follow_up_done"),
    path("workbench/late/<staff_no:staff_no>/", views.people.steward_late, name="late"),
    path("workbench/coverage/", views.coverage.coverage, name="coverage"),
    path("workbench/coverage/rows/", views.coverage.coverage_rows, name="coverage_rows"),
    path("workbench/coverage/export/", views.coverage.coverage_export, name="coverage_export"),
    path("stewards/", views.people.steward_list, name="list"),
    path("stewards/export/", views.people.steward_export, name="export"),
    path("stewards/capacity/", views.capacity.capacity, name="capacity"),
    path("stewards/capacity/export/", views.capacity.capacity_export, name="capacity_export"),
    path("stewards/assignments/", views.capacity.assignment_list, name="assignments"),
    path("stewards/assignments/export/", views.capacity.assignment_export, name="assignments_export"),
    path("stewards/assign/", views.bulk.assign_many, name="assign_many"),
    path("stewards/assign/<uscc:uscc>/", views.people.assign, name="assign"),
    path("stewards/<staff_no:staff_no>/", views.people.steward_detail, name="detail"),
]
