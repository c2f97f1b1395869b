"""What language a piece of code is probably written in: tell-tales that are counted.

Each language has a few patterns, and each that is found anywhere in the code gives its points,
once. Which has the most is the guess, if it has enough of them and nobody else comes near.
Languages that are nobody's guess stand in the table too, so that PHP is not taken for JavaScript.
"""

from __future__ import annotations

import json
import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# A guess needs so many points, and so many more than the second best.
ENOUGH = 3
AHEAD = 2

# The beginning tells; a dump of megabytes is not worth the time.
READ = 2000

# The info word of a fence → how people call it. What is not here is never guessed.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "python": "Python",
        "javascript": "JavaScript",
        "typescript": "TypeScript",
        "jsx": "JSX",
        "c": "C",
        "cpp": "C++",
        "java": "Java",
        "kotlin": "Kotlin",
        "go": "Go",
        "rust": "Rust",
        "sql": "SQL",
        "bash": "a shell script",
        "html": "HTML",
        "css": "CSS",
        "json": "JSON",
        "yaml": "YAML",
        "diff": "a diff",
    }
)

# Languages that are another one and more: its points count for them when they have any.
# In this order: what is both JSX and TypeScript is told as the first that has enough.
BUILT_ON = (("cpp", "c"), ("typescript", "javascript"), ("jsx", "javascript"))

_SHELL = (
    r"(?:sudo|apt|apt-get|brew|cd|ls|cp|mv|rm|mkdir|cat|chmod|echo|export|curl|wget|ssh|git|npm"
    r"|npx|yarn|pnpm|pip|pip3|conda|docker|kubectl|python3?)"
)

# A language is looked at closely only where one of these stands: a plain search takes no time.
_SIGNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "python": ("def ", "class ", "import ", ":\n", "self.", ">>>", "lambda", "print(", "np.",
                   "torch.", "plt.", "pd.", "None", "True", "False", "range("),
        "javascript": ("console.", "function", "==", "=>", "const ", "let ", "var ", "require(",
                       "export", "import ", "await ", "typeof", "document.", "window.", "Promise",
                       "setTimeout", "prototype", "instanceof", "JSON.", "Object.", "module."),
        "typescript": ("interface ", "type ", ": ", " as ", "keyof ", "readonly "),
        "jsx": ("className=", "/>", "</", "<>", "={"),
        "c": ("#include", "#define", "main(", "printf", "scanf", "malloc", "free(", "strlen",
              "sizeof", "int ", "char ", "void ", "float ", "double "),
        "cpp": ("std::", "cout", "cin", "#include", "template", "using namespace", "public:",
                "private:", "nullptr", "_ptr<", "vector<", "_map<", "virtual ", "const ", "auto"),
        "java": ("System.", "@Override", "public ", "import ", "package ", "String", "List<",
                 "Map<", "Set<", "extends ", "implements ", "throws ", "private "),
        "kotlin": ("fun ", "val ", "data class", "companion ", "sealed class"),
        "go": ("package ", "fmt.", "err != nil", "func ", "struct", "make(", "defer ", "chan ",
               ":="),
        "rust": ("fn ", "let mut", "println!", "vec!", "use ", "#[derive", "pub ", "impl", "&mut",
                 "&self", "&str", "Option<", "Result<", "Vec<", "Box<"),
        "sql": ("SELECT", "Select", "select", "INSERT", "DELETE", "CREATE", "create", "UPDATE",
                "update", "ALTER", "alter"),
        "html": ("</", "<!", "<img", "<input", "<link", "<meta"),
        "css": ("{",),
        "diff": ("@@", "+++", "diff "),
        "php": ("<?php", "$"),
        "c#": ("using ", "Console.", "{ get;", "namespace ", "public ", "string "),
        "swift": ("func ", "guard ", "if let", "import ", "let ", "var "),
        "ruby": ("def ", "end", "puts ", "attr_", "do |"),
        "scala": ("def ", "object ", "val ", "case class"),
        "lua": ("local ",),
        "haskell": (" :: ",),
        "r": ("<- ", "library("),
        "latex": ("\\begin", "\\documentclass"),
        "docker": ("FROM ",),
    }
)  # fmt: skip

