from django.urls import path

from .views import answers, gathering, joining, passing, windows

app_name = "problems"

urlpatterns = [
    # Published answers
    path("appeals/answers/", answers.answer_list, name="answers"),
    path("appeals/answers/<int:pk>/", answers.answer, name="answer"),
    path("appeals/answers/<int:pk>/withdraw/", answers.withdraw, name="answer_withdraw"),
    path("appeals/<str:number>/publish/", answers.publish, name="publish"),
    # Similar cases
    path("appeals/drafts/<int:pk>/join/<str:number>/", joining.join, name="join"),
    path("appeals/<str:number>/similar/", gathering.similar_cases, name="similar"),
    # Common problems
    path("appeals/problems/", gathering.problem_list, name="list"),
    path("appeals/problems/new/", gathering.new, name="new"),
    path("appeals/problems/export/", gathering.export, name="export"),
    path("appeals/problems/<str:number>/", gathering.problem, name="problem"),
    path("appeals/problems/<str:number>/add/", gathering.add, name="add"),
    path("appeals/problems/<str:number>/members/<int:pk>/remove/", gathering.remove, name="remove"),
    path("appeals/problems/<str:number>/answer/", gathering.give_answer, name="give_answer"),
    path("appeals/problems/<str:number>/deliver/", gathering.deliver, name="deliver"),
    path("appeals/problems/<str:number>/close/", gathering.close, name="close"),
    # Themed windows
    path("appeals/windows/", windows.window_list, name="windows"),
    path("appeals/windows/new/", windows.window_new, name="window_new"),
    path("appeals/windows/<int:pk>/", windows.window_change, name="window_change"),
    path("appeals/windows/<int:pk>/start/", windows.start, name="window_start"),
    # Cases passed up
    path("appeals/passed-up/", passing.passed_list, name="passed"),
    path("appeals/passed-up/<int:pk>/answer/", passing.record, name="passed_answer"),
    path("appeals/<str:number>/pass-up/", passing.pass_up, name="pass_up"),
]
