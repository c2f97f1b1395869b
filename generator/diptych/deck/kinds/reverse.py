"""The sides of a second card that asks the other way round, of all kinds of notes that have one."""

from __future__ import annotations

from diptych.deck.folding import END, EXPLANATION

# The second card shows the short answer and asks for the question; where a note has no short
# answer, the answer stands in for it. A lone question mark asks the same in every language.

REVERSE_FRONT = """\
{{#Reverse}}
<div class="diptych" lang="{{Language}}">
{{#Context}}<div class="place">{{Context}}</div>{{/Context}}
{{#Short}}<div class="short">{{Short}}</div>{{/Short}}
{{^Short}}<div class="answer">{{Answer}}</div>{{/Short}}
<div class="ask">?</div>
</div>
{{/Reverse}}"""

REVERSE_BACK = (
    """\
{{FrontSide}}
<hr id="answer">
<div class="diptych" lang="{{Language}}">
<div class="question">{{Question}}</div>
{{#Short}}"""
    + EXPLANATION
    + "{{/Short}}{{^Short}}{{Sources}}{{/Short}}"
    + END
)