_TELL_TALES: Mapping[str, tuple[tuple[int, str], ...]] = MappingProxyType(
    {
        "python": (
            (3, r"^\s*(?:async )?def \w+\(.*:\s*(?:#.*|\.\.\.)?$"),
            (3, r"^\s*class \w+(?:\(.*\))?:\s*$"),
            (3, r"^\s*from [\w.]+ import [\w*(]"),
            (2, r"^\s*import \w+(?:\.\w+)* as \w+\s*$"),
            (3, r"^\s*import (?:os|re|sys|json|math|numpy|torch|random|time|asyncio)\s*$"),
            (2, r"^\s*(?:if|for|while|elif|else|try|except|with)\b[^{};]*:\s*$"),
            (2, r"\bself\.\w"),
            (3, r"^>>> "),
            (2, r"\blambda [\w, ]+:|\bnot in\b|\bis not None\b|\bisinstance\("),
            (1, r"\b(?:None|True|False)\b"),
            (1, r"(?<![.\w])(?:print|len|range)\("),
            (2, r"\b(?:np|torch|tf|plt|pd)\.\w+"),
            (1, r"\bf\"|\bf'"),
            (1, r"^\s*# "),
        ),
        "javascript": (
            (4, r"\bconsole\.(?:log|error|warn|table|dir)\b"),
            (3, r"\bfunction\s*\*?\s*\w*\s*\([^)$]*\)\s*\{"),
            (2, r"===|!=="),
            (2, r"\b(?:document|window|Promise|JSON|Object|Array|Symbol|Reflect)\.\w+"),
            (3, r"^\s*import\b.*\bfrom ['\"]"),
            (3, r"^\s*export (?:default|const|function|class|\{)|\bmodule\.exports\b"),
            (2, r"\brequire\(['\"]"),
            (2, r"\b(?:typeof|undefined|instanceof)\b|\.prototype\b"),
            (2, r"\bset(?:Timeout|Interval)\(|\bnew Promise\(|\baddEventListener\("),
            (2, r"\bconst (?:\w+ =|[\[{])"),
            (1, r"\b(?:let|var) \w+\s*(?:=|;|,)"),
            (2, r"(?:\([\w\s,.{}\[\]=]*\)|\b\w+) => "),
            (1, r"\b(?:async|await) "),
        ),
        "typescript": (
            (3, r"[\w)\]?]\s*:\s*(?:string|number|boolean|any|void|unknown|never)"
                r"(?:\[\])?\s*(?:[;,)=|{}]|$)"),
            (3, r"^\s*(?:export )?interface \w+(?:<.*>)?(?: extends [\w, <>]+)? \{\s*$"),
            (2, r"^\s*(?:export )?type \w+(?:<.*>)? = "),
            (2, r"\bas (?:const|string|number|any|unknown)\b|\bkeyof \w"),
            (2, r"\b(?:private|public|readonly) \w+\??: "),
        ),
        "jsx": (
            (4, r"\bclassName="),
            (4, r"(?:return\s*\(?|=>\s*\(?)\s*</?(?:\w[\w.]*[\s/>]|>)"),
            (3, r"<[A-Z]\w*(?:\s[^<>]*)?/>"),
            (2, r"<\w+[^<>]* \w+=\{"),
        ),
        "c": (
            (4, r"^\s*#\s*include\s*[<\"]"),
            (3, r"^\s*#\s*define\s+\w"),
            (3, r"\bint main\s*\("),
            (2, r"(?<![.\w])(?:printf|scanf|malloc|free|strlen|sizeof)\s*\("),
            (2, r"\b(?:int|char|float|double|void|unsigned|long)\s*\*+\s*\w"),
            (2, r"^\s*(?:int|void|char|float|double|long|unsigned)\s+\w+\s*\([^)]*\)\s*\{"),
            (1, r"\w->\w"),
        ),
        "cpp": (
            (4, r"\bstd::"),
            (4, r"\bcout\s*<<|\bcin\s*>>"),
            (4, r"#\s*include\s*<(?:iostream|vector|string|map|memory|algorithm|thread|mutex)>"),
            (4, r"\btemplate\s*<|\busing namespace \w"),
            (3, r"^\s*(?:public|private|protected):\s*$"),
            (3, r"\bnullptr\b|\b(?:unique|shared)_ptr<|\bvector<|\bunordered_map<"),
            (2, r"\bconst \w+\s*&|\bvirtual \w.*\(|\bauto&? \w+ ="),
        ),
        "java": (
            (4, r"\bSystem\.(?:out|in|err)\b|@Override\b"),
            (3, r"\bpublic (?:static )?(?:final |abstract )?(?:class|void|int|interface|enum)\b"),
            (2, r"\bpublic (?:static )?(?:String|boolean|Integer|List<)"),
            (3, r"^\s*(?:import|package) (?:static )?[\w.]+(?:\.\*)?;"),
            (3, r"\bString\[\] "),
            (2, r"\b(?:List|Map|Set|ArrayList|HashMap)<[A-Z]\w*"),
            (2, r"\bString \w+ ="),
            (1, r"\b(?:extends|implements|throws) [A-Z]|\bnew [A-Z]\w*(?:<.*>)?\("),
            (1, r"\bprivate (?:static |final )*[A-Z]?\w+ \w+(?:;| =)"),
        ),
        "kotlin": (
            (3, r"\bfun (?:<.*> )?(?:\w+\.)?\w+\("),
            (4, r"\bdata class\b|\bcompanion object\b|\bsuspend fun\b|\bsealed class\b"),
            (2, r"\bval \w+(?: ?: ?[\w<>?]+)? = "),
            (1, r"(?<![.\w])println\("),
            (1, r"\bwhen ?(?:\(.*\) )?\{|\w\?\.\w|\?: |\w!!"),
            (1, r"\bvar \w+: [A-Z]\w*"),
        ),
        "go": (
            (4, r"^package \w+\s*$|\bfmt\.\w+\(|\bif err != nil\b"),
            (3, r"^\s*func (?:\(\w+ \*?\w+\) )?[A-Za-z]\w*\([^:]*\{\s*$"),
            (4, r"^\s*type \w+ (?:struct|interface) ?\{"),
            (3, r"\bmake\((?:chan|map|\[\])|\bgo func\(|\bdefer \w|\bchan \w"),
            (2, r"\b\w+(?:, \w+)? := \S"),
            (1, r"(?:^|[\s(])\[\](?:int|string|byte)\b"),
        ),
        "rust": (
            (3, r"\bfn \w+(?:<.*>)?\("),
            (4, r"\blet mut \w|\b(?:println|vec|format|panic|assert_eq)!"),
            (4, r"^\s*use (?:std|crate|self|super)::|#\[derive|\bpub (?:fn|struct|enum)\b"),
            (3, r"^\s*impl(?:<.*>)? \w.*\{|&mut \w|&self\b|&'?\w* ?str\b"),
            (2, r"\b(?:Option|Result|Vec|Box|Rc|Arc)<|\blet \w+: [iuf]\d+"),
            (1, r"\bmatch \w.*\{"),
        ),
        "sql": (
            (6, r"^\s*SELECT\b(?s:.){1,600}?\bFROM\b|^\s*(?:INSERT INTO|DELETE FROM) \S"),
            (6, r"^\s*(?i:select)\s(?s:.){1,600}?\s(?i:from)\s(?s:.){1,600}?;\s*$"),
            (6, r"^\s*(?i:create (?:or replace )?(?:table|view|index|unique index|database)) \S"),
            (6, r"^\s*(?i:update) \S+\s+(?i:set) \S+ ?=|^\s*(?i:alter table) \S"),
        ),
        "bash": (
            (6, r"\A#!.*\b(?:ba|z)?sh\b"),
            (6, rf"\A(?:\s*(?:#.*|\$ .+|(?:\$ )?{_SHELL} [\w./~@\"'$-].*)\n)*"
                rf"(?:\$ \w.*|(?:\$ )?{_SHELL} [\w./~@\"'$-][^;{{}}()=]*)\s*\Z"),
            (5, r"^\s*(?:if|while) \[\[? .*\]\]?; *(?:then|do)\b|^\s*(?:fi|esac)\s*$"),
        ),
        "html": (
            (8, r"\A\s*<!(?:DOCTYPE|doctype) (?:html|HTML)"),
            (4, r"\A\s*<(\w+)(?:\s[^<>{}]*)?>(?s:[^{}]*)</\1>\s*\Z"),
            (3, r"\A\s*<(?:div|p|ul|ol|a|img|input|form|table|script|link|meta|head|button)\b"
                r"[^<>{}]*>(?s:.)*>\s*\Z"),
        ),
        "css": (
            (5, r"^\s*(?:[.#*:@\[]|[a-z])[^{}();=]*(?:\([^(){};]*\)[^{}();=]*)?\{\s*"
                r"(?:--)?(?:color|background|margin|padding|display|width|height|font|border"
                r"|position|float|top|left|flex|grid|transition|transform|opacity|overflow|z-index"
                r"|content|box-sizing|text)[\w-]*\s*:\s*[^;{}\n]+;"),
        ),
        "diff": (
            (8, r"^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@|^diff --git "),
            (8, r"^--- \S.*\n\+\+\+ \S"),
        ),
        # These are known, and never guessed.
        "php": ((8, r"<\?php"), (6, r"(?<![\w\"'`{$])\$\w+\s*(?:=|->)")),
        "c#": (
            (6, r"\busing System\b|\bConsole\.\w|\{ get;"),
            (3, r"\bpublic (?:static |async |override )*(?:void|int|string|bool|Task|class)\b"),
            (3, r"^\s*namespace \w|\bstring \w+ ="),
        ),
        "swift": (
            (4, r"\bfunc \w+\(.*\w+: ?\w|\bguard (?:let|var)\b|\bif let \w+ = \w"),
            (3, r"^\s*import (?:Foundation|UIKit|SwiftUI)\b"),
            (2, r"\b(?:let|var) \w+: ?\[?[A-Z]"),
        ),
        "ruby": (
            (3, r"^\s*def \w+[?!]?(?:\(.*\)|(?: \w+)*)\s*$"),
            (4, r"^\s*end\s*$|\bdo \|\w|^\s*(?:puts|attr_\w+) "),
        ),
        "scala": (
            (3, r"\bdef \w+.*= |^\s*object \w"),
            (3, r"\bval \w+.* = "),
            (4, r"\bcase class\b"),
        ),
        "lua": ((5, r"^\s*local (?:function )?\w"),),
        "haskell": ((5, r"^\w+ :: \S"),),
        "r": ((4, r"^\s*[\w.]+ <- |^library\("),),
        "latex": ((6, r"\\begin\{|\\documentclass"),),
        "docker": ((8, r"^FROM \S+(?: AS \w+)?\s*\n(?s:.)*^(?:RUN|COPY|CMD|WORKDIR) "),),
    }
)  # fmt: skip

