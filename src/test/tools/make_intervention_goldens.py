"""Makes src/test/resources/intervention/*: for every small model of src/test/resources/model, interventions of every
method, on every kind of token and under conditions, and what transformers computes when plain forward hooks do the same:
eager attention, float32, CPU, no cache, the whole text anew for every token.

The hooks know nothing of dictionaries or of our code: a feature is relu((h - b_dec) . column + bias) times a row, written
out below. Each case is tried with other random features, vectors and strengths until no greedy choice is so close that
rounding could turn it, and no activation so close to its threshold.

Made with torch 2.7.1, transformers 5.24.0, tokenizers 0.23.3 and safetensors 0.8.0. Run from the repository root:
PYTHONPATH=src/test/tools python src/test/tools/make_intervention_goldens.py [name ...]
"""
import json
import pathlib
import random
import sys

import torch
from make_family_goldens import first, places
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

MODELS = pathlib.Path("src/test/resources/model")
OUT = pathlib.Path("src/test/resources/intervention")
NEW_TOKENS = 24
FEATURES = 8
READ_AT = "resid_post.0"
CLOSEST = 2e-3
POSITIONS = ("all", "prompt", "generated", "last")


class Oracle:
    """A model with hooks that change it."""

    def __init__(self, folder, name):
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.special = {i for i, t in self.tokenizer.get_added_tokens_decoder().items() if t.special}
        self.places = places(self.model)[0]
        golden = json.loads((folder / "golden.json").read_text())
        self.prompt = [0] + [i for i in golden["prompts"][0]["ids"] if i != 0][:12]
        self.file = f"{OUT}/{name}.safetensors"
        self.closest = float("inf")

    def texts(self, ids):
        return [self.tokenizer.decode([i], skip_special_tokens=False) for i in ids]

    def width(self, address):
        return self.tensors(address).shape[-1]

    def tensors(self, address):
        """The tensor at an address for the prompt, unchanged."""
        seen = []
        self.logits(self.prompt, [], {}, lambda a, h: seen.append(h) if a == address else None, {address})
        return seen[0]

    def logits(self, ids, changes, tensors, watch=None, also=()):
        used = {c["address"] for c in changes} | {READ_AT} | set(also)
        state, handles = {}, []
        for address in used:
            module, side = self.places[address]

            def change(h, address=address):
                if watch:
                    watch(address, h[0].clone())
                if address == READ_AT and tensors:
                    state["f"] = torch.relu((h[0] - tensors["b_dec"]) @ tensors["W_enc"] + tensors["b_enc"])
                delta = torch.zeros_like(h[0])
                for c in changes:
                    if c["address"] == address:
                        delta += self.amount(c, h[0], ids, state, tensors)[:, None] * c["direction"]
                return h + delta[None]

            def before(module, args, kwargs, change=change):
                if args:
                    return (change(args[0]),) + args[1:], kwargs
                return args, kwargs | {"hidden_states": change(kwargs["hidden_states"])}

            def after(module, args, output, change=change):
                changed = change(first(output))
                return (changed,) + output[1:] if isinstance(output, tuple) else changed

            handles.append(module.register_forward_pre_hook(before, with_kwargs=True) if side == "in"
                           else module.register_forward_hook(after))
        logits = self.model(torch.tensor([ids])).logits[0]
        for handle in handles:
            handle.remove()
        return logits

    def amount(self, c, h, ids, state, tensors):
        """How much of the direction is added at each position."""
        spec, w = c["spec"], c["direction"]
        along = h @ w / (w @ w)
        value = state["f"][:, spec["feature"]] if "feature" in spec else along
        s = spec.get("strength")
        amount = {
            "add": lambda: torch.full_like(value, s),
            "clamp": lambda: s - value,
            "at_least": lambda: torch.clamp(value, min=s) - value,
            "scale": lambda: (s - 1) * value,
            "ablate": lambda: -value,
            "ablate_mean": lambda: spec["mean"] - value,
            "project_out": lambda: -along,
            "decompose": lambda: (s - 1) * along,
            "cap": lambda: torch.clamp(along, min=spec.get("low"), max=s) - along,
        }[spec["method"]]()
        return amount * torch.tensor([float(self.touched(c, t, ids, state)) for t in range(len(ids))])

    def touched(self, c, t, ids, state):
        spec, n = c["spec"], len(self.prompt)
        if ids[t] in self.special and not spec.get("specialTokens"):
            return False
        where = spec.get("where")
        if where:
            f = float(state["f"][t, where["feature"]])
            self.closest = min(self.closest, abs(f - where["above"]))
            if f <= where["above"]:
                return False
        return {
            "all": True,
            "prompt": t < n,
            "generated": t >= n - 1,
            "last": t == n - 1,
            "range": spec.get("from", 0) <= t <= spec.get("to", 10 ** 9),
            "tokens": ids[t] in c.get("ids", ()),
        }[spec["positions"]]

    def greedy(self, changes, tensors):
        """Greedy text, logits at the prompt's end and before the last token, log-probabilities of what is chosen."""
        ids, chosen, self.closest = list(self.prompt), [], float("inf")
        start = None
        for _ in range(NEW_TOKENS):
            logits = self.logits(ids, changes, tensors)[-1]
            start = logits if start is None else start
            best = logits.topk(2)
            self.closest = min(self.closest, float(best.values[0] - best.values[1]))
            chosen.append(logits.log_softmax(-1)[best.indices[0]])
            ids.append(int(best.indices[0]))
        return ids, start, logits, torch.stack(chosen)


