"""What language unnamed code is taken for; when unsure, for none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.link.checks.guess import NAMES, guess

ROOT = Path(__file__).parents[3]

WRITTEN = {
    "python": [
        "def area(box):\n    return (box[2] - box[0]) * (box[3] - box[1])\n",
        "import numpy as np\nx = np.zeros(3)\n",
        "for i in range(3):\n    print(i)\n",
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n",
        ">>> 1 + 1\n2\n",
    ],
    "javascript": [
        "let x = 1;\nconsole.log(x);\n",
        "const add = (a, b) => a + b;\n",
        "function bark() {\n  return 'woof';\n}\n",
        "import React from 'react';\nexport default App;\n",
        "setTimeout(() => { i += 1; }, 1000);\nvar i = 0;\n",
    ],
    "typescript": [
        "interface User {\n  name: string;\n  age?: number;\n}\n",
        "function f(x: number): string {\n  return String(x);\n}\n",
        "type Id = string | number;\nconst id: Id = 'a' as const;\n",
    ],
    "jsx": [
        "function App() {\n  return <h1 className='t'>{title}</h1>;\n}\n",
        "const Button = () => <button onClick={save}>Save</button>;\n",
        "class A extends React.Component {\n  render() {\n    return (\n      <div>hi</div>\n    );\n"
        "  }\n}\n",
    ],
    "c": [
        '#include <stdio.h>\n\nint main(void) {\n    printf("hi\\n");\n    return 0;\n}\n',
        "int *p = malloc(10 * sizeof(int));\nfree(p);\n",
    ],
    "cpp": [
        '#include <iostream>\nint main() { std::cout << "hi"; }\n',
        "template <typename T>\nT max(T a, T b) { return a > b ? a : b; }\n",
        "std::vector<int> v;\nfor (auto& x : v) x++;\n",
    ],
    "java": [
        'public class A {\n  public static void main(String[] args) {\n    System.out.println("x");\n'
        "  }\n}\n",
        "List<String> names = new ArrayList<>();\nString first = names.get(0);\n",
        "@Override\npublic int hashCode() { return 1; }\n",
    ],
    "kotlin": [
        "data class User(val name: String)\n",
        'fun greet(name: String?) {\n    println("Hi ${name ?: "you"}")\n}\n',
    ],
    "go": [
        'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("hi")\n}\n',
        "ch := make(chan int)\ngo func() { ch <- 1 }()\n",
        "if err != nil {\n\treturn err\n}\n",
    ],
    "rust": [
        'fn main() {\n    let mut x = 5;\n    println!("{}", x);\n}\n',
        "impl Shape for Circle {\n    fn area(&self) -> f64 { 1.0 }\n}\n",
    ],
    "sql": [
        "SELECT name, COUNT(*)\nFROM users\nGROUP BY name;\n",
        "select * from t where a = 1;\n",
        "CREATE TABLE t (\n  id INT PRIMARY KEY\n);\n",
    ],
    "bash": [
        "npm install react\n",
        "$ git add .\n$ git commit -m 'x'\n",
        "#!/usr/bin/env bash\nset -e\n",
        "# first\ncd app\npip install -r requirements.txt\n",
    ],
    "html": [
        "<!DOCTYPE html>\n<html></html>\n",
        '<div class="a">\n  <p>text</p>\n</div>\n',
        '<img src="a.png" alt="a">\n<script src="a.js"></script>\n',
    ],
    "css": [".a {\n  color: red;\n}\n", "@media (min-width: 3em) {\n  p { margin: 0; }\n}\n",
            "a:hover { text-decoration: none; }\n"],
    "json": ['{"a": [1, 2]}\n', '[{"a": 1}, {"a": 2}]\n'],
    "yaml": [
        "version: 3\nservices:\n  web:\n    image: nginx\n    ports:\n      - 80\n",
        "# CI\non:\n  - push\njobs:\n  test: yes\n",
    ],
    "diff": ["--- a.py\n+++ b.py\n@@ -1,2 +1,2 @@\n-old\n+new\n same\n"],
}  # fmt: skip

UNSURE = [
    "",
    "x = 1\n",
    "print('hi')\n",
    "plain words, and nothing else\n",
    "输入：nums = [2,7,11,15]\n输出：[0,1]\n",
    "Input: nums = [1]\nOutput: 9\nExplanation: none\n",
    "[1, 2, 3]\n",
    "{'a': 1}\n",
    "a -> b -> c\n",
    "  1   2\n+ 3   4\n-----\n",
    "- one\n- two\n",
    "Select one of these from the list.\n",
    "Example:\n  what you see\n",
    "for i = 1 to n do\n  swap(a[i], a[j])\n",
    "<?php\n$x = 1;\nfunction f($a) { return $a; }\n",
    "using System;\nConsole.WriteLine(1);\npublic class A {}\n",
    "func greet(name: String) -> String {\n  return name\n}\nlet x: Int = 1\n",
    "def greet(name)\n  puts name\nend\n",
    "object A extends App {\n  val x = 1\n  def f(y: Int): Int = y\n}\n",
    "local x = 1\nfunction f(a)\n  return a\nend\n",
    "fact :: Int -> Int\nfact n = n * fact (n - 1)\n",
    "FROM python:3\nCOPY . .\nRUN pip install x\n",
    "\\begin{equation}\nx\n\\end{equation}\n",
    "MemoryError: out of memory\n  at line 3\n",
    "+---+---+\n| a | b |\n+---+---+\n",
    "const x = 1\n",
]


@pytest.mark.parametrize(
    ("language", "code"), [(name, each) for name, codes in WRITTEN.items() for each in codes]
)
def test_tell_tales(language: str, code: str) -> None:
    assert guess(code) == language


@pytest.mark.parametrize("code", UNSURE)
def test_when_unsure_nothing_is_guessed(code: str) -> None:
    assert guess(code) is None


def test_every_language_has_fixtures() -> None:
    assert WRITTEN.keys() == NAMES.keys()


def test_our_own_code_is_known_and_never_taken_for_something_else() -> None:
    files = sorted((ROOT / "figures" / "numerics").glob("*.py"))
    pieces = []
    for file in files:
        lines = file.read_text(encoding="utf-8").split("\n")
        pieces += ["\n".join(lines[n : n + 20]) for n in range(0, len(lines), 20)]
    guesses = [guess(piece) for piece in pieces]
    assert set(guesses) <= {"python", None}
    assert guesses.count("python") > 0.8 * len(guesses)


@given(st.text(alphabet="ab{}<>/;:=\n \"'-@#$()[]é一", max_size=200))
def test_no_text_is_too_strange(code: str) -> None:
    guess(code)
