"""What the words of a line tell: whether they ask, and whether they only name a part of an answer.

Other finders and the checks ask here, so that the vocabulary of all languages stands in one place.
"""

from __future__ import annotations

import re
from functools import lru_cache

from diptych.characters import ASKED, HAN, KANA, QUESTION_MARKS, lazy
from diptych.parse.words import lexicon
from diptych.parse.words.numbers import without_number

# `(Amazon)`, `[hard]`, `👶` and the like may stand behind a question mark.
QUESTION_MARK = lazy(rf"{ASKED}(?:[^\w(（\[【]|[(（\[【][^()（）\[\]【】]{{0,40}}[)）\]】])*$")

_TALK = (
    "说一?说|说一?下|谈一?谈|谈一?下|讲一?讲|讲一?下|聊一?聊|简述|试述|论述|简单(?:介绍|说说|描述)"
    "|请(?:你|问|简述|解释|说明|描述|谈|介绍|说)|手撕|手推|你(?:是|对|觉得|认为)"
)
_IMPERATIVE = (
    "说出|介绍|解释|描述|列举|列出|举例|比较|对比|分析|阐述|概述一?下|手写|写出|写一个|实现一个|证明|推导|求证"
    "|设计一个|请(?![假柬愿帖])|试(?![卷题验剂用管纸点行场听错探])|你[在的]|自我介绍|反问|项目(?:介绍|深挖)|深挖"
)
# These demand as plainly as “explain” does, unless they are a label: `证明：…`.
_SET_TASK = r"(?:证明|求证|推导|写出|列举|阐述|名词解释)(?!\s*[:：书人材料])(?=\s*\S)"
_INTERROGATIVE = (
    "什么|甚么|如何|怎么|怎样|怎麼|什麼|为何|為何|為什|哪(?![怕吒知料])|几种|几个|几类|多少|多久"
    "|是否|能否|可否|有无|有没有|是不是|能不能|会不会|要不要|吗$|呢$|区别|異同|异同|有何|谁"
)
_LATIN_TALK = (
    r"(?:explain|describe|define|compare|contrast|discuss|differentiate|distinguish|prove|derive"
    r"|erklären? sie|erläutern? sie|nennen sie|beschreiben sie|definieren sie|begründen sie"
    r"|vergleichen sie"
    r"|erkläre|erläutere|nenne|beschreibe|definiere|begründe|explica|explique|enumera|menciona"
    r"|expliquez|décri(?:s|vez)|définissez|citez|comparez|descreva|diferencie|spiega|descrivi"
    r"|elenca"
    r"|объясните|опишите|назовите|перечислите|дайте определение|сравните|расскажите|поясніть"
    r"|опишіть"
    r"|wyjaśnij|opisz|zdefiniuj|wymień|porównaj|omów|hãy|trình bày|giải thích|so sánh|phân biệt|nêu"
    r"|اشرح|اذكر|قارن|وضح|عرّف|leg uit|beschrijf|jelaskan|sebutkan|uraikan|vysvětli|popiš"
    r"|förklara"
    r"|beskriv)(?=\s+\S)"
)
# These may also begin the name of a topic, or a step of a recipe.
_LATIN_IMPERATIVE = (
    r"(?:is|are|do|does|did|can|could|should|would|will)\s+(?!not\b)\S+\s+\S"
    r"|(?:list|name|give|state|tell|show|find|calculate|compute|implement|write|design|outline)"
    r"(?=\s+\S)"
)
_LATIN = (
    r"(?:what|why|how|when|where|which|who|whom|whose)(?:['’]s|['’]re)?\b"
    r"|differences? between\s+\S"
    r"|(?:was|wie|warum|wieso|weshalb|welche[rsn]?|wann|wem|wozu|woran)\s+\S"
    r"|¿|(?:qu[ée]|cómo|por qué|cu[áa]l(?:es)?|cuándo|dónde|quién)\s+\S"
    r"|(?:qu['’]est|que(?:l|lle)s?|pourquoi|comment|quand|où|combien)[\s-]*\S"
    r"|(?:o que|como|por que|qual|quais|quando|onde)\s+\S"
    r"|(?:che cos|perché|quale|quali)\s*\S"
    r"|(?:что|как|какой|какая|какое|какие|каков[аы]?|почему|зачем|когда|где|кто|чем|сколько)(?=\s)"
    r"|(?:co to|dlaczego|kiedy|gdzie|któr[yae]|jak(?:i[e]?|a)?|czym|po co|na czym polega)\s+\S"
    r"|(?:що|як(?:ий|а|е|і)?|чому|навіщо|коли|де|хто)\s+\S"
    r"|(?:wat|hoe|waarom|welke?|wanneer|wie) (?:is|zijn|wordt|worden|kan|doet)\s+\S"
    r"|(?:apa (?:itu|yang|saja|perbedaan|fungsi)|apakah|bagaimana|mengapa|kenapa)\s+\S"
    r"|(?:co je|jaký|jaká|proč|který)\s+\S|(?:vad är|varför|hur)\s+\S"
    r"|(?:ما (?:هو|هي|هما|الفرق|معنى)|ماذا|لماذا|كيف|متى|أين|هل)\s+\S"
    r"|(?:чего|в ч[её]м|для чего)\s+\S"
    r"|(?:tại sao|vì sao|thế nào là|khi nào|làm (?:thế nào|sao))\s+\S"
    r"|(?:mik|milyen|hogyan|miért|mikor)\s+\S"
    r"|(?:τι|πώς|γιατί|πότε|πού|ποι(?:ος|α|ο|οι|ες|ους)|πόσ(?:ο|α|οι|ες|η))\s+\S"
    r"|(?:hva|hvad|hvorfor|hvordan|hvornår|hvem|hvilke[nt]?)\s+\S"
    r"|(?:mikä|miksi|miten|milloin|missä|kuka)\s+\S"
    r"|(?:какво|защо|кога|къде|кой|коя|кое|кои|zašto|kako|kada|gdje|gde)\s+\S"
    r"|(?:de ce|ce este|ce sunt|cine)\s+\S"
    r"|(?:מה|מי|מדוע|למה|(?:איך|כיצד)(?!\s+ל)|מתי|איפה|היכן|האם|אילו)\s+\S"
    r"|(?:چرا|چگونه|چطور|چه|کدام)\s+\S"
)
_EASTERN = (
    r"とは(?:何|$|[、。])|なぜ|どの|どう|どれ(?!も)|どちら|いくつ|誰[がをに]|何[がをでか]|ですか"
    r"|ますか"
    r"|(?:説明|比較|定義)(?:せよ|しなさい|してください)"
    r"|(?:述べ|答え|挙げ|求め)(?:よ|なさい|てください)"
    r"|무엇|왜 |어떻게|어떤|(?:설명|서술|비교|정의)(?:하시오|하라|해\s*주세요|해보세요)"
    r"|\b(?:là gì|như thế nào|thế nào|ra sao)\W*$"
    r"|\b(?:nedir|nelerdir|nasıl|nerede|ne zaman|kimdir|kaç|hangi(?:sidir)?|açıkla(?:yınız|yın))\b"
)

