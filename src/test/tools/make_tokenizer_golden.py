"""Writes src/test/resources/tokenizer/{gpt2,gpt-neox-20b,phi-3}.json: token ids of texts that tokenizers get wrong.

Run with the tokenizers of requirements.txt from the project's root; the argument is a folder with the tokenizers'
files (gpt2: vocab.json and merges.txt; the others: tokenizer.json).
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers

SOURCE = Path(sys.argv[1])
OUT = Path("src/test/resources/tokenizer")

TEXTS = [
    "", "a", " ", "  ", "   x", "x   ", "\t", "\t\tx", "a\tb", "\n", "\n\n", "a\nb", "a\r\nb", " \n \n", "\u00a0x", "\u3000x",
    "Hello, world!", " Hello, world!", "hello HELLO hElLo", "don't you'll we've I'm he'd they're", "Don\u2019t \u201cquote\u201d",
    "1", "12", "123", "1234567890", "3.14159", "1,000,000", "0x1F", "a1b2c3", "$5.00", "50%", "1e-5",
    "def f(x):\n    return x + 1\n", "if (a && b) { c[0] += 1; }", "\tif x:\n\t\ty = 1\n", "<html><br/></html>", "https://example.org/a?b=c#d",
    "😀", "😀😀", "a😀b", "👨‍👩‍👧‍👦", "🏳️‍🌈 flag", "🇩🇪", "👍🏽", "𝔘𝔫𝔦", "𐍈",
    " 😀", "hi 😀 there", "x 🏳️‍🌈", "tab\t😀", "é😀é", "日本語のテキスト", "日 本 語", "中文字符测试", "한국어 문장", "ภาษาไทย", "العربية", "עברית", "हिन्दी", "Привет, мир", "Ελληνικά",
    "Straße Übergröße naïve café", "cafe\u0301", "e\u0301\u0300\u0302", "\u200b zero width \u200d", "\ufeffbom", "\u0000nul", "\u0007bell\u001b[0m",
    "▁ under", "Ġ alphabet Ċ", "<0x0A>", "<|endoftext|>", "a<|endoftext|>b", "<s>text</s>", "<|user|>\nHi<|end|>", "�",
    "supercalifragilisticexpialidocious", "aaaaaaaaaaaaaaaaaaaaaaaa", "------------", "........", "!?!?!?", "    four\n        eight",
]


def gpt2() -> Tokenizer:
    """As openai-community/gpt2's own tokenizer.json says it, from its two older files."""
    tokenizer = Tokenizer(models.BPE.from_file(str(SOURCE / "gpt2/vocab.json"), str(SOURCE / "gpt2/merges.txt")))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(["<|endoftext|>"])
    return tokenizer


OUT.mkdir(parents=True, exist_ok=True)
for name in ["gpt2", "gpt-neox-20b", "phi-3"]:
    tokenizer = gpt2() if name == "gpt2" else Tokenizer.from_file(str(SOURCE / name / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    cases = []
    for text in TEXTS:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        cases.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True)})
    lines = ",\n".join(json.dumps(case) for case in cases)
    (OUT / f"{name}.json").write_text(f"[\n{lines}\n]\n")
    print(name, len(cases), "texts,", sum(len(c["ids"]) for c in cases), "ids")
