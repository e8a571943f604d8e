"""Rules of the house that can be read from the syntax alone."""

import ast

from tests.house.source import CODE_FOLDERS, ROOT, app_modules, files_in, functions, is_module, length, shown, tree

LONGEST_VIEW = 25
LONGEST_TASK = 10
#: What everybody who is signed in may read; rows of all other models are reached through ``visible_to``.
REFERENCE = {"District", "Town", "Industry", "Category", "Unit", "CalendarDay", "TimeLimit"}
#: Imports inside functions that have a reason: ``{"path:function": "why"}``.
LATE_IMPORTS = {
    "appeals/routing/tasks.py:learn_from_past": "scikit-learn takes a hundred megabytes of whoever imports it",
}
CLOCKS = {"timezone.now", "timezone.localdate", "datetime.now", "date.today", "now"}
#: Writing calls of the ORM that can set a state past the workflow.
WRITING_CALLS = {"update", "update_or_create", "bulk_update"}


def test_no_view_is_longer_than_25_lines():
    long = {
        f"{shown(path)}:{view.name}": length(view)
        for path in app_modules()
        if is_module(path, "views")
        for view in functions(path)
        if view.args.args and view.args.args[0].arg == "request" and length(view) > LONGEST_VIEW
    }
    assert not long, f"A view fetches, checks, validates, calls the workflow and answers: {long}"


def test_no_celery_task_is_longer_than_ten_lines():
    long = {
        f"{shown(path)}:{task.name}": length(task)
        for path in files_in(*CODE_FOLDERS, suffix=".py")
        for task in functions(path)
        if any("shared_task" in ast.unparse(mark) or ".task" in ast.unparse(mark) for mark in task.decorator_list)
        and length(task) > LONGEST_TASK
    }
    assert not long, f"A task is a doorbell: ids in, one call into the workflow: {long}"


def test_only_workflow_modules_assign_a_state():
    found = [
        f"{shown(path)}:{line}"
        for path in app_modules()
        if not is_module(path, "workflow") and "management" not in path.parts
        for line in _state_writes(tree(path))
    ]
    assert not found, f"A state changes in workflow.py only, by a step of its table; write a step for: {found}"


def _state_writes(module):
    for node in ast.walk(module):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            yield from (t.lineno for t in targets if isinstance(t, ast.Attribute) and t.attr == "state")
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            writes_by_call = name in WRITING_CALLS and any(word.arg == "state" for word in node.keywords)
            writes_by_name = name == "setattr" and any(
                isinstance(arg, ast.Constant) and arg.value == "state" for arg in node.args
            )
            if writes_by_call or writes_by_name:
                yield node.lineno


def test_imports_stand_at_the_top_of_the_file():
    found = [
        f"{shown(path)}:{function.name}"
        for path in app_modules()
        if path.name != "apps.py"  # ready() connects what may only be imported once all apps are loaded
        for function in functions(path)
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    ]
    late = sorted(set(found) - LATE_IMPORTS.keys())
    assert not late, f"An import inside a function hides a cycle; move it up or list it with its reason: {late}"
    assert not LATE_IMPORTS.keys() - set(found), "Take the exceptions off the list that are no longer needed."


def test_workflow_steps_name_who_acts():
    """Public functions of a workflow that take a row take ``by`` by keyword only (rule 3)."""
    positional = [
        f"{shown(path)}:{function.name}"
        for path in app_modules()
        if is_module(path, "workflow")
        for function in functions(path)
        if "by" in [arg.arg for arg in [*function.args.args, *function.args.posonlyargs]]
        and not function.name.startswith("_")
    ]
    assert not positional, f"Write by= behind a star: {positional}"


def test_no_function_of_an_app_reads_the_clock_at_import():
    frozen = []
    for path in app_modules():
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
                continue
            frozen += [
                f"{shown(path)}:{call.lineno}"
                for call in ast.walk(node)
                if isinstance(call, ast.Call)
                and ast.unparse(call.func) in ("timezone.now", "datetime.now", "date.today")
            ]
    assert not frozen


def test_no_test_sleeps_or_is_left_out():
    names = ("time.sleep", "pytest.skip", "pytest.xfail", "pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail")
    found = [
        f"{shown(path)}:{node.lineno} {ast.unparse(node)}"
        for path in files_in(ROOT / "tests", suffix=".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in names
    ]
    assert not found


def test_views_start_from_what_the_person_may_see():
    """``Model.objects`` in a view is followed by ``visible_to``; ``get_object_or_404`` never takes a bare model."""
    past = [
        f"{shown(path)}:{node.lineno} {ast.unparse(node)}"
        for path in app_modules()
        if is_module(path, "views")
        for node in ast.walk(tree(path))
        if _reaches_past_scope(node)
    ]
    assert not past, f"Begin with Model.objects.visible_to(request.user): {past}"


def _reaches_past_scope(node):
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "objects":
        return node.attr not in ("visible_to", "none") and ast.unparse(node.value.value) not in REFERENCE
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("get_object_or_404", "get_list_or_404"):
        first = ast.unparse(node.args[0])
        return first.isidentifier() and first[0].isupper() and first not in REFERENCE
    return False
