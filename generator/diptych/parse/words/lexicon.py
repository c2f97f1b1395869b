"""The words that name what notes hold, in all languages: the one table of them.

Each is the inside of a group of a regular expression, in small letters: what asks, what answers it,
what explains that. Labels, headings, keys and folds are put together of them, so that a language
that is written here is read in all of these places. Where a word means something else in one of
them, that place says so itself.
"""

from __future__ import annotations

QUESTION = (
    r"questions?|问题|問題|题目?|題目?|問い?|질문|문제|вопрос(?:ы)?|питання|запитання|frage"
    r"|preguntas?|pergunta|quest[ãa]o|domanda|quesito|câu(?: hỏi)?|pytanie|soru|(?:ال)?سؤال|vraag"
    r"|soal|pertanyaan|otázka|fråga|spørgsmål|spørsmål|kysymys|kérdés|întrebare[a]?|ερώτηση|שאלה"
    r"|سوال|پرسش|प्रश्न|คำถาม|質問|hỏi|tanya|প্রশ্ন|கேள்வி|ప్రశ్న|въпрос|pitanje|питање"
    r"|vprašanje|klausimas|jautājums|küsimus|soalan|tanong|swali|კითხვა|հարց|сұрақ|асуулт|galdera"
)
"""What names a question: ``Question 3``, ``问题``, ``Câu 1``."""

EXERCISE = (
    r"problem|exercise|aufgabe|übung|exercice|problème|ejercicio|problema|exercício|esercizio"
    r"|задача|задание|упражнение|вправа|завдання|习题|習題|练习题?|練習(?:問題|題)?|演習(?:問題)?"
    r"|문제|연습문제|bài t(?:ập|oán)|zadanie|ćwiczenie|alıştırma|(?:ال)?تمرين|(?:ال)?مسألة|opgave"
    r"|oefening|latihan|cvičení|úloha|příklad k řešení|övning|uppgift|øvelse|oppgave|harjoitus"
    r"|feladat|exercițiu|άσκηση|תרגיל|تمرین|अभ्यास|แบบฝึกหัด"
)
"""What sets a task: ``Exercise 1.2``, ``习题``."""

EXAMPLE = (
    r"(?:worked )?example|beispiel|exemple|ejemplo|exemplo|esempio|пример|приклад|典?例题?|例題"
    r"|예제|ví dụ|przykład|örnek|مثال|voorbeeld|contoh|příklad|exempel|eksempel|esimerkki|példa"
    r"|exemplu|παράδειγμα|דוגמה|उदाहरण|ตัวอย่าง"
)
"""What shows how something is done, and may set it as a task."""

_RIGHT_BEFORE = (
    r"(?:correct|expected|model|sample|suggested|official|best|right|richtige|korrekte|bonnes?"
    r"|правильн(?:ый|ые|а)|верн(?:ый|ые)|вірна|poprawn[ae]|prawidłow[ae]|doğru|juiste?|goede|correcte|správná|rätt"
    r"|riktig|rigtige?|oikea|helyes|सही|সঠিক|верен|правилен|točan|тачан|(?:参考|參考|正确|正確|标准|標準))\s*"
)
_RIGHT_BEHIND = (
    r"\s*(?:correct(?:e|es|a|as|ă)|exactes?|juste|corrett[ae]|esatt[ae]|giust[ae]|corretas?"
    r"|certas?|đúng|(?:yang )?benar|(?:ال)?صحيحة?|صحیح|درست|נכונה|ที่ถูกต้อง)"
)
_ANSWERS = (
    r"ans(?:wer)?|antwort|respuestas?|réponses?|rispost[ae]|respostas?|gabarito|ответ|відповідь"
    r"|答え|正解|정답|답변?|(?:đáp án|đáp|câu trả lời|trả lời)|odpowied[źz]|cevap|yanıt"
    r"|(?:ال)?[إا]?جابة|(?:ال)?جواب|antwoord|(?:kunci )?jawab(?:an)?|odpověď|odpoveď|svar|vastaus"
    r"|válasz|răspuns|απάντηση|תשובה|پاسخ|जवाब|उत्तर|คำตอบ|答案?|答[复覆]|解答|回答|回[复覆]"
    r"|উত্তর|பதில்|விடை|జవాబు|సమాధానం|отговор|odgovor|одговор|atsakymas|atbilde|vastus|jawapan"
    r"|sagot|jibu|პასუხი|պատասխան|жауап|хариулт|erantzuna"
)
_SHORT = r"(?:ans|antw|resp|rpta|rép|risp|odp|odg|отв|відп)\."
ANSWER = rf"(?:{_RIGHT_BEFORE})?(?:{_SHORT}|{_ANSWERS})(?:{_RIGHT_BEHIND})?"
"""What names an answer, with the word that says it is the right one: ``Bonne réponse``."""

