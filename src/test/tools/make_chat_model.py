"""Writes src/test/resources/model/chat-tiny: a random Llama with a chat template, and chat.json: what transformers makes of chats.

The vocabulary is that of llama-tiny with four marks after it. Run with transformers 5.24.0 and torch 2.7.1 from the project's root.
"""

import json
from pathlib import Path

import torch
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

WORDS = Path("src/test/resources/model/llama-tiny/tokenizer.json")
FOLDER = Path("src/test/resources/model/chat-tiny")
MARKS = ["<s>", "<|says|>", "<|said|>", "<|pad|>"]
TEMPLATE = """{{ bos_token }}{% for message in messages %}\
{% if message.role not in ['system', 'user', 'assistant'] %}{{ raise_exception('A message of ' + message.role + ': there are system, user and assistant.') }}{% endif %}\
<|says|>{{ message.role }}
{{ message.content | trim }}<|said|>
{% endfor %}{% if add_generation_prompt %}<|says|>assistant
{% endif %}"""
GENERATED = 12


def chat(*turns):
    return [{"role": role, "content": content} for role, content in turns]


CHATS = [
    chat(("user", "Hello")),
    chat(("system", "Speak of the sea."), ("user", "Who are you?")),
    chat(("user", "One"), ("assistant", "Two"), ("user", "Three")),
    chat(("system", "Be kind."), ("user", "Hi"), ("assistant", " Good day to you! \n"), ("user", "Señor 🍓 <b>&amp;</b>"),
         ("assistant", "été"), ("user", "line 1\nline 2\n\n  line 4")),
    chat(("user", "<s> and <|said|> in a message"),),
]


def write_tokenizer():
    tokenizer = json.loads(WORDS.read_text())
    first = len(tokenizer["model"]["vocab"])
    for number, mark in enumerate(MARKS):
        tokenizer["added_tokens"].append({"id": first + number, "content": mark, "single_word": False, "lstrip": False,
                                          "rstrip": False, "normalized": False, "special": True})
    (FOLDER / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False) + "\n")
    config = {"add_bos_token": True, "bos_token": "<s>", "eos_token": "<|said|>", "pad_token": "<|pad|>",
              "chat_template": TEMPLATE, "tokenizer_class": "PreTrainedTokenizerFast"}
    (FOLDER / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")
    return first


def write_model(first):
    torch.manual_seed(20261125)
    config = LlamaConfig(vocab_size=first + len(MARKS), hidden_size=24, intermediate_size=40, num_hidden_layers=2,
                         num_attention_heads=4, num_key_value_heads=2, head_dim=8, max_position_embeddings=512,
                         rope_theta=10000.0, tie_word_embeddings=True, bos_token_id=first, eos_token_id=first + 2,
                         pad_token_id=first + 3)
    model = LlamaForCausalLM(config).eval()
    with torch.no_grad():
        for name, tensor in model.named_parameters():
            if tensor.dim() == 2:
                tensor.normal_(0, 0.9 if "embed" in name else 0.25)
    model.save_pretrained(FOLDER)
    (FOLDER / "generation_config.json").unlink(missing_ok=True)
    print(sum(p.numel() for p in model.parameters()), "weights")
    return model


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    model = write_model(write_tokenizer())
    tokenizer = AutoTokenizer.from_pretrained(FOLDER)
    cases = []
    for messages in CHATS:
        ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=True, return_dict=False)
        with torch.no_grad():
            out = model.generate(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                                 max_new_tokens=GENERATED, do_sample=False)
        cases.append({"messages": messages, "ids": ids, "greedy": out[0, len(ids):].tolist()})
        print(len(ids), repr(tokenizer.decode(out[0, len(ids):])))
    (FOLDER / "chat.json").write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")


main()
