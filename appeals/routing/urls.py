from django.urls import path

from . import views

app_name = "routing"

urlpatterns = [
    path("appeals/routing/", views.rule_list, name="list"),
    path("appeals/routing/new/", views.rule_new, name="new"),
    path("appeals/routing/returns/", views.returned, name="returns"),
    path("appeals/routing/returns/rows/", views.returned_rows, name="returns_rows"),
    path("appeals/routing/<int:pk>/end/", views.rule_end, name="end"),
]
