package org.fragaria.exhibit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Message;
import org.fragaria.steering.SteerPage;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Format;

/**
 * What a demo that somebody made shows; also its JSON.
 *
 * @param demo the demo
 * @param run what is run
 * @param result the two texts; null if the address sets nothing
 * @param mine whether this browser made it
 */
public record ExhibitPage(StoredDemo demo, SteerRequest run, SteerPage.@Nullable Result result, boolean mine) {

    /** The prompt that is run; of a chat, the message that is answered. */
    @JsonIgnore
    public String prompt() {
        return run.asked();
    }

    /** What stands before both texts: the prompt, or nothing before answers. */
    @JsonIgnore
    public String shown() {
        return run.talks() ? "" : prompt();
    }

    /** Messages of a chat before the one that is answered. */
    @JsonIgnore
    public List<Message> earlier() {
        return run.talks() ? run.chat().subList(0, run.chat().size() - 1) : List.of();
    }

    /** The strength that is run; null if it is not to be set. */
    @JsonIgnore
    public @Nullable Double strength() {
        Controls.Range range = demo.words().allowed().strength();
        return range == null ? null : strength(run.changes().get(range.intervention()));
    }

    private static Double strength(InterventionSpec spec) {
        return spec.strength() == null ? 1 : spec.strength();
    }

    /** What a step of the strength's slider is. */
    @JsonIgnore
    public double step() {
        Controls.Range range = demo.words().allowed().strength();
        return range == null ? 0.1 : Math.max(0.001, Math.round((range.to() - range.from()) * 10) / 1000.0);
    }

    /** What is changed, in words. */
    @JsonIgnore
    public List<String> turned() {
        return run.changes().stream()
                .filter(InterventionSpec::applied)
                .map(ExhibitPage::words)
                .toList();
    }

    private static String words(InterventionSpec spec) {
        String what = spec.source() == null ? "vector " + spec.vector() : spec.source() + "/" + spec.feature();
        String unit = spec.unit() == null ? "max" : spec.unit();
        String method = spec.method() == null ? "add" : spec.method().replace('_', ' ');
        return method + " " + what + " at " + Format.value(strength(spec)) + (unit.equals("raw") ? "" : " × " + unit);
    }

    /** The address that reproduces the run. */
    @JsonIgnore
    public String link() {
        return link(prompt(), run.firstSeed());
    }

    /** The same with another seed. */
    @JsonIgnore
    public String anotherSeed() {
        return link(prompt(), run.firstSeed() + 1);
    }

    /** The same with another prompt. */
    public String with(String other) {
        return link(other, run.firstSeed());
    }

    private String link(String text, long seed) {
        Double set = strength();
        return demo.path() + "?prompt=" + URLEncoder.encode(text, StandardCharsets.UTF_8)
                + (set == null ? "" : "&strength=" + set) + "&seed=" + seed;
    }
}