_ASKING = lazy(rf".*(?:{_INTERROGATIVE}|{_EASTERN})|[\W\d_]*(?:{_LATIN}|{_TALK})", re.IGNORECASE)
_EXPLAIN = lazy(rf"[\W\d_]*(?:{_LATIN_TALK}|{_SET_TASK})", re.IGNORECASE)
_DEMANDED = lazy(rf"[\W\d_]*(?:{_IMPERATIVE})")
_DEMANDING = lazy(rf"[\W\d_]*(?:{_IMPERATIVE}|{_LATIN_IMPERATIVE})", re.IGNORECASE)
# What is to be filled in: `____`, `（ ）`, `-------` within a sentence; but not `name()`.
BLANK = lazy(
    r"_{2,}|＿{2,}|(?<=[\w,]\s)-{4,}(?=\s+\w|\s*[.,;:!?]|\s*$)|(?<!\S)-{4,}(?=\s+\w)"
    r"|(?<![A-Za-z0-9_>])[（(][\s\u3000]*[)）]|[【\[][\s\u3000]+[】\]]"
)
# A statement that says that it is to be judged: `… (T/F)`, `… (vrai ou faux)`.
_TO_JUDGE = lazy(
    r"[(（\[]\s*(?:T\s*/\s*F|V\s*/\s*F|R\s*/\s*F|C\s*/\s*E|对\s*/\s*错|√\s*/\s*×|○\s*/\s*×"
    rf"|{lexicon.JUDGED})\s*[)）\]]\W*$",
    re.IGNORECASE,
)
_JUDGE = lazy(
    r"\W*(?:true or false|vrai ou faux|verdadero o falso|verdadeiro ou falso|vero o falso"
    r"|richtig oder falsch)\s*[:：.]\s*\S",
    re.IGNORECASE,
)
_LONGEST_MARK = 48
_EAST = lazy(f"[{HAN}{KANA}]")
_SENTENCE_ENDS = lazy(rf"[。！!;；{QUESTION_MARKS}]|\.\s")
# What asks as plainly as this is a question; what asks less may only demand.
ASKS_PLAINLY = 0.6
# Longer ones are sentences that hold such a word.
_LONGEST = 160
_LONGEST_EAST = 60

