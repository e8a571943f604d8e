from django.urls import path

from . import views

app_name = "stewards"

urlpatterns = [
    path("workbench/", views.workbench, name="workbench"),
    path("stewards/", views.steward_list, name="list"),
    path("stewards/assign/<str:uscc>/", views.assign, name="assign"),
    path("stewards/<str:staff_no>/", views.steward_detail, name="detail"),
]
