"""Devices in words."""

import pytest
from django.utils.translation import override

from portal.onboarding.devices import describe, is_phone

MOZILLA, CHROME = "Mozilla/5.0", "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0"
IPHONE = f"{MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
SEEN = {
    f"{MOZILLA} (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36": "Chrome on Windows",
    f"{MOZILLA} (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/142.0": "Edge on Windows",
    f"{IPHONE} Version/18.0 Mobile Safari/604.1": "Safari on iPhone",
    f"{IPHONE} MicroMessenger/8.0.50": "WeChat on iPhone",
    f"{MOZILLA} (Phone; OpenHarmony 5.0) {CHROME} Mobile HuaweiBrowser/5.0": "Huawei Browser on HarmonyOS",
    f"{MOZILLA} (Linux; Android 15) {CHROME} wxwork/4.1 MicroMessenger/7.0.1": "WeCom on Android",
    "curl/8": "Unknown device",
}


@pytest.mark.parametrize(("agent", "words"), SEEN.items())
def test_a_device_is_named_in_words(agent, words):
    with override("en"):
        assert str(describe(agent)) == words
    assert is_phone(agent) == any(one in words for one in ("iPhone", "Android", "HarmonyOS"))