_TEMPLATE = lazy(
    r"\W*(?:answers?(?: key)?|answer sheet|short answer|solutions?|explanations?|hints?|summary"
    r"|tl;?dr|overview|intro(?:duction)?"
    r"|key (?:points|takeaways|ideas|concepts)|takeaways?|conclusions?|references?|sources?|links?"
    r"|further reading|reading|see also|related(?: (?:questions?|notes?|topics?|concepts?))?"
    r"|follow[- ]?ups?(?: questions?)?|additional (?:questions?|resources?|reading)|resources"
    r"|examples?|code examples?|code|implementation|example code|notes?|remarks?|comments?|pitfalls"
    r"|definition|usage|syntax|intent|class diagram|structure"
    r"|pros(?: (?:and|&) cons)?|cons|advantages|disadvantages|trade-?offs"
    r"|use cases|when to use|when not to use|best practices|common mistakes|complexity"
    r"|prerequisites|objectives?|requirements?|instructions?|goals?|steps|background|motivation"
    r"|context"
    r"|acknowledge?ments?|credits|licen[sc]e|contribut(?:ing|ors|ions?)|changelog"
    r"|preface|foreword|appendix|todo|tags|metadata|question"
    r"|前言|序言|引言|导言|写在(?:前面|最后|后面)|总结|小结|结语|结论|后记"
    r"|参考(?:资料|文献|答案|链接)?"
    r"|(?:扩展|延伸|相关)(?:阅读|资料|链接|问题|题目)|(?:参考)?答案(?:[与及和]?(?:解析|详解))?"
    r"|解答|解析|题解|解题(?:思路|过程|方法)"
    r"|回答|分析|题目(?:分析|描述|解析|链接)?|思路|代码(?:实现|示例)?|示例(?:代码)?|实现"
    r"|复杂度(?:分析)?|例句|例子|举例"
    r"|例题|例文|笔记|备注|注释|说明|补充(?:说明)?|要点|知识点|考点|考察点|追问|拓展|提示"
    r"|注意(?:事项)?|定义"
    r"|优点|缺点|优缺点|应用场景|使用场景|用法|接続|意味|例|往期推荐|推荐阅读"
    r"|(?:站在)?巨人的肩膀上?|鸣谢|致谢|附录|更新日志|许可证|版权声明"
    r"|總結|小結|結語|結論|後記|參考(?:資料|文獻|連結)?|(?:延伸|相關)(?:閱讀|資料|連結)?|相關|來源"
    r"|重點|範例|筆記|備註|補充(?:說明)?"
    r"|註解|優點|缺點|優缺點|應用場景|注意(?:事項)?|前言|まとめ|要約|おわりに|はじめに"
    r"|参考(?:文献|資料)|備考|補足|メモ"
    r"|요약|정리|결론|참고(?:\s?(?:자료|문헌|링크))?|예시|예제|메모|개요|서론|목차"
    r"|riassunto|riepilogo|conclusion[ei]|conclusiones|conclus(?:ão|ões)|esemp(?:io|i)|fonti"
    r"|fuentes|fontes"
    r"|riferimenti|bibliografía|bibliografia|fazit|literatur|anmerkung(?:en)?|notizen|notas?"
    r"|remarques?"
    r"|підсумок|підсумки|висновки?|приклади?|джерела|посилання|выводы?|вывод|заключение|введение"
    r"|примечани[ея]"
    r"|tóm tắt|kết luận|ví dụ|ghi chú|lưu ý|tài liệu tham khảo|nguồn|podsumowanie|wnioski"
    r"|przykłady?|uwagi"
    r"|notatki|źródła|bibliografia|literatura|özet|sonuç|örnek(?:ler)?|notlar?|kaynak(?:lar|ça)"
    r"|(?:ال)?خلاصة|(?:ال)?ملخص|(?:ال)?خاتمة|(?:ال)?مقدمة|(?:ال)?أمثلة|(?:ال)?مثال|(?:ال)?ملاحظات"
    r"|(?:ال)?مراجع"
    r"|(?:ال)?مصادر|samenvatting|conclusies?|voorbeeld(?:en)?|bronnen|opmerkingen|ringkasan"
    r"|kesimpulan|contoh"
    r"|catatan|referensi|daftar pustaka|shrnutí|závěr|příklady|zdroje|poznámky|sammanfattning"
    r"|slutsats|exempel"
    r"|källor|סיכום|מסקנות|דוגמאות|מקורות|خلاصه|نتیجه‌?گیری|منابع|सारांश|निष्कर्ष|สรุป|ตัวอย่าง"
    r"|дано|условие(?: задачи)?"
    r"|краткое (?:описание|содержание)|ключевые (?:моменты|тезисы)|итоги?|пример(?:ы)?|ответ"
    r"|решение|литература|ссылки|источники|связанные вопросы|дополнительн\w+ вопросы"
    r"|zusammenfassung|beispiele|quellen|resumen|ejemplos|referencias"
    r"|résumé|exemples|références|resumo|exemplos|referências"
    r"|definición|définition|definição|definizione|определение|定義|정의|định nghĩa|definicja|tanım"
    r"|(?:ال)?تعريف|definitie|definisi|definice"
    rf"|{lexicon.ANSWER}|{lexicon.SOLUTION}|{lexicon.EXPLANATION}|{lexicon.EXAMPLE}|{lexicon.KEY})"
    r"(?:\s*[(（\[]\s*[a-z]{2,3}(?:[-_][a-z]{2,4})?\s*[)）\]])?[\W\d]*",
    re.IGNORECASE,
)
_RECIPE = lazy(
    r"\W*(?:ingredients|method|directions|serving suggestions?|食材|配料|用料|调料|做法)\W*",
    re.IGNORECASE,
)
# What reports, READMEs and changelogs are made of: nobody learns what stands above or below it.
_HOUSEKEEPING = lazy(
    r"\W*(?:licen[sc]e|contribut(?:ing|ors)|changelog"
    r"|agenda|attendees|participants|minutes|action items|next steps|decisions"
    r"|议程|参会(?:人员?|者)|与会人员?|会议(?:纪要|记录|议程)|待办(?:事项)?|行动项|下一步(?:计划)?"
    r"|[本下上](?:周|月|季度|阶段)(?:工作)?(?:完成|计划|总结|目标|安排|进展)?"
    r"|今日(?:总结|计划|待办)"
    r"|贡献(?:指南|者)|许可证)\W*",
    re.IGNORECASE,
)
# Notes tell how to install something, too; beside a licence it is a README that does.
_OF_README = lazy(
    r"\W*(?:installation|getting started|quick ?start|build status|badges|安装|快速开始)\W*",
    re.IGNORECASE,
)
_RELEASE = lazy(r"\W*(?:v?\d+\.\d+(?:\.\d+)?(?:\W+\d{4}-\d\d-\d\d)?|unreleased)\W*", re.IGNORECASE)
# The day of a diary: `2024-03-01`, `2024年3月1日 周五`, `March 1, 2024`.
_DATE = lazy(
    r"\W*(?:\d{4}\s*[-./年]\s*\d{1,2}\s*(?:[-./月]\s*(?:\d{1,2}\s*日?)?)?"
    r"|\d{1,2}\s*月\s*\d{1,2}\s*[日号]"
    r"|(?:\d{1,2}\.?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?)?,?\s+\d{4})"
    r"(?:\W*(?:(?:周|星期|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*))?\W*",
    re.IGNORECASE,
)
# What stands behind the answers.
STANDS_BEHIND = lazy(
    r"\W*(?:follow[- ]?ups?|references?|related|see also|sources?|links?|further|prerequisites"
    r"|notes?|resources|additional|дополнительн|ссылки|источники|связанн|см\. также|литература"
    r"|参考|相关|扩展阅读|延伸)",
    re.IGNORECASE,
)
# What asks about the title above it, and nothing by itself.
_ASPECT = lazy(
    r"\W*(?:是什么|什么是|为什么(?:重要|需要|要用)?|怎么(?:用|做|实现)|如何(?:使用|实现|应用)"
    r"|有什么用|何时(?:使用|用)"
    r"|what(?: is it|['’]s it)?|why(?: it matters| use it)?"
    r"|how(?: it works| does it work| to use(?: it)?)?|when(?: to use it)?"
    r"|是什麼|什麼是|為什麼(?:重要|需要|要用)?|為何|怎麼(?:用|做|實現)?|有什麼用|何時(?:使用|用)"
    r"|was ist das|warum|wieso|wozu|wofür|wie(?: (?:funktioniert (?:es|das)|geht das))?"
    r"|wann(?: (?:verwenden|einsetzen|nutzen))?"
    r"|qu['’]est-ce que c['’]est|pourquoi|comment(?: (?:ça|cela) (?:marche|fonctionne))?"
    r"|quand(?: l['’]utiliser)?|à quoi (?:ça|cela) sert"
    r"|por qu[eéê](?: es importante| importa)?|qu[eé] es|para qu[eéê](?: (?:se usa|sirve|serve))?"
    r"|c[oó]mo(?: (?:funciona|se usa|usar(?:lo|la)?))?|[cq]u[aá]ndo(?: (?:usar(?:lo|la)?|se usa))?"
    r"|o que é|perché|che cos['’]è|come(?: (?:funziona|si usa))?|a cosa serve"
    r"|что это(?: такое)?|почему|зачем(?: нужн[аоы]?| это нужно)?"
    r"|как(?: (?:это )?(?:работает|использовать))?|когда(?: (?:использовать|применять))?"
    r"|чому|навіщо|як(?: (?:це )?працює)?|коли(?: використовувати)?"
    r"|co to(?: jest)?|dlaczego|po co|do czego(?: służy)?|jak(?: (?:to )?działa)?"
    r"|kiedy(?: (?:używać|stosować))?"
    r"|nedir|neden|niçin|nasıl(?: (?:çalışır|kullanılır))?|ne (?:zaman kullanılır|işe yarar)"
    r"|là gì|tại sao|vì sao|khi nào(?: (?:dùng|sử dụng))?|dùng để làm gì|hoạt động (?:như )?thế nào"
    r"|ما ه[وي]|لماذا|كيف(?: [يت]عمل)?|متى(?: (?:نستخدمه|نستخدمها|[يت]ستخدم))?"
    r"|무엇인가|왜(?: (?:필요|중요|사용)\S*)?|어떻게(?: (?:동작|작동|사용)\S*)?|언제(?: 사용\S*)?"
    r"|何か|なぜ(?:必要|重要)?(?:か|なのか)?|どうして|いつ使うか|どう使うか"
    r"|wat is het|waarom|hoe(?: werkt het)?|wanneer|apa itu|mengapa|kapan|bagaimana"
    r"|co to je|proč|jak to funguje|vad är det|varför|hur|למה|מדוע|איך|چرا|چیست|क्यों|कैसे|ทำไม)"
    r"[\W\d]*",
    re.IGNORECASE,
)
_SECTION = lazy(
    r"\W*(?:第\s*(?:\d{1,3}|[一二三四五六七八九十百]{1,4})\s*(?:章|节|節|部分|篇|讲|講|课|課|单元"
    r"|回|编|卷|周|天)"
    r"|(?:part|chapter|section|unit|lesson|module|week|day|lecture|teil|kapitel|lektion|глава"
    r"|часть|раздел"
    r"|урок|capítulo|unidad|chapitre|leçon)\s*+(?:#\s*+)?(?:\d{1,3}|[ivx]{1,5})\b"
    r"|(?:模块|单元|专题|部分|篇章)\s*[\d一二三四五六七八九十])",
    re.IGNORECASE,
)