SOLUTION = (
    r"solution|lösung|lsg\.?|corrigé|solución|solução|soluzione|решение|розв['’ʼ]язок|розв['’ʼ]язання"
    r"|解答?|풀이|해답|lời giải|rozwiązanie|çözüm|(?:ال)?حل|oplossing|uitwerking|penyelesaian"
    r"|řešení|riešenie|lösning|løsning|ratkaisu|megoldás|soluție|λύση|פתרון|हल|เฉลย|略解"
)
"""What names the solution of a task."""

EXPLANATION = (
    r"explanation|rationale|justification|erklärung|begründung|explication|justificación"
    r"|explicación|explicação|justificativa|comentário|spiegazione|пояснение|объяснение|пояснення"
    r"|解析|答案解析|分析|详解|詳解|解释|解釋|说明|說明|解説|해설|설명|giải thích|wyjaśnienie"
    r"|uzasadnienie|açıklama|(?:ال)?شرح|(?:ال)?تفسير|(?:ال)?توضيح|uitleg|toelichting|pembahasan"
    r"|penjelasan|vysvětlení|förklaring|forklaring|selitys|magyarázat|explicație|εξήγηση|הסבר"
    r"|توضیح|व्याख्या|คำอธิบาย|ব্যাখ্যা|обяснение|obrazloženje|penerangan"
)
"""What names the reasons of an answer."""

OPTION = (
    r"options?|choices?|选项|選項|選択肢|선택지|보기|opción|opciones|opção|opzione|вариант|варіант"
    r"|möglichkeit|proposition|phương án|opcja|seçenek|(?:ال)?خيار|optie|pilihan|možnost"
    r"|گزینه|विकल्प"
)
"""What names a choice: ``Option 2``, ``选项B``."""

RIGHT = (
    r"correct(?: (?:answer|option|choice))?|right(?: (?:answer|option|choice))?"
    r"|richtig(?:e)?(?: (?:antwort|option|lösung))?|korrekt(?:e antwort)?|correcte?|juste|vrai"
    r"|bonne réponse|correct[oa]|(?:respuesta|opción) correcta|corret[oa]|certa"
    r"|(?:resposta|opção|alternativa) corret[oa]|corrett[oa]|esatt[oa]"
    r"|risposta (?:corretta|esatta)|(?:правильн|верн)(?:о|ый)(?: (?:ответ|вариант))?"
    r"|правильна?(?: відповідь)?|правильно|вірно|正确(?:答案|选项)?|正確(?:答案|選項)?|正解|정답"
    r"|đúng|đáp án(?: đúng)?|poprawn[ae](?: odpowiedź)?|prawidłow[ae](?: odpowiedź)?"
    r"|doğru(?: (?:cevap|yanıt))?|صحيحة?|صحیح|(?:ال)?[إا]جابة (?:ال)?صحيحة|juist(?:e antwoord)?"
    r"|goed|benar|jawaban benar|správn[ěéa]|rätt(?: svar)?|riktig|rigtigt?|oikein|helyes|נכון"
    r"|נכונה|درست|सही|ถูก(?:ต้อง)?"
)
"""What stands in brackets behind the choice that is right."""

TRUE = (
    r"true|正确|正確|对|對|wahr|richtig|vrai|verdadero|verdadeiro|vero|certo|верно|правда|正しい"
    r"|참|đúng|prawda|doğru|صح|صحيح|waar|juist|benar|pravda|ano|sant|sandt|oikein|igaz|adevărat"
    r"|rätt|sandt|вярно|t[ao]čno|σωστό|נכון|درست|सही|ถูก"
)
FALSE = (
    r"false|错误|錯誤|错|錯|falsch|faux|falso|errado|неверно|неправда|誤り|거짓|sai|fałsz|yanlış"
    r"|lež|usant|fel|невярно|net[ao]čno"
    r"|خطأ|onwaar|onjuist|salah|nepravda|falskt?|väärin|hamis|fals|λάθος|לא נכון|نادرست|غلط|गलत|ผิด"
)
"""What judges a statement."""

JUDGED = (
    r"判断|判斷|是非|对错|對錯|正誤|○×|\btrue\s*(?:or|and|/)\s*false\b|richtig (?:oder|/) falsch"
    r"|wahr oder falsch|vrai (?:ou|/) faux|verdadero (?:o|y|/) falso|verdadeiro (?:ou|/) falso"
    r"|certo ou errado|vero (?:o|/) falso|верно или неверно|правда или ложь|правда чи неправда"
    r"|참\s*[/·]?\s*거짓|đúng (?:hay|/) sai|prawda (?:czy|/) fałsz|doğru\W*(?:mu\W*)?yanlış"
    r"|صح أ[مو] خطأ|waar of (?:onwaar|niet waar)|juist of onjuist|benar atau salah"
    r"|pravda nebo (?:nepravda|lež)|sant eller (?:falskt|usant)|rätt eller fel|sandt eller falsk"
    r"|oikein vai väärin|σωστό ή λάθος|вярно или невярно|t[ao]čno ili net[ao]čno"
    r"|igaz vagy hamis|adevărat sau fals|נכון או לא נכון"
    r"|درست یا نادرست|صحیح یا غلط|सही या गलत|ถูกหรือผิด"
)
"""A title below which statements are judged."""

