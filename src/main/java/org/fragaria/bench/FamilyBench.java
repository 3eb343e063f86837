package org.fragaria.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;

/**
 * {@code bench engine --families}: decode of a random model of every family (six blocks of width 512) with a steering
 * vector in every row, against transformers with eager attention doing the same steps on the same weights with the same
 * hook. The two take turns within each round; figures are medians over rounds, ratios are of neighbours in a round.
 */
public final class FamilyBench {

    private static final int PROMPT = 32;
    private static final int STEPS = 8;
    private static final int[] BATCHES = {1, 8};

    private final int rounds;
    private final int threads;
    private final String python;

    /**
     * @param python a Python with torch and transformers, which makes the models
     */
    public FamilyBench(int rounds, int threads, String python) {
        this.rounds = rounds;
        this.threads = threads;
        this.python = python;
    }

    /**
     * Runs everything; figures by name, tokens per second of all rows together, or ratios, in a fixed order.
     *
     * @throws org.fragaria.problem.UnavailableException if the Python lacks what is needed
     */
    public Map<String, Object> run() throws IOException {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("threads", threads);
        figures.put("rounds", rounds);
        Torch.threads(threads);
        Path folder = Files.createTempDirectory("fragaria-bench");
        try {
            for (String family : TorchPeer.families(python, folder)) {
                Path model = Files.createDirectory(folder.resolve(family));
                measure(family, model, figures);
                EngineBench.delete(model);
            }
        } finally {
            EngineBench.delete(folder);
        }
        return figures;
    }

    private void measure(String family, Path folder, Map<String, Object> figures) throws IOException {
        try (TorchPeer peer = TorchPeer.family(python, family, folder, threads)) {
            RandomGpt2.tokenizer(folder);
            figures.putIfAbsent("peer", peer.version());
            try (LanguageModel model = LanguageModel.open(folder, Precision.EXACT)) {
                for (int rows : BATCHES) {
                    decode(family, rows, model, peer, figures);
                }
                float[] expected = peer.logits(EngineBench.CHECKED);
                figures.put(
                        family + "_logits_in_deviations",
                        Differences.inDeviations(EngineBench.lastLogits(model), expected));
            }
        }
    }

    private void decode(String family, int rows, LanguageModel model, TorchPeer peer, Map<String, Object> figures)
            throws IOException {
        EngineBench.Case wanted = new EngineBench.Case(family, rows, PROMPT, STEPS);
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            double mine = EngineBench.time(model, wanted);
            double other = peer.decode(rows, PROMPT, STEPS);
            if (round >= 0) {
                ours[round] = mine;
                theirs[round] = other;
            }
        }
        String name = family + "_decode_b" + rows;
        figures.put(name + "_tokens_per_s", Statistics.round(1000 * rows / Statistics.median(ours)));
        figures.put(name + "_torch_tokens_per_s", Statistics.round(1000 * rows / Statistics.median(theirs)));
        figures.put(name + "_ratio", Statistics.round(Statistics.median(Statistics.ratios(theirs, ours))));
    }
}
