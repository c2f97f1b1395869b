"""What notes may hold to do harm: it must be shown as words, or not at all, wherever it stands.

Whatever of it ran would call ``evil()`` or ask the host ``evil.test`` for something.
"""

from __future__ import annotations

STYLE = "red;background:url(http://evil.test/a)"

FORMULAS = {
    "href": r"\href{javascript:evil()}{x}",
    "style": rf"\style{{{STYLE}}}{{x}}",
    "class": r"\class{evil}{x}",
    "cssId": r"\cssId{evil}{x}",
    "data": r"\data{evil=b}{x}",
    "require": r"\require{html}\href{http://evil.test/b}{x}",
    "unicode": r"\unicode[evil]{x41}",
    "bbox": rf"\bbox[border:2px solid {STYLE}]{{x}}",
    "fcolorbox": rf"\fcolorbox{{{STYLE}}}{{white}}{{x}}",
    "fcolorbox in braces": rf"\fcolorbox{{{{{STYLE}}}}}{{white}}{{x}}",
    "mmlToken": rf"\mmlToken{{mi}}[href='http://evil.test/b',class='evil',style='{STYLE}']{{x}}",
    "def": r"\def\y{\href{http://evil.test/b}}\y{x}",
    "let": r"\let\y\href \y{http://evil.test/b}{x}",
    "newcommand": r"\newcommand\y{\class{evil}}\y{x}",
    "csname": r"\csname href\endcsname{http://evil.test/b}{x}",
    "newenvironment": r"\newenvironment{y}{\class{evil}{x}}{}\begin{y}\end{y}",
    "operator": r"\DeclareMathOperator{\y}{\cssId{evil}{x}}\y",
    "delimiter": r"\DeclarePairedDelimiter\y{\class{evil}(}{)}\y{x}",
    "environment": r"\begin{href}{http://evil.test/b}x\end{href}",
    "column": r"\begin{array}{>{\class{evil}}c}x\end{array}",
    "in a text": r"\text{a $\href{http://evil.test/b}{x}$}",
    "toggle": r"\toggle{x}{\class{evil}{y}}\endtoggle",
    "tip": r"\texttip{x}{evil}",
    "label": r"\tag{1}\label{evil} x",
    "reference": r"x \eqref{evil}",
    "a loose label": r"\tag{1}\label {{evil}} x",
    "definecolor": r"\definecolor{red}{HTML}{FFFFFF}\href{http://evil.test/b}{x}",
    "chemistry": r"\ce{A ->[$\href{http://evil.test/b}{x}$] B}",
}

MARKUP = {
    "script": "<script>evil()</script>",
    "script in capitals": "<SCRIPT SRC=//evil.test/a.js></SCRIPT>",
    "script left open": "<script/evil>evil()//",
    "script's end": "</script><script>evil()</script>",
    "comment's script": "<!--<script>--><script>evil()</script>",
    "title's end": "</title></textarea></style></noscript><script>evil()</script>",
    "picture": "<img src=x onerror=evil()>",
    "picture afar": '<img src="//evil.test/a.png" srcset="http://evil.test/b.png 2x">',
    "slashes for blanks": "<img/src/onerror=evil()>",
    "vector picture": '<svg onload=evil()><script>evil()</script><use href="//evil.test/a.svg#a"/></svg>',
    "details": "<details open ontoggle=evil()><summary>x</summary></details>",
    "video": '<video src="//evil.test/a.mp4" poster="//evil.test/p.png" onloadstart=evil() autoplay></video>',
    "frame": '<iframe src="javascript:evil()" srcdoc="<script>evil()</script>"></iframe>',
    "object": '<object data="//evil.test/a.swf"></object><embed src="//evil.test/b">',
    "base": '<base href="http://evil.test/">',
    "refresh": '<meta http-equiv=refresh content="0;url=http://evil.test/">',
    "stylesheet": '<link rel=stylesheet href="//evil.test/a.css"><style>@import "//evil.test/b.css"</style>',
    "style": f'<b style="{STYLE}">x</b>',
    "form": '<form action="http://evil.test/"><input autofocus onfocus=evil()><button>x</button></form>',
    "link": '<a href="javascript:evil()">x</a>',
    "link in disguise": '<a href="java&#9;script:evil()">x</a>',
    "prefetch": '<link rel=prefetch href="//evil.test/c">',
    "formula": '<math><maction actiontype="statusline" xlink:href="javascript:evil()">x</maction></math>',
    "foreign": "<math><mi></mi><mglyph><style><!--</style><img title='--><img src=x onerror=evil()>'>",
    "drawing that moves": "<svg><a id=x><text>x</text></a><animate xlink:href=#x attributeName=href "
    "values=javascript:evil() /><set xlink:href=#x attributeName=onmouseover to=evil() /></svg>",
    "drawing with a page": '<svg><foreignObject><iframe srcdoc="<script>evil()</script>"></iframe>'
    "</foreignObject></svg>",
    "formula with a page": '<math href="javascript:evil()"><annotation-xml encoding="text/html">'
    "<img src=x onerror=evil()></annotation-xml></math>",
    "other schemes": '<a href="vbscript:evil()">x</a> <a href="&#106;avascript&colon;evil()">y</a> '
    '<a href="data:image/svg+xml,<svg/onload=evil()>">z</a> <a href="&#1;javascript:evil()">w</a>',
    "style in disguise": '<p style="width:expression(evil());background:\\75rl(//evil.test/a);'
    'behavior:url(//evil.test/b)">x</p>',
    "button": '<button formaction="javascript:evil()">x</button><input type=image src="//evil.test/a">',
    "beacon": '<a href="#" ping="http://evil.test/p">x</a><map><area href="javascript:evil()"></map>',
    "shadow": "<template shadowrootmode=open><script>evil()</script></template>"
    "<x-evil is=evil onfocus=evil() tabindex=0 autofocus contenteditable>x</x-evil>",
    "popover": "<button popovertarget=x>x</button><div popover id=x onbeforetoggle=evil()>x</div>",
    "rules of scripts": '<script type=speculationrules>{"prefetch":[{"urls":["//evil.test/"]}]}</script>',
    "element's end": "]]></content></entry></url><entry><title>evil</title></entry><url>"
    "<loc>http://evil.test/</loc>",
    "named as ours": '<div id="search" name="diptychQuestions"><a id=diptychQuestions name=sections>x</a></div>',
    "cdata": "<![CDATA[<script>evil()</script>]]>",
    "instruction": '<?xml-stylesheet href="//evil.test/a.xsl"?>',
    "entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "http://evil.test/e">]>&e;',
    "markdown link": "[x](javascript:evil()) [y](data:text/html,<script>evil()</script>)",
    "markdown picture": "![x](//evil.test/a.png) ![y](http://evil.test/b.png)",
    "autolink": "<javascript:evil()>",
    "reference": "[x][r]\n\n[r]: javascript:evil()",
    "template": "{{ 7*7 }} {% raw %} ${evil()} #{evil()} {{constructor.constructor('evil()')()}}",
    "json's end": "\"}]};evil();//'});evil()</script>",
    "line separators": "a\u2028evil()\u2029b",
    "turned round": "\u202eevil()\u2066<script>\u2069",
    "backticks": "`${evil()}` `</script>`",
    "nul": "a\x00<scr\x00ipt>evil()</scr\x00ipt>",
    "entities": "&amp;lt;img src=x onerror=evil()&amp;gt;",
    "surrogate": "&#xD800;<img src=x onerror=evil()>&#0;",
    "prototype": "__proto__",
    "constructor": "constructor",
}