class Maker:
    """Draws the cases of one model."""

    def __init__(self, oracle, dictionary, default):
        self.o, self.dictionary, self.default = oracle, dictionary, default
        self.vectors = {}

    def strength(self, low, high):
        return round(self.rng.uniform(low, high), 3)

    def feature(self, method, least=None, most=None, **more):
        spec = {"method": method, "feature": self.rng.randrange(FEATURES), "positions": "all"}
        if least is not None:
            spec["strength"] = self.strength(least, most)
        return spec | more

    def vector(self, address, method, least=None, most=None, **more):
        typical = self.o.tensors(address).norm(dim=-1).median()
        direction = torch.randn(self.o.width(address), generator=self.torch)
        name = f"{self.case}.{len(self.vectors)}"
        self.vectors[name] = direction / direction.norm() * typical
        spec = {"method": method, "address": address, "vector": f"{self.o.file}:{name}", "positions": "all"}
        if least is not None:
            spec["strength"] = self.strength(least, most)
        return spec | more

    def where(self, above=0.3):
        return {"feature": self.rng.randrange(FEATURES), "above": above}

    def cases(self):
        layers = self.o.model.config.get_text_config().num_hidden_layers
        last = f"resid_post.{layers - 1}"
        n = len(self.o.prompt)
        f, v = self.feature, self.vector
        return {
            "add": lambda: [f("add", 1, 3)],
            "add-special": lambda: [v("embed", "add", .5, 1.5, specialTokens=True)],
            "clamp": lambda: [f("clamp", 2, 5, positions="generated")],
            "clamp-vector": lambda: [v("z.1", "clamp", -1, 1)],
            "at-least": lambda: [f("at_least", 1, 3)],
            "scale": lambda: [f("scale", -3, 3)],
            "scale-vector": lambda: [v("mlp_act.1", "scale", -3, 3)],
            "ablate": lambda: [f("ablate", positions="prompt")],
            "ablate-mean": lambda: [f("ablate_mean", mean=self.strength(.3, .9))],
            "project-out": lambda: [v("attn_out.1", "project_out")],
            "project-out-feature": lambda: [f("project_out")],
            "decompose": lambda: [v("resid_pre.1", "decompose", -3, 3)],
            "cap": lambda: [v(last, "cap", .1, .3, low=self.strength(-.2, .05))],
            "last": lambda: [v("mlp_out.1", "add", 1, 3, positions="last")],
            "range": lambda: [f("add", 1, 3, positions="range", **{"from": 4, "to": n + 6})],
            "range-open": lambda: [v("mlp_in.1", "add", -2, 2, positions="range", **{"from": n + 2})],
            "tokens": lambda: [f("add", 1, 4, positions="tokens", tokens=self.words())],
            "where-same": lambda: [f("add", 1, 3, where=self.where())],
            "where-earlier": lambda: [v("mlp_out.1", "add", 1, 3, where=self.where())],
            "several": lambda: [
                f("clamp", 2, 5), f("add", 1, 2, positions="generated"), v(READ_AT, "project_out"),
                v("attn_out.1", "add", .3, .8, positions="prompt"), v(last, "cap", .2, .4, where=self.where())],
        }

    def words(self):
        texts = [t.strip() for t in self.o.texts(self.o.prompt[1:]) if t.strip() and "�" not in t]
        return sorted(set(self.rng.sample(texts, 2)))

    def ready(self, specs):
        """Directions and, where tokens are named, their ids."""
        changes = []
        for spec in specs:
            c = {"spec": spec, "address": spec.get("address", READ_AT)}
            c["direction"] = self.dictionary["W_dec"][spec["feature"]] if "feature" in spec \
                else self.vectors[spec["vector"].rsplit(":", 1)[1]]
            if "tokens" in spec:
                texts = self.o.texts(range(self.o.tokenizer.get_vocab_size()))
                c["ids"] = {i for i, t in enumerate(texts) if t.strip() in spec["tokens"]}
            changes.append(c)
        return changes

    def make(self, case, draw):
        for seed in range(60):
            self.case, self.vectors = case, {}
            self.rng, self.torch = random.Random(f"{case}{seed}"), torch.Generator().manual_seed(seed)
            specs = draw()
            ids, start, end, chosen = self.o.greedy(self.ready(specs), self.dictionary)
            # A text that the change does not change says less: taken only if none other is found soon.
            if self.o.closest > CLOSEST and (ids != self.default or seed >= 8):
                tensors = {f"{case}.start": start, f"{case}.end": end, f"{case}.chosen": chosen} | self.vectors
                return {"name": case, "interventions": specs, "greedy": ids}, tensors
        raise SystemExit(f"{case}: every try has a choice that is too close")


