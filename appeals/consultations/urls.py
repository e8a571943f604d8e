from django.urls import path

from . import views

app_name = "consultations"

urlpatterns = [
    path("appeals/<str:number>/consultations/new/", views.call, name="call"),
    path("appeals/<str:number>/consultations/<int:pk>/change/", views.change, name="change"),
    path("appeals/<str:number>/consultations/<int:pk>/call-off/", views.cancel, name="cancel"),
    path("appeals/<str:number>/consultations/<int:pk>/minutes/", views.minutes, name="minutes"),
    path("appeals/<str:number>/consultations/<int:pk>/calendar/", views.calendar_file, name="calendar"),
    path("appeals/<str:number>/consultations/seats/<int:pk>/come/", views.come, name="come"),
    path("appeals/<str:number>/consultations/seats/<int:pk>/not-come/", views.not_come, name="not_come"),
]
