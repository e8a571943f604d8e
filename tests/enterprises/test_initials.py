import pytest

from enterprises.initials import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("上海银行股份有限公司", "shyhgfyxgs"),
        ("长江计算机（集团）公司", "cjjsjjtgs"),
        ("重庆小面餐饮", "cqxmcy"),
        ("ABC 生物科技", "abcswkj"),
        ("360数字安全", "360szaq"),
        ("３Ｍ中国", "zg"),
        ("", ""),
    ],
)
def test_a_name_has_the_initials_that_people_type(name, letters):
    assert initials(name) == letters
