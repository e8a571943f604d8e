from django.urls import path

from . import views

app_name = "integrity"

urlpatterns = [
    path("integrity/", views.report_list, name="list"),
    path("integrity/new/", views.report_new, name="new"),
    path("integrity/<str:number>/", views.report, name="report"),
    path("integrity/<str:number>/open/", views.report_open, name="open"),
    path("integrity/<str:number>/look/", views.report_look, name="look"),
    path("integrity/<str:number>/decide/", views.report_decide, name="decide"),
]
