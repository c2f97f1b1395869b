"""The words that were part of each note's hash when that had version 1; never to be changed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMER_WORDS: Mapping[str, dict[str, str]] = MappingProxyType(
    {
        "en": {
            "sources": "Sources",
            "open_page": "Read on the page",
            "unanswered": "No answer yet.",
            "missing_image": "Missing image",
            "copy": "Copy",
            "copied": "Copied",
            "copy_failed": "Could not copy",
            "skip": "Skip to content",
            "site": "Site",
            "contents": "Contents",
            "everything": "All questions",
            "print": "Print",
            "theme": "Theme: ",
            "theme_auto": "system",
            "theme_light": "light",
            "theme_dark": "dark",
            "section": "Questions of this section",
            "number": "Question {number}",
            "questions_one": "1 question",
            "questions_many": "{count} questions",
            "cards_one": "1 card",
            "cards_many": "{count} cards",
            "pending": "unanswered",
            "tags": "Tags:",
            "pager": "Previous and next question",
            "previous": "Previous",
            "next": "Next",
            "download": "Download the Anki deck",
            "import_hint": (
                "Open the file, or choose File → Import in Anki. "
                "Import it again later: only changed cards are updated, and your progress stays."
            ),
            "figures": "Figures",
            "figures_one": "1 figure",
            "figures_many": "{count} figures",
            "shown_in": "Shown in:",
            "code": "Code",
        },
        "zh": {
            "sources": "来源",
            "open_page": "在网页上阅读",
            "unanswered": "还没有答案。",
            "missing_image": "缺图",
            "copy": "复制",
            "copied": "已复制",
            "copy_failed": "未能复制",
            "skip": "跳到正文",
            "site": "全站",
            "contents": "目录",
            "everything": "全部题目",
            "print": "打印",
            "theme": "配色：",
            "theme_auto": "跟随系统",
            "theme_light": "浅色",
            "theme_dark": "深色",
            "section": "本节题目",
            "number": "第 {number} 题",
            "questions_one": "1 题",
            "questions_many": "{count} 题",
            "cards_one": "1 张卡片",
            "cards_many": "{count} 张卡片",
            "pending": "待答",
            "tags": "标签：",
            "pager": "前后题",
            "previous": "上一题",
            "next": "下一题",
            "download": "下载 Anki 卡组",
            "import_hint": (
                "下载后双击，或在 Anki 里选“文件 → 导入”。"
                "以后再导入，只更新改过的卡片，学习进度不变。"
            ),
            "figures": "图",
            "figures_one": "1 幅图",
            "figures_many": "{count} 幅图",
            "shown_in": "见于：",
            "code": "代码",
        },
    }
)
