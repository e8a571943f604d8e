from django.urls import path

from . import views

app_name = "training"

urlpatterns = [
    path("training/", views.courses.home, name="home"),
    path("training/progress/", views.progress.progress, name="progress"),
    path("training/progress/export/", views.progress.progress_export, name="progress_export"),
    path("training/certificates/<str:number>/", views.courses.certificate, name="certificate"),
    path("training/courses/new/", views.publishing.course_new, name="course_new"),
    path("training/courses/<int:pk>/", views.courses.course, name="course"),
    path("training/courses/<int:pk>/read/", views.courses.read, name="read"),
    path("training/courses/<int:pk>/test/", views.courses.test, name="test"),
    path("training/courses/<int:pk>/edit/", views.publishing.course_edit, name="course_edit"),
    path("training/courses/<int:pk>/publish/", views.publishing.course_publish, name="course_publish"),
    path("training/courses/<int:pk>/close/", views.publishing.course_close, name="course_close"),
    path("training/courses/<int:pk>/sessions/new/", views.publishing.session_new, name="session_new"),
    path("training/sessions/<int:pk>/", views.sessions.session, name="session"),
    path("training/sessions/<int:pk>/enrol/", views.sessions.enrol, name="enrol"),
    path("training/sessions/<int:pk>/leave/", views.sessions.leave, name="leave"),
    path("training/sessions/<int:pk>/calendar/", views.sessions.calendar_file, name="calendar"),
    path("training/sessions/<int:pk>/code/", views.sessions.code, name="code"),
    path("training/sessions/<int:pk>/tick/", views.sessions.tick, name="tick"),
    path("training/sessions/<int:pk>/attend/<str:token>/", views.sessions.attend, name="attend"),
    path("training/sessions/<int:pk>/edit/", views.publishing.session_edit, name="session_edit"),
    path("training/sessions/<int:pk>/cancel/", views.publishing.session_cancel, name="session_cancel"),
]
