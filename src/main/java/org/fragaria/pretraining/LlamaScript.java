package org.fragaria.pretraining;

/**
 * A training step of a Llama as TorchScript: forward pass, weighted cross entropy, gradients, clipping and both
 * optimisers in one call. The model is that of {@code model.Llama}: RMS norm before attention and MLP, rotary positions
 * (half-split), SwiGLU, tied embedding, no biases. Weights are stacks over the layers, {@code p}:
 *
 * <ol start="0">
 *   <li>{@code embed [V, d]}
 *   <li>{@code norms [L, 2, d]}: before attention, before the MLP
 *   <li>{@code last [d]}: the final norm
 *   <li>{@code attention [L, 4, d, d]}: q, k, v, o, each {@code [out, in]}
 *   <li>{@code gates [L, 2, h, d]}: gate, up
 *   <li>{@code down [L, d, h]}
 * </ol>
 *
 * The first {@value #ADAM} are AdamW's (Loshchilov and Hutter 2019), whose moments are {@code m} and {@code v}; the matrices
 * are Muon's (Jordan et al. 2024, kellerjordan.github.io/posts/muon: Nesterov momentum in {@code m}, then five
 * Newton-Schulz steps towards the nearest orthogonal matrix). {@code b} windows of {@code t} tokens; {@code ids [b, t + 1]} int64:
 * inputs and, shifted by one, targets.
 */
final class LlamaScript {

    /** How many of the weights are trained by AdamW. */
    static final int ADAM = 3;

    /** What {@code s} of {@code step} holds, float32, in this order. */
    enum Setting {
        MUON_RATE,
        MUON_MOMENTUM,
        ADAM_RATE,
        BETA_1,
        BETA_2,
        /** {@code 1 - BETA_1 ^ steps}. */
        CORRECTION_1,
        CORRECTION_2,
        /** Per step and unit of learning rate. */
        DECAY,
        /** Gradients are scaled down to this norm. */
        CLIP
    }

