"""The manual's references of settings, commands, front matter and codes, made of the code."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from diptych.cli import _parser
from diptych.commands.shared.answering import COMMON
from diptych.diagnostics.codes import CODES
from diptych.diagnostics.translation import translated_lines
from diptych.input.settings import KINDS, SETTINGS, Setting
from diptych.parse.metadata.front_matter import KEYS, Key
from tests.manual.licences import licences
from tests.manual.page import LANGUAGES, Page, Words
from tests.manual.promises import promises

COLUMNS = 42

# What is asked of some settings together → their names. Each setting must be in one.
SETTING_GROUPS: Mapping[str, tuple[Words, tuple[str, ...]]] = {
    "settings-panels": (
        (
            "Which settings name the notebook, its site and its deck?",
            "哪些设置决定笔记本、网站和牌组的名称？",
        ),
        ("title", "language", "author", "deck", "deck_description", "licence", "name"),
    ),
    "settings-files": (
        (
            "Which settings say where files are, and which are notes?",
            "哪些设置决定文件在哪里、哪些是笔记？",
        ),
        ("notes", "include", "exclude", "only_tagged", "figures", "output", "theme"),
    ),
    "settings-reading": (
        ("Which settings say how notes are read?", "哪些设置决定笔记怎样读？"),
        (
            "question_level",
            "dialect",
            "languages",
            "highlights_hide",
            "line_breaks",
            "remote_images",
            "macros",
        ),
    ),
    "settings-links": (
        (
            "Which settings say where cards and pages lead?",
            "哪些设置决定卡片和网页链接到哪里？",
        ),
        ("base_url", "editor_url"),
    ),
    "settings-checks": (
        ("Which settings say what is checked?", "哪些设置决定检查什么？"),
        ("longest_answer", "need_sources", "known_terms", "strict", "terms", "severity"),
    ),
}

CODE_GROUPS: Mapping[str, tuple[Words, Words]] = {
    "1": (
        ("Which codes are about settings and files?", "哪些代码与设置和文件有关？"),
        ("Those that begin with D1: what cannot be read.", "D1 开头的：读不了的设置和文件。"),
    ),
    "2": (
        ("Which codes are about how notes are written?", "哪些代码与笔记的写法有关？"),
        (
            "Those that begin with D2: what the notes hold, and what was repaired.",
            "D2 开头的：笔记里有什么，修补了什么。",
        ),
    ),
    "3": (
        ("Which codes are about questions and answers?", "哪些代码与题目和答案有关？"),
        (
            "Those that begin with D3: what is missing, doubled or unclear.",
            "D3 开头的：缺少的、重复的、不明确的内容。",
        ),
    ),
    "4": (
        ("Which codes are about links, pictures and figures?", "哪些代码与链接、图片和插图有关？"),
        ("Those that begin with D4: what notes refer to.", "D4 开头的：笔记引用的东西。"),
    ),
    "5": (
        ("Which codes are about identity?", "哪些代码与身份有关？"),
        (
            "Those that begin with D5: which question is which card.",
            "D5 开头的：哪道题是哪张卡片。",
        ),
    ),
    "6": (
        ("Which codes are about formulas and themes?", "哪些代码与公式和主题有关？"),
        ("Those that begin with D6: what cannot be shown.", "D6 开头的：显示不了的内容。"),
    ),
    "7": (
        ("Which codes are about reviews?", "哪些代码与复习有关？"),
        ("Those that begin with D7: how cards are learned.", "D7 开头的：卡片学得怎样。"),
    ),
}

SEVERITIES: Mapping[str, Words] = {
    "error": ("error", "错误"),
    "warning": ("warning", "警告"),
    "info": ("remark", "备注"),
}


def references() -> dict[str, str]:
    """Path below the manual → the text of a reference, in each language."""
    made = {
        "settings": _settings,
        "commands": _commands,
        "front-matter": _front_matter,
        "codes": _codes,
        "promises": promises,
        "licences": licences,
    }
    return {
        f"{language}/reference-{name}.md": make(language)
        for language in LANGUAGES
        for name, make in made.items()
    }


def _settings(language: str) -> str:
    page = Page(language, ("Reference: settings", "参考：设置"))
    left = dict(SETTINGS)
    for identifier, (question, names) in SETTING_GROUPS.items():
        page.ask(page.of(question), identifier, _listed(names, language))
        group = {name: left.pop(name) for name in names}
        page.items([_setting(name, each, page) for name, each in group.items()])
        page.fence("toml", "\n".join(each.example for each in group.values()))
    assert not left, f"settings in no group: {left}"
    return page.text()


def _setting(name: str, setting: Setting, page: Page) -> str:
    kind, meaning = page.meaning(KINDS[setting.kind]), page.meaning(setting.meaning)
    said = page.of((f"`{name}` ({kind}): {meaning}.", f"`{name}`（{kind}）：{meaning}。"))
    if setting.default in {"", "none"}:
        return said
    literal = setting.default[0] == '"' or setting.default in {"true", "false"}
    default = f"`{setting.default}`" if literal else page.meaning(setting.default)
    return said + page.of((f" Without it: {default}.", f"不写时：{default}。"))


def _commands(language: str) -> str:
    page = Page(language, ("Reference: commands", "参考：命令"))
    commands = _commands_of(_parser("diptych"))
    for name, (command, said) in commands.items():
        question = (f"What does `diptych {name}` do?", f"`diptych {name}` 做什么？")
        page.ask(page.of(question), f"command-{name}", _sentence(_said(said, language), language))
        arguments = [each for each in command._actions if each.dest != "help"]
        page.fence("text", _wrapped([f"diptych {name}", *map(_usage, arguments)]))
        if arguments:
            page.table(
                [("argument", "参数"), ("what it does", "含义")],
                [(_named(each), _said(each.help or "", language)) for each in arguments],
            )
        if keys := command.get_default("keys"):
            own = ("Its own keys with `--format json`:", "`--format json` 时它自己的键：")
            page.lines += ["", page.of(own)]
            page.items([_json_key(key, meaning, page) for key, meaning in keys.items()])
    page.ask(page.of(_JSON[0]), "command-json", page.of(_JSON[1]))
    page.items([_json_key(key, meaning, page) for key, meaning in COMMON.items()])
    page.lines += ["", page.of(_JSON[2])]
    return page.text()


_JSON: Sequence[Words] = (
    (
        "What do commands print with `--format json`?",
        "加上 `--format json` 命令输出什么？",
    ),
    (
        "One JSON object, whatever happens, and nothing else; it ends with the same exit code.",
        "无论发生什么都只输出一个 JSON 对象，没有别的；退出码不变。",
    ),
    (
        "Beside these stand the keys that the command has of its own. All of them are always there, "
        "and `null` where the command did not come so far. Nobody is asked anything: what needs an "
        "agreement needs `--yes`.",
        "此外还有各命令自己的键。所有的键总在，命令没有走到那一步的是 `null`。"
        "不会询问任何问题：需要同意的，请加 `--yes`。",
    ),
)


def _json_key(key: str, meaning: str, page: Page) -> str:
    said = _said(meaning, page.language)
    return page.of((f"`{key}`: {said}.", f"`{key}`：{said}。"))


def _commands_of(
    parser: argparse.ArgumentParser,
) -> dict[str, tuple[argparse.ArgumentParser, str]]:
    """Each command's name → its parser, and what is said of it."""
    (of_commands,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    said = {each.dest: each.help or "" for each in of_commands._choices_actions}
    return {name: (each, said[name]) for name, each in of_commands.choices.items() if name in said}


def _said(text: str, language: str) -> str:
    if language == "en" or not text:
        return text
    if (said := translated_lines(text, language)) == text:
        raise KeyError(f"no translation of: {text}")
    return said


def _sentence(text: str, language: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if language == "en" else f"{text}。"


def _usage(action: argparse.Action) -> str:
    """An argument as it is written in a command: `[--output DIR]`, `[PATH]`, `FILE`."""
    value = _value(action)
    written = f"{_flags(action)[-1]} {value}".strip() if action.option_strings else value
    if action.nargs == "*":
        return f"[{written} …]"
    return written if action.required else f"[{written}]"


def _wrapped(parts: Sequence[str]) -> str:
    """Join the parts of a command into lines that a phone can show."""
    lines = [parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) >= COLUMNS:
            lines.append("   ")
        lines[-1] += f" {part}"
    return "\n".join(lines)


def _flags(action: argparse.Action) -> list[str]:
    return sorted(action.option_strings, key=len)


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.choices is not None and action.metavar is None:
        return "|".join(map(str, action.choices))
    return str(action.metavar or action.dest.upper())


def _named(action: argparse.Action) -> str:
    flags = _flags(action) or [""]
    return ", ".join(f"`{f'{flag} {_value(action)}'.strip()}`" for flag in flags)


def _front_matter(language: str) -> str:
    page = Page(language, ("Reference: front matter", "参考：front matter"))
    question = ("Which keys may front matter hold?", "front matter 里可以写哪些键？")
    page.ask(page.of(question), "front-matter-keys", _listed([*KEYS], language))
    page.items([_key(name, key, page) for name, key in KEYS.items()])
    page.fence("yaml", "\n".join(key.example for key in KEYS.values()))
    return page.text()


def _key(name: str, key: Key, page: Page) -> str:
    meaning = page.meaning(key.meaning)
    said = page.of((f"`{name}`: {meaning}.", f"`{name}`：{meaning}。"))
    if not key.others:
        return said
    others = [f"`{other}`" for other in key.others]
    also = page.of((f" Also written {', '.join(others)}.", f"也可以写作 {'、'.join(others)}。"))
    return said + also


def _codes(language: str) -> str:
    page = Page(language, ("Reference: codes", "参考：代码"))
    left = dict(CODES)
    for digit, (question, short) in CODE_GROUPS.items():
        page.ask(page.of(question), f"codes-{digit}", page.of(short))
        names = sorted(code for code in CODES if code[1] == digit)
        page.table(
            [("code", "代码"), ("weight", "程度"), ("what it is", "含义")],
            [
                (code, page.of(SEVERITIES[severity]), _in_code(page.meaning(meaning)))
                for code, (severity, meaning) in ((code, left.pop(code)) for code in names)
            ],
        )
    assert not left, f"codes in no group: {left}"
    return page.text()


def _in_code(text: str) -> str:
    """Keep a tag that is spoken of from being one."""
    return text.replace("<details>", "`<details>`")


def _listed(names: Sequence[str], language: str) -> str:
    written = [f"`{name}`" for name in names]
    return ", ".join(written) + "." if language == "en" else "、".join(written) + "。"
