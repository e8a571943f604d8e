from django.urls import path

from stewards import urls as _stewards  # noqa: F401 (brings the converter of staff numbers)

from . import views

app_name = "changes"

urlpatterns = [
    path("approvals/", views.queue.approvals, name="approvals"),
    path("approvals/export/", views.queue.approvals_export, name="approvals_export"),
    path("approvals/<int:pk>/", views.queue.proposal, name="proposal"),
    path("workbench/proposals/", views.proposing.own, name="own"),
    path("workbench/proposals/new/", views.proposing.new, name="new"),
    path("workbench/proposals/<int:pk>/withdraw/", views.proposing.withdraw, name="withdraw"),
    path("workbench/taken-over/", views.handover.taken_over, name="taken_over"),
    path("stewards/what-if/", views.what_if.what_if, name="what_if"),
    path("stewards/<staff_no:staff_no>/handover/", views.handover.handover, name="handover"),
]
