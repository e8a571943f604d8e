from django.urls import path

from . import views

app_name = "reports"

urlpatterns = [
    path("workbench/reports/", views.report_list, name="list"),
    path("workbench/reports/new/", views.report_new, name="new"),
    path("workbench/reports/export/", views.report_export, name="export"),
    path("workbench/reports/<str:number>/", views.report, name="report"),
    path("workbench/reports/<str:number>/correct/", views.report_correct, name="correct"),
    path("workbench/reports/<str:number>/add/", views.report_add, name="add"),
    path("workbench/reports/<str:number>/acknowledge/", views.report_acknowledge, name="acknowledge"),
    path("workbench/reports/<str:number>/pass-on/", views.report_pass_on, name="pass_on"),
]
