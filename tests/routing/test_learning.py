"""Learning from few cases: what belongs together is found, a model travels as plain arrays, and mistakes are named."""

import io
import json
import random
import zipfile

import pytest
from django.core.management import CommandError, call_command

from appeals.routing import learning
from appeals.routing.learning import clean
from appeals.routing.teaching import TooFew, learn, measure

#: Label → what people write about it; the later halves share no sentence with the earlier ones.
SAID = {
    "环境保护": ["化工厂夜间偷排废气，异味刺鼻", "烧烤店油烟直排，居民无法开窗", "河道发黑发臭，疑似污水直排",
              "搅拌站扬尘大，粉尘落满阳台", "工地噪音扰民，晚上无法入睡", "垃圾焚烧厂臭味严重"],
    "交通运输": ["公交线路班次太少，候车一小时", "出租车拒载绕路", "路口红绿灯时间太短", "高速收费站长期拥堵",
              "客运大巴超载营运", "地铁站口共享单车乱停"],
    "劳动和社会保障": ["公司拖欠工资三个月", "社保断缴无法补缴", "工伤认定迟迟不下", "退休金计算有误",
                "试用期被辞退没有补偿", "加班费不按劳动合同支付"],
    "卫生计生": ["医院误诊延误治疗", "新农合报销比例太低", "独生子女费一直未发", "乡镇卫生院没有疫苗",
             "门诊挂号困难", "二胎准生证办理手续繁琐"],
}  # fmt: skip


def cases(repeat=4):
    found = [(text[:8], f"领导您好，{text}，请核实。{number}", label)
             for number in range(repeat) for label, texts in SAID.items() for text in texts]  # fmt: skip
    random.Random(3).shuffle(found)
    return found


def test_words_of_one_field_belong_together_even_if_the_word_itself_is_new():
    earlier = [case for case in cases() if not case[1].startswith("领导您好，垃圾焚烧")]
    guess = learn(earlier).guess("垃圾焚烧厂", "垃圾焚烧厂臭味严重")[0]
    assert guess.label == "环境保护" and 0.25 < guess.certainty <= 1


def test_a_guess_says_which_words_spoke_for_it():
    words = learn(cases()).guess("拖欠工资", "公司拖欠工资三个月")[0].words
    assert words and set(words) <= {"拖欠", "工资", "公司", "三个", "个月", "三个月", "拖欠工资"}


def test_greetings_numbers_and_placeholders_say_nothing():
    assert clean("尊敬的领导您好：A3区2019年5月1日停水，谢谢") == "停水"


def test_the_same_cases_teach_the_same():
    first, second = (learn(cases()).guess("停车", "出租车拒载") for _time in range(2))
    assert first == second


def test_two_labels_are_enough_and_one_is_not():
    two = [case for case in cases() if case[2] in ("环境保护", "交通运输")]
    assert learn(two).guess("公交", "公交线路太少")[0].label == "交通运输"
    with pytest.raises(TooFew):
        learn([case for case in two if case[2] == "环境保护"])
    with pytest.raises(TooFew):
        learn([])


def test_nothing_to_go_by_is_no_error_and_not_clear():
    guesses = learn(cases()).guess("", "")
    assert len(guesses) == 3 and not learning.is_clear(guesses)


def test_a_model_travels_as_arrays_and_nothing_else_is_read():
    model = learn(cases())
    data = model.to_bytes()
    again = learning.Model.from_bytes(data)
    assert [one.label for one in again.guess("用工", "公司拖欠工资")] == [
        one.label for one in model.guess("用工", "公司拖欠工资")
    ]
    assert all(name.endswith(".npy") for name in zipfile.ZipFile(io.BytesIO(data)).namelist())
    with pytest.raises((ValueError, OSError)):
        learning.Model.from_bytes(b"cos\nsystem\n(S'true'\ntR.")


def test_the_measure_counts_over_all_later_cases():
    found = cases()
    score = measure(found[:70], found[70:])
    assert score.n == 26 and score.majority <= score.top1 <= score.top3 <= 1
    assert score.top1 > 0.8


# --- The command -----------------------------------------------------------------------------------------------------
def lines(found):
    return [
        json.dumps({"title": title, "text": text, "label": label, "at": f"2026-01-{1 + number % 28:02d}T08:00:00"})
        for number, (title, text, label) in enumerate(found)
    ]


def backtest(*arguments):
    out = io.StringIO()
    call_command("backtest_dispatch", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_what_it_measured(tmp_path):
    file = tmp_path / "past.jsonl"
    file.write_text("\n".join([*lines(cases()), ""]), encoding="utf-8")
    found = json.loads(backtest("--from", str(file), "--json"))
    assert set(found) == {"n", "top1", "top3", "coverage", "majority"} and found["n"] == 29
    assert all(0 <= found[name] <= 1 for name in ("top1", "top3", "coverage", "majority"))
    assert "top1" in backtest("--from", str(file), "--split", "0.5")


@pytest.mark.parametrize(
    ("line", "told"),
    [("{", "line 2: not JSON"), ("[]", "line 2"), ('{"title": "a"}', "text, label, at"),
     ('{"title": "a", "text": "b", "label": " ", "at": "2026-01-01"}', "label is empty"),
     ('{"title": "a", "text": "b", "label": "c", "at": "gestern"}', "no date"),
     ('{"title": "a", "text": 5, "label": "c", "at": "2026-01-01"}', "text is missing")],
    ids=["no json", "no object", "fields", "no label", "no date", "a number"],
)  # fmt: skip
def test_a_wrong_line_is_named(tmp_path, line, told):
    file = tmp_path / "past.jsonl"
    file.write_text(lines(cases())[0] + "\n" + line, encoding="utf-8")
    with pytest.raises(CommandError, match=told):
        backtest("--from", str(file))


def test_a_missing_file_too_few_cases_and_a_strange_split_are_told(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        backtest("--from", str(tmp_path / "none.jsonl"))
    file = tmp_path / "few.jsonl"
    file.write_text(lines(cases())[0], encoding="utf-8")
    with pytest.raises(CommandError, match="too few"):
        backtest("--from", str(file))
    with pytest.raises(CommandError, match="between 0 and 1"):
        backtest("--from", str(file), "--split", "2")


@pytest.mark.django_db
def test_a_portal_without_a_past_says_so():
    with pytest.raises(CommandError, match="too few"):
        backtest()
