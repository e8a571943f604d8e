"""The message catalogue: English sentences in the code, Chinese ones in ``locale/``.

Messages are collected, merged and compiled with Babel and Django's own ``templatize``; GNU gettext is not needed on
any machine. Nothing here needs a database or loaded apps, so the catalogue can be compiled while installing.
"""

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from json import loads
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LOCALE = "zh_Hans"
CODE_FOLDERS = ("portal", "enterprises", "stewards", "appeals", "policies", "assessments")
TEMPLATE_FOLDER = "templates"
TEMPLATE_SUFFIXES = {".html", ".txt", ".js", ".svg"}
LEFT_OUT = {"migrations", "__pycache__", "static"}
CONTEXT_MARK = "\x04"

_ONE = (1,)
_MANY = (1, 2)
_CONTEXT_ONE = ((1, "c"), 2)
_CONTEXT_MANY = ((1, "c"), 2, 3)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), _ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _MANY),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _CONTEXT_ONE),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), _CONTEXT_MANY),
}
HEADER = """\
# Chinese (simplified) messages. Written by "manage.py messages"; translations are added with "--add FILE.json".
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdif]|%[sd]|\{(\w*)(?:[:!][^{}]*)?\}")

Key = tuple[str, str | None]  # English sentence (the singular), context


@dataclass(frozen=True)
class Source:
    """One message as the code has it: ``plural`` is set for counted messages, ``files`` are relative paths."""

    text: str
    plural: str | None = None
    context: str | None = None
    files: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.text, self.context

    @property
    def message_id(self):
        return (self.text, self.plural) if self.plural else self.text


@dataclass
class Collected:
    """Every message of the code by key, and the files that could not be read with the reason."""

    sources: dict[Key, Source] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)

    def add(self, source: Source) -> None:
        """Keep one entry a key; a counted message wins over the plain one with the same words."""
        known = self.sources.get(source.key)
        if known:
            files = tuple(sorted({*known.files, *source.files}))
            source = Source(source.text, source.plural or known.plural, source.context, files)
        self.sources[source.key] = source


@dataclass(frozen=True)
class Report:
    """What keeps the catalogue from being complete: lists of sentences for people, empty when all is well."""

    missing: list[str]
    fuzzy: list[str]
    obsolete: list[str]
    broken: list[str]

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.fuzzy or self.obsolete or self.broken)


def po_path(root: Path = ROOT) -> Path:
    """The catalogue kept in git."""
    return root / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def borrowed_path(root: Path = ROOT) -> Path:
    """Messages of installed packages that we translate ourselves: ``{"package": ["English", ["one", "many"], …]}``."""
    return root / "locale" / "borrowed.json"


def collect(root: Path = ROOT) -> Collected:
    """Every message in our Python files and templates, and those borrowed from packages."""
    found = Collected()
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        try:
            for source in extract(path.read_text("utf-8"), name, is_template=path.suffix != ".py"):
                found.add(source)
        except (SyntaxError, ValueError, OSError) as error:
            found.unreadable.append(f"{name}: {error}")
    if borrowed_path(root).exists():
        for package, texts in loads(borrowed_path(root).read_text("utf-8")).items():
            for text in texts:
                singular, plural = (text, None) if isinstance(text, str) else text
                words, context = split_key(singular)
                found.add(Source(words, plural, context, (package,)))
    return found


def extract(text: str, name: str, *, is_template: bool) -> Iterator[Source]:
    """The messages of one file. ``templatize`` turns a template into calls that the Python reader understands.

    Raises ``SyntaxError`` or ``ValueError`` for a file that cannot be read.
    """
    if is_template:
        # Indentation means nothing in a template but would stop Python's tokeniser.
        text = "\n".join(line.strip() for line in templatize(text, origin=name).splitlines())
    stream = BytesIO(text.encode())
    try:
        rows = list(babel_extract("python", stream, keywords=KEYWORDS))
    except Exception as error:
        raise ValueError(str(error)) from error
    for _line, message, _comments, context in rows:
        words, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
        if words:
            yield Source(words, plural, context, (name,))


def _files(root: Path) -> Iterator[Path]:
    for folder in CODE_FOLDERS:
        yield from _walk(root / folder, {".py"})
    yield from _walk(root / TEMPLATE_FOLDER, TEMPLATE_SUFFIXES)


def _walk(folder: Path, suffixes: set[str]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in suffixes and path.is_file() and not LEFT_OUT & set(path.relative_to(folder).parts):
            yield path


def read(root: Path = ROOT) -> Catalog:
    """The catalogue on disk; an empty one when there is none yet."""
    if not po_path(root).exists():
        return Catalog(locale=LOCALE, fuzzy=False)
    with po_path(root).open("rb") as stream:
        return read_po(stream, locale=LOCALE, charset="utf-8", abort_invalid=True)


def translations(catalog: Catalog) -> dict[Key, Message]:
    """The entries of a catalogue by key, the header aside."""
    return {(_words(message), message.context): message for message in catalog if message.id}


def update(
    root: Path = ROOT, *, additions: Mapping[str, str | list[str]] | None = None, prune: bool = False
) -> tuple[Collected, Catalog]:
    """Bring the catalogue up to the code: new messages come in empty, ``additions`` give translations.

    Entries that no file uses stay, since their code may be on its way, unless ``prune``. Raises ``ValueError`` when
    pruning while a file cannot be read.
    """
    with _locked(root):
        found = collect(root)
        if prune and found.unreadable:
            raise ValueError("; ".join(found.unreadable))
        catalog = _merged(found, translations(read(root)), additions or {}, prune)
        _write(po_path(root), HEADER.encode() + _po_bytes(catalog))
        compile_catalogue(root)
    return found, catalog


def _merged(found: Collected, old: dict[Key, Message], additions: Mapping, prune: bool) -> Catalog:
    words = {key: (_as_list(message.string), message.fuzzy) for key, message in old.items()}
    words |= {split_key(text): (_as_list(string), False) for text, string in additions.items()}
    catalog = Catalog(locale=LOCALE, fuzzy=False, header_comment="")
    for key in set(found.sources) | (set() if prune else set(words)):
        strings, fuzzy = words.get(key, ([""], False))
        source = found.sources.get(key)
        if source is None:
            kept = old.get(key)
            counted = isinstance(kept.id, tuple) if kept else key in _counted(additions)
            plural = (kept.id[1] if kept else key[0]) if counted else None
            source = Source(key[0], plural, key[1])
        string = (strings[0],) if source.plural else strings[0]
        flags = ["fuzzy"] if fuzzy else []
        catalog.add(source.message_id, string, context=source.context, flags=flags)
    return catalog


def _counted(additions: Mapping) -> set[Key]:
    return {split_key(text) for text, string in additions.items() if not isinstance(string, str)}


def _po_bytes(catalog: Catalog) -> bytes:
    stream = BytesIO()
    write_po(stream, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    return stream.getvalue()


def compile_catalogue(root: Path = ROOT) -> Path:
    """Write the ``.mo`` beside the ``.po`` (it is not kept in git) and return its path."""
    stream = BytesIO()
    write_mo(stream, read(root))
    target = po_path(root).with_suffix(".mo")
    _write(target, stream.getvalue())
    return target


def examine(root: Path = ROOT) -> Report:
    """Everything that is not translated, doubtful, no longer used, or whose placeholders differ."""
    found = collect(root)
    entries = translations(read(root))
    missing = [
        f"{_shown(key)} ({', '.join(source.files)})"
        for key, source in found.sources.items()
        if key not in entries or not all(_as_list(entries[key].string))
    ]
    return Report(
        missing=sorted(missing),
        fuzzy=sorted(_shown(key) for key, message in entries.items() if message.fuzzy),
        obsolete=sorted(_shown(key) for key in entries.keys() - found.sources.keys()),
        broken=sorted([*found.unreadable, *(_shown(key) for key, entry in entries.items() if not _agrees(entry))]),
    )


def placeholders(text: str) -> list[str]:
    """The places of a message that are filled in later, sorted; ``%%`` is a percent sign and none of them."""
    return sorted(match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", "")))


def _agrees(entry: Message) -> bool:
    allowed = [placeholders(words) for words in _as_list(entry.id)]
    return all(placeholders(string) in allowed for string in _as_list(entry.string) if string)


def split_key(text: str) -> Key:
    """``"context␄words"`` as the key it stands for."""
    context, mark, words = text.partition(CONTEXT_MARK)
    return (words, context) if mark else (text, None)


def _shown(key: Key) -> str:
    return f"[{key[1]}] {key[0]!r}" if key[1] else repr(key[0])


def _words(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def _as_list(value) -> list[str]:
    return [value] if isinstance(value, str) else [text or "" for text in value] or [""]


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    folder = po_path(root).parent
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    """Replace the file in one step, and only when it differs."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)