TERM = (
    r"term|word|phrase|vocab|单词|單詞|生词|生詞|词语|詞語|名词|名詞|术语|術語|概念|用語|単語|단어"
    r"|용어|begriff|wort|vokabel|terme|mot|término|palabra|termo|palavra|termine|parola|термин"
    r"|слово|термін|thuật ngữ|từ(?: vựng)?|pojęcie|słowo|termin|terim|kelime|(?:ال)?مصطلح"
    r"|(?:ال)?كلمة|begrip|woord|istilah|kata|pojem|slovíčko|begrepp|ord|kifejezés|termen|όρος|מונח"
    r"|מילה|اصطلاح|واژه|शब्द|คำศัพท์"
)
DEFINITION = (
    r"definition|meaning|translation|释义|釋義|词义|詞義|解释|解釋|定义|定義|意思|含义|含義|翻译"
    r"|翻譯|意味|의미|뜻|정의|bedeutung|übersetzung|définition|signification|traduction|definición"
    r"|significado|traducción|definição|tradução|definizione|significato|traduzione|определение"
    r"|значение|перевод|означення|визначення|переклад|định nghĩa|nghĩa|definicja|znaczenie"
    r"|tłumaczenie|tanım|anlam|(?:ال)?تعريف|(?:ال)?معنى|(?:ال)?ترجمة|definitie|betekenis|vertaling"
    r"|definisi|arti|terjemahan|definice|význam|překlad|betydelse|översättning|jelentés|definiție"
    r"|ορισμός|הגדרה|תרגום|تعریف|معنی|परिभाषा|अर्थ|นิยาม|ความหมาย"
)
"""What is explained, and what explains it."""

WORDS = (
    r"words?|terms?|wortschatz|wortliste|wörter|vokabeln?|vocabulaire|lexique|mots|glossaire|palabras"
    r"|glosario|palavras|vocabolario|vocaboli|parole|словарь|слова|лексика|словник|słówka"
    r"|słownictwo|słowa|từ vựng|kelimeler|sözcükler|sözlük|(?:ال)?مفردات|(?:ال)?كلمات|woordenschat"
    r"|woordenlijst|woordjes|woorden|kosakata|slovíčka|slovník|ordlista|glosor|ordliste|gloser"
    r"|sanasto|szavak|szókincs|vocabular|λεξιλόγιο|λέξεις|אוצר מילים|מילים|واژگان|لغات"
    r"|शब्दावली|คำศัพท์"
)
"""A title below which words are listed with their meanings."""

KEY = (
    r"answers?(?: key)?|key|solutions?|answer sheet|explanations?|rationales?|lösungen|antworten"
    r"|lösungsschlüssel|(?:clave de |hoja de )?respuestas|soluciones|solucionario|réponses"
    r"|corrigés?|correction|respostas|gabaritos?|soluções|risposte|soluzioni|ответы|решения|ключи?"
    r"|відповіді|解答|正解|正答|答え|정답|해답|답안"
    r"|đáp án|lời giải|odpowiedzi|klucz(?: odpowiedzi)?"
    r"|rozwiązania|cevaplar|yanıtlar|cevap anahtarı|(?:ال)?[إا]جابات|(?:ال)?أجوبة|(?:ال)?حلول"
    r"|مفتاح (?:ال)?[إا]جابات?|antwoorden|oplossingen|uitwerkingen|kunci(?: jawaban)?|odpovědi"
    r"|řešení|klíč|svar|facit|fasit|vastaukset|megoldások|megoldókulcs|răspunsuri|απαντήσεις"
    r"|תשובות|פתרונות|پاسخ(?:نامه|\u200c?ها)|उत्तर(?: कुंजी)?|เฉลย|คำตอบ"
)
"""What stands above the answers of many questions."""

FRONT = r"(?:card )?front(?: side)?|正面|表面|recto|vorderseite|anverso|fronte|przód|ön yüz|앞면"
BACK = r"(?:card )?back(?: side)?|背面|反面|裏面|verso|rückseite|reverso|retro|tył|arka yüz|뒷면"
"""The sides of a card, as tools that export some name them."""

ALPHABETS = (
    "①②③④⑤⑥⑦⑧",
    "アイウエオカキク",
    "абвгдежз",
    "АБВГДЕЖЗ",
    "αβγδεζηθ",
    "أبجدهوزح",
    "אבגדהוזח",
    "กขคงจฉชซ",
    "가나다라마바사아",
    "甲乙丙丁戊己庚辛",
    "ابجدهوزح",
    "कखगघङचछज",
    "কখগঘঙচছজ",
    "あいうえおかきく",
    "ΑΒΓΔΕΖΗΘ",
    "აბგდევზთ",
    "աբգդեզէը",
    "12345678",
)
"""What choices are counted by that bear no Latin letters; the numbers stand last."""
