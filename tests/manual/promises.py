"""The page “What Diptych promises”: each promise, how often it was tried, and the command that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tests.generator.identity.stories import STORIES
from tests.manual.page import Page, Words
from tests.payloads import FORMULAS, MARKUP
from tests.trust.record import Tried, read_record


class Promise(NamedTuple):
    """One promise.

    Attributes:
        parts: of the trials whose numbers show it.
        shown: what else shows it, with numbers of the tests.
        command: what to run.
    """

    identifier: str
    question: Words
    short: Words
    command: str
    parts: tuple[str, ...] = ()
    shown: Words = ("", "")


_HOSTILE = len(MARKUP) + len(FORMULAS)

PROMISES = (
    Promise(
        "promise-whole",
        ("Is a site ever half old and half new?", "网站会不会一半新一半旧？"),
        (
            "No. When a build fails, the old site and deck are there, whole. When it is killed, no "
            "file is torn, no page leads to one that is missing, and the next build completes it.",
            "不会。构建失败时，原来的网站和牌组原样都在。构建被强行终止时，没有写坏的文件，"
            "没有网页指向不存在的文件，下一次构建会补齐。",
        ),
        "python -m tests.trust faults kills --full",
        ("faults", "kills"),
    ),
    Promise(
        "promise-at-once",
        (
            "May I edit, or build twice, while a build runs?",
            "构建时可以编辑，或者再运行一次构建吗？",
        ),
        (
            "Yes. No question loses its id, and the next build shows what you wrote.",
            "可以。没有题目丢失编号，下一次构建会显示你写的内容。",
        ),
        "python -m tests.trust pairs --full",
        ("pairs",),
    ),
    Promise(
        "promise-words",
        ("Does a broken file end in a traceback?", "文件坏了会不会只给出一串报错？"),
        (
            "No. Whatever stands in notes, settings or the ledger, a command ends with a message.",
            "不会。无论笔记、设置或账本里写了什么，命令都以一句说明结束。",
        ),
        "python -m tests.trust mutants --full",
        ("mutants",),
    ),
    Promise(
        "promise-sizes",
        ("How large may a strange file be?", "奇怪的文件可以有多大？"),
        (
            "Time and memory grow with the size of a file, whatever it holds.",
            "无论内容怎样，时间和内存只随文件大小增长。",
        ),
        "python -m tests.trust sizes --full",
        ("sizes",),
    ),
    Promise(
        "promise-history",
        ("Do my cards keep their history when I edit?", "修改笔记后，卡片的学习记录还在吗？"),
        (
            "Yes, or a line of the build names the card and the command that keeps its history.",
            "在；拿不准时，构建会指出是哪张卡片，以及用哪个命令保住记录。",
        ),
        "python -m tests.generator.identity.stories",
        shown=(
            f"{len(STORIES)} stories are told to the real Anki engine, card by card.",
            f"{len(STORIES)} 个故事交给真正的 Anki 引擎，逐张卡片比较。",
        ),
    ),
    Promise(
        "promise-same-bytes",
        ("Do the same notes give the same files?", "同样的笔记会得到同样的文件吗？"),
        (
            "Yes, byte for byte, with the same ledger and `SOURCE_DATE_EPOCH`: at any time, in any "
            "folder and locale, under each Python that was tried.",
            "会。账本和 `SOURCE_DATE_EPOCH` 相同时，任何时间、文件夹、语言环境和试过的各版 Python 得到的文件逐字节相同。",
        ),
        "python -m tests.trust same --full",
        ("same",),
    ),
    Promise(
        "promise-nothing-runs",
        ("May I build notes that I do not know?", "可以构建来历不明的笔记吗？"),
        (
            "Yes. Nothing in notes runs on pages or cards, or asks another host for anything. Code "
            "for figures and templates of themes are used only after `diptych trust`.",
            "可以。笔记里的东西不会在网页或卡片上运行，也不会向别的主机请求任何内容。"
            "插图代码和主题模板要在 `diptych trust` 之后才使用。",
        ),
        "pytest tests/generator/site/test_safe_site.py tests/generator/deck/test_safe_cards.py",
        shown=(
            f"{_HOSTILE} hostile pieces stand in every place of notes and settings; pages, search, "
            "rehearsal, feed, sitemap, `llms.txt` and the app are read by real readers.",
            f"{_HOSTILE} 段恶意内容放在笔记和设置的每个位置；网页、搜索、演练、订阅源、站点地图、"
            "`llms.txt` 和应用都由真正的阅读程序读取。",
        ),
    ),
    Promise(
        "promise-own-files",
        ("Does it ever overwrite what I wrote?", "会覆盖我写的东西吗？"),
        (
            "No. Notes are never changed by a build; a folder with other files is refused; a page "
            "changed by hand is kept in the data folder before it is made anew, and named.",
            "不会。构建从不改动笔记；文件夹里有别的文件就拒绝写入；被手工改过的网页在重新生成之前先存进数据文件夹，并指出名称。",
        ),
        "pytest tests/generator/output/test_ownership.py tests/generator/output/test_edits.py",
    ),
    Promise(
        "promise-no-word-lost",
        ("Is any word of my notes lost silently?", "笔记里会有字悄悄丢失吗？"),
        (
            "No. Each word is on a page or in a message.",
            "不会。每个词要么在网页上，要么在报告里。",
        ),
        "DIPTYCH_NIGHTLY=1 pytest tests/generator/test_nothing_lost.py",
        shown=(
            "Each night 10,000 made-up notes, and 5,000 sequences of edits of which every build "
            "gives what a fresh one gives.",
            "每晚用一万篇生成的笔记，和五千串修改：每次构建的结果都与从头构建相同。",
        ),
    ),
)

ROWS: Mapping[str, str] = {
    "a write fails: the old output or the new one, whole; a sentence; the next heals": "写入失败：输出完整，是旧的或新的；有一句说明；下次补齐",
    "a read fails: likewise, or what could not be read is told": "读取失败：同上，或者指出读不了什么",
    "killed in an edit: no torn file, no dangling page, no id lost; the next heals": "修改后的构建被终止：没有坏文件，没有断链，没有丢失编号；下次补齐",
    "killed in a first build: no torn file, no dangling page, no id lost; the next heals": "第一次构建被终止：没有坏文件，没有断链，没有丢失编号；下次补齐",
    "two commands at once: no id lost, no traceback, the next build is whole": "两个命令同时运行：没有丢失编号，下次构建完整",
    "an edit while a build runs: the next build shows it": "构建时编辑：下次构建会显示",
    "a build that stands still: another one waits and says so, no id is lost": "构建停住：另一个等待并说明，没有丢失编号",
    "damaged notes, settings and ledgers: a diagnostic or a sentence, never a traceback": "损坏的笔记、设置和账本：有报告或一句说明",
    "damaged caches and manifests: the next build mends it or says so, the same bytes": "损坏的缓存和清单：下次构建补好或者说明，逐字节相同",
    "the same notes, another clock, zone, locale, folder or Python: the same bytes": "同样的笔记，另外的时钟、时区、语言环境、文件夹或 Python：逐字节相同",
    "wheel and source, built with another clock and mask: the same bytes": "换时钟和权限构建安装包和源码包：逐字节相同",
    "100 KB of each family: 5 s, or 1 ms a question if that is more, 500 MB, 100 MB written, linear": "每类 100 KB：5 秒，问题多时每题 1 毫秒；内存 500 MB，写入 100 MB，线性增长",
    "100 KB of each field of a deck, or of a line in an editor: 5 s, 500 MB": "牌组每类字段、编辑器里每类行 100 KB：5 秒，500 MB",
    "100 KB of each setting: 5 s, 500 MB": "每类设置 100 KB：5 秒，500 MB",
    "giants: refused with file and line, 5 s, 500 MB": "巨大的文件：指出文件和行并拒绝，5 秒，500 MB",
}
"""What was tried, in Chinese."""


def promises(language: str) -> str:
    """The page in a language; a promise whose trials were never recorded is not on it."""
    page = Page(language, ("What Diptych promises", "Diptych 的承诺"))
    record = read_record()
    for promise in PROMISES:
        tried = [each for each in record if each.part in promise.parts]
        if promise.parts and not tried:
            continue
        page.ask(page.of(promise.question), promise.identifier, page.of(promise.short))
        _numbers(page, tried)
        if said := page.of(promise.shown):
            page.lines += ["", said]
        page.lines += [
            "",
            page.of(("In the repository, this shows it:", "在代码仓库里用这个命令验证：")),
        ]
        page.fence("text", promise.command.replace(" tests/", " \\\n  tests/"))
    return page.text()


def _numbers(page: Page, tried: list[Tried]) -> None:
    if not tried:
        return
    head = [("what was tried", "尝试"), ("times", "次数"), ("did not hold", "不成立")]
    rows = [(_named(page, each), f"{each.tried:,}", f"{each.broken:,}") for each in tried]
    page.table(head, rows)
    last = max(tried, key=lambda each: each.date)
    pythons = ", ".join(sorted({each.python for each in tried}))
    page.lines += [
        "",
        page.of(
            (
                f"Last tried on {last.date} with Python {pythons}.",
                f"最近一次：{last.date}，Python {pythons}。",
            )
        ),
    ]


def _named(page: Page, tried: Tried) -> str:
    return page.of((tried.promise, ROWS[tried.promise]))