# The same without a word of what it is about: `Week 3`, `Билет № 2`, `第4章`, `2주차`.
_BARE_SECTION = lazy(
    r"\W*+(?:第\s*(?:\d{1,3}|[一二三四五六七八九十百]{1,4})\s*"
    r"(?:章|节|節|部分|篇|讲|講|课|課|单元|單元|回|编|卷|周|週|天|日|部|話|期)"
    r"|제?\s*\d{1,3}\s*(?:주차|일차|장|강|과|회)"
    r"|(?:part|chapter|section|unit|lesson|module|week|day|lecture|session|teil|kapitel|lektion"
    r"|woche|tag|глава|часть|раздел|урок|билет|тема|лекция|неделя|день|занятие|модуль|розділ"
    r"|тиждень|білет|лекція|capítulo|unidade?|tema|lección|semana|d[ií]a|módulo|sesión|parte|aula"
    r"|chapitre|leçon|semaine|jour|séance|partie|capitolo|lezione|settimana|giorno|unità|rozdział"
    r"|lekcja|tydzień|dzień|temat|bölüm|ünite|hafta|gün|hoofdstuk|les|deel|chương|tuần|ngày|buổi"
    r"|fejezet|tétel|kapitola|lekce|týden|vecka|uge|uke|luku|viikko|模块|单元|专题|部分|篇章)"
    r"\s*+(?:[#№]|n[o°º]\.?)?\s*(?:\d{1,3}|[ivx]{1,5}|[a-h一二三四五六七八九十]"
    r"|one|two|three|four|five|six|seven|eight|nine|ten))\W*",
    re.IGNORECASE,
)