def dictionary(oracle):
    h = oracle.tensors(READ_AT)
    g = torch.Generator().manual_seed(5)
    typical = h.norm(dim=-1).median()
    d = h.shape[-1]
    row = torch.randn(FEATURES, d, generator=g)
    return {
        "W_enc": torch.randn(d, FEATURES, generator=g) / typical,
        "b_enc": torch.randn(FEATURES, generator=g) * .2 + .2,
        "W_dec": row / row.norm(dim=-1, keepdim=True) * typical * .3,
        "b_dec": torch.randn(d, generator=g) * typical / d ** .5 * .2,
    }


def main(names):
    OUT.mkdir(parents=True, exist_ok=True)
    folders = {f.parent.name: f.parent for f in sorted(MODELS.rglob("golden.json"))}
    for name in names or folders:
        oracle = Oracle(folders[name], name)
        with torch.no_grad():
            default = oracle.greedy([], {})[0]
            maker = Maker(oracle, dictionary(oracle), default)
            cases, tensors = [], dict(maker.dictionary)
            for case, draw in maker.cases().items():
                made, more = maker.make(case, draw)
                cases.append(made)
                tensors |= more
        save_file({k: v.float().contiguous() for k, v in tensors.items()}, oracle.file)
        out = {"prompt": oracle.prompt, "default": default, "cases": cases}
        pathlib.Path(oracle.file).with_suffix(".json").write_text(json.dumps(out, ensure_ascii=False) + "\n")
        other = sum(c["greedy"] != default for c in cases)
        print(f"{name}: {len(cases)} cases, {other} texts other than the default one")


main(sys.argv[1:])