# A key alone with its children below, and nothing but keys, values, items and comments.
_YAML_LINE = re.compile(r"\s*(?:#.*|---|(?:- )*[\w./-]+:(?: [^;{}]*)?|- [^;]*|)")
_YAML_NEST = re.compile(
    r"^( *)[a-z][\w./-]*:[ ]*\n(?:\1 +[\w./-]+:(?: |$)|\1 *- [\w./\"'-])", re.MULTILINE
)


def guess(code: str) -> str | None:
    """The info word of the language that code seems to be written in; None when unsure."""
    if _is_json(code):
        return "json"
    code = code[:READ]
    if _is_yaml(code):
        return "yaml"
    points = {
        language: sum(worth for worth, pattern in patterns if pattern.search(code))
        for language, patterns in _compiled().items()
        if any(sign in code for sign in _SIGNS.get(language, ("",)))
    }
    for richer, plain in BUILT_ON:
        if points.get(richer, 0) >= ENOUGH:
            points[richer] += points.pop(plain, 0)
    ranked = sorted(points, key=lambda language: -points[language])
    if not ranked or points[ranked[0]] < ENOUGH or ranked[0] not in NAMES:
        return None
    ahead = len(ranked) == 1 or points[ranked[0]] >= points[ranked[1]] + AHEAD
    return ranked[0] if ahead else None


@cache
def _compiled() -> dict[str, list[tuple[int, re.Pattern[str]]]]:
    """Made when first needed: most notes name their languages."""
    return {
        language: [(worth, re.compile(pattern, re.MULTILINE)) for worth, pattern in patterns]
        for language, patterns in _TELL_TALES.items()
    }


def _is_json(code: str) -> bool:
    """An object, or a list of them; a list of numbers may be anything."""
    if not code.lstrip().startswith(("{", "[")):
        return False
    try:
        value = json.loads(code)
    except (ValueError, RecursionError):
        return False
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and bool(first)


def _is_yaml(code: str) -> bool:
    lines = code.split("\n")
    return bool(_YAML_NEST.search(code)) and all(map(_YAML_LINE.fullmatch, lines))
