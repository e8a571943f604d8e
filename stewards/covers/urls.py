from django.urls import path

from . import views

app_name = "covers"

urlpatterns = [
    path("workbench/covers/", views.cover_list, name="list"),
    path("workbench/covers/new/", views.cover_new, name="new"),
    path("workbench/covers/<int:pk>/change/", views.cover_change, name="change"),
    path("workbench/covers/<int:pk>/end/", views.cover_end, name="end"),
]