    private static final String TEXT = """
              def product(self, x: Tensor, w: Tensor) -> Tensor:
                return torch.linear(torch.to(x, $TYPE), torch.to(w, $TYPE))
              def norm(self, x: Tensor, gain: Tensor) -> Tensor:
                v = torch.mean(torch.mul(x, x), [-1], True)
                return torch.mul(torch.mul(x, torch.rsqrt(torch.add(v, $EPS))), gain)
              def turn(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
                lo = torch.narrow(x, 3, 0, $HALF)
                hi = torch.narrow(x, 3, $HALF, $HALF)
                return torch.cat([torch.sub(torch.mul(lo, cos), torch.mul(hi, sin)), torch.add(torch.mul(hi, cos), torch.mul(lo, sin))], 3)
              def attention(self, x: Tensor, w: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
                b = torch.size(x, 0)
                t = torch.size(x, 1)
                y = self.product(x, torch.reshape(torch.narrow(w, 0, 0, 3), [$D3, $D]))
                y = torch.reshape(y, [b, t, $HEADS3, $HEAD])
                qk = torch.transpose(self.turn(torch.narrow(y, 2, 0, $HEADS2), cos, sin), 1, 2)
                v = torch.transpose(torch.narrow(y, 2, $HEADS2, $HEADS), 1, 2)
                z = torch.scaled_dot_product_attention(torch.narrow(qk, 1, 0, $HEADS), torch.narrow(qk, 1, $HEADS, $HEADS), v, None, 0., True)
                z = torch.reshape(torch.transpose(z, 1, 2), [b, t, $D])
                return torch.to(self.product(z, torch.select(w, 0, 3)), 6)
              def mlp(self, x: Tensor, gates: Tensor, down: Tensor) -> Tensor:
                y = self.product(x, torch.reshape(gates, [$MLP2, $D]))
                y = torch.mul(torch.silu(torch.narrow(y, 2, 0, $MLP)), torch.narrow(y, 2, $MLP, $MLP))
                return torch.to(self.product(y, down), 6)
              def logits(self, inputs: Tensor, table: Tensor, p: List[Tensor]) -> Tensor:
                t = torch.size(inputs, 1)
                near = torch.narrow(torch.narrow(table, 1, 0, t), 2, 0, $HALF)
                near = torch.to(torch.reshape(near, [2, 1, t, 1, $HALF]), $TYPE)
                cos = torch.select(near, 0, 0)
                sin = torch.select(near, 0, 1)
                norms = torch.unbind(p[1], 0)
                attentions = torch.unbind(p[3], 0)
                gates = torch.unbind(p[4], 0)
                downs = torch.unbind(p[5], 0)
                h = torch.embedding(p[0], inputs)
                for l in range($LAYERS):
                  n = torch.unbind(norms[l], 0)
                  h = torch.add(h, self.attention(self.norm(h, n[0]), attentions[l], cos, sin))
                  h = torch.add(h, self.mlp(self.norm(h, n[1]), gates[l], downs[l]))
                return torch.to(self.product(self.norm(h, p[2]), p[0]), 6)
              def losses(self, ids: Tensor, table: Tensor, p: List[Tensor]) -> Tuple[Tensor, Tensor]:
                t = torch.sub(torch.size(ids, 1), 1)
                found = self.logits(torch.narrow(ids, 1, 0, t), table, p)
                flat = torch.reshape(found, [-1, $VOCABULARY])
                targets = torch.reshape(torch.narrow(ids, 1, 1, t), [-1])
                return (torch.cross_entropy_loss(flat, targets, None, 0), flat)
              def judge(self, ids: Tensor, table: Tensor, p: List[Tensor]) -> List[Tensor]:
                ignored = torch.set_grad_enabled(False)
                loss, found = self.losses(ids, table, p)
                return [loss, torch.argmax(found, 1)]
              def gradients(self, ids: Tensor, weight: Tensor, table: Tensor, p: List[Tensor]) -> List[Tensor]:
                leaves = annotate(List[Tensor], [])
                for i in range(torch.len(p)):
                  leaf = torch.requires_grad_(torch.detach(p[i]), True)
                  x = torch.append(leaves, leaf)
                each, found = self.losses(ids, table, leaves)
                w = torch.reshape(weight, [-1])
                loss = torch.div(torch.sum(torch.mul(each, w)), torch.sum(w))
                parts = torch.grad([loss], leaves, None, None, False, False)
                all = [torch.detach(loss)]
                for i in range(torch.len(parts)):
                  x = torch.append(all, torch.detach(torch._unwrap_optional(parts[i])))
                return all
              def orthogonal(self, g: Tensor) -> Tensor:
                tall = torch.gt(torch.size(g, 1), torch.size(g, 2))
                x = g
                if tall:
                  x = torch.transpose(g, 1, 2)
                x = torch.div(x, torch.add(torch.linalg_vector_norm(x, 2, [1, 2], True), 1.0e-7))
                for i in range(5):
                  a = torch.bmm(x, torch.transpose(x, 1, 2))
                  c = torch.baddbmm(a, a, a, beta=-4.7750, alpha=2.0315)
                  x = torch.baddbmm(x, c, x, beta=3.4445)
                if tall:
                  x = torch.transpose(x, 1, 2)
                return x
              def muon(self, w: Tensor, g: Tensor, m: Tensor, rate: float, momentum: float, decay: float) -> Tensor:
                rows = torch.size(w, -2)
                columns = torch.size(w, -1)
                m = torch.add_(torch.mul_(m, momentum), g, alpha=torch.sub(1.0, momentum))
                ahead = torch.add(torch.mul(g, torch.sub(1.0, momentum)), m, alpha=momentum)
                step = torch.reshape(self.orthogonal(torch.reshape(ahead, [-1, rows, columns])), torch.size(w))
                scale = torch.sqrt(ops.prim.max(1.0, torch.div(torch.Float(rows), torch.Float(columns))))
                w = torch.mul_(w, torch.sub(1.0, torch.mul(rate, decay)))
                return torch.sub_(w, step, alpha=torch.mul(rate, scale))
              def adam(self, w: Tensor, g: Tensor, m: Tensor, v: Tensor, s: List[float], decay: float) -> Tensor:
                m = torch.add_(torch.mul_(m, s[3]), g, alpha=torch.sub(1.0, s[3]))
                v = torch.addcmul_(torch.mul_(v, s[4]), g, g, value=torch.sub(1.0, s[4]))
                root = torch.add(torch.sqrt(torch.div(v, s[6])), 1.0e-8)
                w = torch.mul_(w, torch.sub(1.0, torch.mul(s[2], decay)))
                return torch.addcdiv_(w, m, root, value=torch.neg(torch.div(s[2], s[5])))
              def step(self, ids: Tensor, weight: Tensor, table: Tensor, settings: Tensor, p: List[Tensor], m: List[Tensor], v: List[Tensor]) -> List[Tensor]:
                s = annotate(List[float], [])
                for i in range(torch.size(settings, 0)):
                  x = torch.append(s, torch.Float(torch.select(settings, 0, i)))
                found = self.gradients(ids, weight, table, p)
                squares = torch.sum(torch.mul(found[1], found[1]))
                for i in range(2, torch.len(found)):
                  squares = torch.add(squares, torch.sum(torch.mul(found[i], found[i])))
                size = torch.sqrt(squares)
                scale = torch.clamp_max(torch.div(torch.mul(torch.ones_like(size), s[8]), torch.add(size, 1.0e-6)), 1.0)
                for i in range(torch.len(p)):
                  g = torch.mul(found[torch.add(i, 1)], scale)
                  if torch.lt(i, $ADAM):
                    decay = 0.0
                    if torch.eq(i, 0):
                      decay = s[7]
                    x = self.adam(p[i], g, m[i], v[i], s, decay)
                  else:
                    x = self.muon(p[i], g, m[i], s[0], s[1], s[7])
                return [found[0], size]
            """;

    private LlamaScript() {}

    /**
     * The methods for a shape.
     *
     * @param half whether products are in bfloat16; norms, residual stream, softmax and loss are float32 either way
     */
    static String of(ModelShape shape, boolean half) {
        return TEXT.replace("$TYPE", half ? "15" : "6")
                .replace("$EPS", Double.toString(ModelShape.NORM_EPSILON))
                .replace("$HALF", "" + shape.headWidth() / 2)
                .replace("$HEADS3", "" + 3 * shape.heads())
                .replace("$HEADS2", "" + 2 * shape.heads())
                .replace("$HEADS", "" + shape.heads())
                .replace("$HEAD", "" + shape.headWidth())
                .replace("$D3", "" + 3 * shape.width())
                .replace("$D", "" + shape.width())
                .replace("$MLP2", "" + 2 * shape.mlp())
                .replace("$MLP", "" + shape.mlp())
                .replace("$LAYERS", "" + shape.blocks())
                .replace("$VOCABULARY", "" + shape.vocabulary())
                .replace("$ADAM", "" + ADAM);
    }
}