# A kind of tasks, which stands above them: `四、论述题（每题 10 分）`.
_KIND_OF_TASKS = lazy(
    r"\W*(?:[一二三四五六七八九十]{1,3}[、.．])?\s*\w{1,6}题\W*(?:[(（][^()（）]*[)）])?\W*"
)


def ends_in_question_mark(text: str) -> bool:
    """Tell whether words end in a question mark; ornaments may stand behind it."""
    return bool(QUESTION_MARK.search(text)) and any(map(str.isalnum, text))


@lru_cache(maxsize=4096)  # several finders ask of each line
def asks_in_words(text: str) -> bool:
    """Tell whether a text asks or demands without a question mark: “explain …”, “如何…”."""
    if not _is_short(text) or _KIND_OF_TASKS.fullmatch(text):
        return False
    return any(each.match(text) for each in (_ASKING, _EXPLAIN, _DEMANDED))


def asks(text: str) -> bool:
    """Tell whether a text asks, by its mark or by its words."""
    return ends_in_question_mark(text) or asks_in_words(text)


@lru_cache(maxsize=4096)
def is_one_question(text: str) -> bool:
    """Tell whether a text asks, and is no more than one sentence."""
    marked = QUESTION_MARK.search(text)
    end = marked.start() if marked else len(text)
    return asks(text) and not _SENTENCE_ENDS.search(text[:end])


