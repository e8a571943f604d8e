from django.urls import path

from . import views

app_name = "tracking"

urlpatterns = [
    path("follow/", views.ask, name="ask"),
    path("follow/code/", views.code, name="code"),
    path("follow/end/", views.end, name="end"),
    path("follow/<str:number>/", views.case, name="case"),
]
