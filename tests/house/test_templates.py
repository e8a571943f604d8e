"""Templates obey the strict content policy, load nothing from elsewhere and leave no word untranslated."""

import re
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

from tests.house.source import ROOT, files_in, shown, template_files

#: Words that are the same in both languages, or a language's own name.
SAME_EVERYWHERE = {"中文", "English", "XLSX", "CSV", "PDF", "ID", "MB", "kB", "GCJ-02", "WGS-84"}
WORDS = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+")
READ_ALOUD = {"alt", "aria-label", "aria-description", "placeholder", "title", "label"}
SILENT = {"script", "style", "code", "kbd", "svg"}
ADDRESS = re.compile(r"""(?:src|href|action|srcset|data|poster)\s*=\s*["']\s*(?:https?:)?//""", re.I)
BRACES = {TokenType.VAR: "{{", TokenType.BLOCK: "{%", TokenType.COMMENT: "{#"}


def is_for_mail(path):
    return "email" in path.parts or "mail" in path.parts


def pages():
    return [path for path in template_files() if not is_for_mail(path)]


class Reader(HTMLParser):
    """Collects what a page would say and what the content policy would refuse."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.said, self.refused, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in SILENT:
            self.open.append(tag)
        if tag == "style" or "style" in values:
            self.refused.append(f"line {self.getpos()[0]}: inline style")
        if (
            tag == "script"
            and "src" not in values
            and values.get("type") not in ("application/json", "speculationrules")
        ):
            self.refused.append(f"line {self.getpos()[0]}: inline script")
        for name, value in attrs:
            if re.match(r"on[a-z]+$|hx-on", name) or (value or "").strip().lower().startswith("javascript:"):
                self.refused.append(f"line {self.getpos()[0]}: {name}")
            if name in READ_ALOUD or (name == "value" and values.get("type") == "submit"):
                self.said.append((self.getpos()[0], value or ""))

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data):
        if not self.open:
            self.said.append((self.getpos()[0], data))


def plain(text):
    """The template without Django's tags, variables, comments and translated blocks; lines keep their numbers."""
    kept, inside = [], None
    for token in Lexer(text).tokenize():
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if name in ("comment", "blocktranslate", "blocktrans"):
            inside = f"end{name}"
        if token.token_type == TokenType.TEXT:
            kept.append(token.contents if inside is None else "\n" * token.contents.count("\n"))
        elif token.token_type == TokenType.VAR and inside is None:
            kept.append("0")
        if name == inside:
            inside = None
    return "".join(kept)


def read(path):
    reader = Reader()
    reader.feed(plain(path.read_text("utf-8")))
    reader.close()
    return reader


def test_no_page_has_inline_script_style_or_handler():
    refused = {shown(path): found for path in pages() if (found := read(path).refused)}
    assert not refused, f"The content policy refuses these; use a class, a file or a data- attribute: {refused}"


def test_no_page_loads_or_links_a_foreign_address():
    found = [shown(path) for path in pages() if ADDRESS.search(path.read_text("utf-8"))]
    assert not found


def test_no_style_sheet_or_script_loads_a_foreign_address():
    sheets = [*files_in(ROOT / "static", suffix=".css"), *files_in(ROOT / "static", suffix=".js")]
    found = [
        shown(p) for p in sheets if re.search(r"""(url\(|import|fetch\()\s*["']?(https?:)?//""", p.read_text("utf-8"))
    ]
    assert not found


def test_every_word_of_a_page_can_be_translated():
    bare = [
        f"{shown(path)}:{line} {text.strip()[:60]!r}"
        for path in template_files()
        for line, text in read(path).said
        if set(WORDS.findall(_without_names(text)))
    ]
    assert not bare, "Wrap these in {% translate %}:\n" + "\n".join(bare)


def _without_names(text):
    for name in SAME_EVERYWHERE:
        text = text.replace(name, "")
    return re.sub(r"&\w+;", "", text)


def test_translated_blocks_are_trimmed():
    """Without ``trimmed`` the line breaks and indentation become part of the message."""
    found = [
        shown(path)
        for path in template_files()
        for head, body in re.findall(
            r"{%\s*blocktrans(?:late)?\b([^%]*)%}(.*?){%\s*endblocktrans", path.read_text("utf-8"), re.S
        )
        if "trimmed" not in head and "\n" in body
    ]
    assert not found


def test_every_button_says_what_kind_it_is():
    found = [
        shown(path)
        for path in template_files()
        for button in re.findall(r"<button\b(?:[^>{]|{{.*?}}|{%.*?%})*>", path.read_text("utf-8"), re.S)
        if "type=" not in button
    ]
    assert not found, f'A button without type="button" or type="submit": {found}'
