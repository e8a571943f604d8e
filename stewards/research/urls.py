from django.urls import path

from . import views

app_name = "research"

urlpatterns = [
    path("workbench/burden/", views.burden.ledger, name="burden"),
    path("workbench/burden/export/", views.burden.ledger_export, name="burden_export"),
    path("workbench/burden/<uscc:uscc>/", views.burden.burden_rows, name="burden_rows"),
    path("research/", views.pages.research_list, name="list"),
    path("research/new/", views.planning.research_new, name="new"),
    path("research/export/", views.pages.research_export, name="export"),
    path("research/<int:pk>/", views.pages.research_detail, name="detail"),
    path("research/<int:pk>/change/", views.planning.research_change, name="change"),
    path("research/<int:pk>/cancel/", views.planning.research_cancel, name="cancel"),
    path("research/<int:pk>/ics/", views.pages.research_ics, name="ics"),
    path("research/<int:pk>/stops/<int:stop_pk>/record/", views.records.stop_record, name="record"),
    path("research/<int:pk>/stops/<int:stop_pk>/revisit/", views.records.stop_revisit, name="revisit"),
]
