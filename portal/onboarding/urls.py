from django.urls import path

from .views import account, entry, people

app_name = "onboarding"

urlpatterns = [
    path("accounts/first/", entry.first, name="first"),
    path("accounts/sent/", entry.sent, name="sent"),
    path("accounts/code/", entry.code, name="code"),
    path("letter/", entry.letter_code, name="letter_code"),
    path("accounts/open/<str:token>/", entry.open_account, name="open"),
    path("accounts/confirm/<str:token>/", entry.confirm, name="confirm"),
    path("accounts/me/email/", account.change_email, name="change_email"),
    path("accounts/me/phone/", account.change_phone, name="change_phone"),
    path("accounts/me/phone/code/", account.confirm_phone, name="confirm_phone"),
    path("accounts/me/sessions/", account.session_list, name="sessions"),
    path("accounts/me/sessions/end/", account.session_end, name="session_end"),
    path("accounts/demo/messages/", account.demo_messages, name="demo_messages"),
    path("activation/", people.people, name="people"),
    path("activation/send/", people.send, name="send"),
    path("activation/all/", people.send_all, name="send_all"),
    path("activation/letters/", people.letter_list, name="letters"),
]
