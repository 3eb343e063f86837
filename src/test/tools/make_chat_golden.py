"""Writes src/test/resources/chat/golden.json: chats as transformers' own Jinja environment renders them.

Run with the transformers of requirements.txt (and jinja2 3.1) from the project's root.
"""

import datetime
import json
from pathlib import Path

from transformers.utils import chat_template_utils

FOLDER = Path("src/test/resources/chat")
NOW = datetime.datetime(2026, 3, 7, 9, 5)


class Fixed(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW


chat_template_utils.datetime = Fixed


def chat(*turns):
    return [{"role": role, "content": content} for role, content in turns]


CHATS = [
    chat(("user", "Hi")),
    chat(("system", " Be kind. "), ("user", "Hi there\n")),
    chat(("user", "One"), ("assistant", "Two"), ("user", "Three")),
    chat(("system", "Speak French."), ("user", "Hello"), ("assistant", "<think>hm</think>\n\nBonjour"), ("user", "Again")),
    chat(("user", "a"), ("user", "b")),
    chat(("user", ""),),
    chat(("user", "line 1\nline 2\n\n  line 4  ")),
    chat(("user", "/loud!"), ("assistant", "a\tb"), ("user", "\u00a0no break\u00a0")),
    chat(("user", "quote \" and ' and \\ back"), ("assistant", "{{ not a tag }} {% nor this %}"), ("user", "<b>&amp;</b>")),
    chat(("user", "Señor Müller 🍓 日本"), ("assistant", "été"), ("user", "ok")),
    chat(("tool", "x"), ("user", "y")),
    chat(("system", "only the system")),
]


def rendered(source, turns, prompt):
    try:
        texts, _ = chat_template_utils.render_jinja_template(
            conversations=[turns], chat_template=source, add_generation_prompt=prompt, bos_token="<s>", eos_token="</s>")
        return texts[0]
    except Exception as refused:  # noqa: BLE001: that it refuses is the answer
        print("refused:", type(refused).__name__, refused)
        return None


def main():
    cases = []
    for path in sorted(FOLDER.glob("*.jinja")):
        for turns in CHATS:
            for prompt in (False, True):
                cases.append({"template": path.name, "chat": turns, "prompt": prompt,
                              "text": rendered(path.read_text(), turns, prompt)})
    (FOLDER / "golden.json").write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")
    print(len(cases), "cases")


main()