@lru_cache(maxsize=4096)
def asking(text: str) -> float:
    """Say how much a line asks, from 0 to 1: what only demands may also be a step of a recipe."""
    if ends_in_question_mark(text) or BLANK.search(text) or _is_to_be_judged(text):
        return 1.0
    if not _is_short(text) or _KIND_OF_TASKS.fullmatch(text):
        return 0.0
    if _ASKING.match(text):
        return 0.8
    if _EXPLAIN.match(text):
        return 0.6
    return 0.5 if _DEMANDING.match(text) else 0.0


def _is_to_be_judged(text: str) -> bool:
    return bool(_JUDGE.match(text) or _TO_JUDGE.search(text[-_LONGEST_MARK:]))


def _is_short(text: str) -> bool:
    return len(text) <= (_LONGEST_EAST if _EAST.search(text) else _LONGEST)


# What begins or ends a text asks nothing even where it is numbered as questions are.
_FRAME = lazy(
    r"\W*(?:summary|conclusions?|references?|bibliography|further reading|acknowledge?ments?"
    r"|appendix|preface|foreword|前言|序言|引言|导言|总结|小结|结语|结论|后记|参考(?:资料|文献|链接)|致谢|鸣谢|附录)[\W\d]*",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_template_word(text: str) -> bool:
    """Tell whether a heading only names a part of an answer or file: “Answer”, “总结”, a day."""
    in_recipes = _RECIPE.fullmatch(text)
    frames = _FRAME.fullmatch(without_number(text))
    return is_part_of_answer(text) or bool(in_recipes or frames) or is_housekeeping(text)


def is_part_of_answer(text: str) -> bool:
    """Tell whether a line only names a part of an answer: “Answer”, “总结”, a day."""
    return bool(_TEMPLATE.fullmatch(text) or _DATE.fullmatch(text))


def is_housekeeping(text: str) -> bool:
    """Tell whether a heading names a part of a report, a README, a changelog: “Agenda”, “1.2”."""
    return bool(_HOUSEKEEPING.fullmatch(text)) or names_a_release(text)


def belongs_to_readme(text: str) -> bool:
    """Tell whether a heading says what READMEs of tools say, and notes do as well."""
    return bool(_OF_README.fullmatch(text))


def names_a_release(text: str) -> bool:
    """Tell whether a heading is the number of a version, and perhaps its day."""
    return bool(_RELEASE.fullmatch(text))


def asks_about_title(text: str) -> bool:
    """Tell whether a line asks nothing by itself, but about what stands above it: “Why?”."""
    return bool(_ASPECT.fullmatch(text))


@lru_cache(maxsize=4096)
def names_only_a_place(text: str) -> bool:
    """Tell whether a heading says where or when something stands, and not what: “Week 3”, a day."""
    return bool(_BARE_SECTION.fullmatch(text) or _DATE.fullmatch(text))


def names_a_section(text: str) -> bool:
    """Tell whether a heading is numbered as parts of books are: “Chapter 2”, “第三章”."""
    return bool(_SECTION.match(text))
