package org.fragaria.showcase;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import org.jspecify.annotations.Nullable;

import org.fragaria.demo.Demo;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.engine.Sampling;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.steering.SideBySide;
import org.fragaria.steering.SteerPage;
import org.fragaria.truth.TruthReport;
import org.fragaria.truth.TruthReport.Causal;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.truth.TruthReport.Pick;
import org.fragaria.truth.TruthReport.Rung;
import org.fragaria.truth.TruthReport.Slot;
import org.fragaria.web.Format;
import org.fragaria.web.Page;

/**
 * {@code /demo/strawberry}, {@code /demo/french}, {@code /demo/liar}: a story, the features, one button that runs default
 * and changed side by side. The address is the whole run; {@code /demo/{id}/events} is the same run token by token.
 */
@Path("/")
public class DemoResource {

    private static final int MOST_CARDS = 6;

    @Inject
    Demo demo;

    @Inject
    Cards cards;

    @Inject
    Changes changes;

    @Inject
    Stories stories;

    @Inject
    SideBySide runner;

    @CheckedTemplate(basePath = "showcase")
    static class Templates {
        static native TemplateInstance demo(DemoPage page);

        private Templates() {}
    }

    /** What an address means. */
    private record Asked(
            Subject subject,
            TruthReport truth,
            Pick pick,
            @Nullable Rung rung,
            @Nullable Story story,
            DemoPage.Settings settings) {

        /** What is changed. */
        List<Change> turned() {
            return rung == null ? pick.changes() : rung.changes();
        }
    }

    @GET
    @Path("demo/{id: strawberry|french|liar}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page show(@PathParam("id") String id, @BeanParam DemoSettings words, @Context UriInfo address) {
        Asked asked = asked(id, words);
        requireText(words, address);
        SteerPage.Result result = words.runs() ? run(asked) : null;
        DemoPage page = page(asked, result);
        return new Page(page, Templates.demo(page));
    }

    @GET
    @Path("demo/{id: strawberry|french|liar}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    public Multi<OutboundSseEvent> events(
            @PathParam("id") String id, @BeanParam DemoSettings words, @Context UriInfo address) {
        Asked asked = asked(id, words);
        requireText(words, address);
        Changes.Ready ready = changes.ready(asked.truth(), asked.turned());
        return runner.stream(ready.live().engine(), request(asked, ready), ready.texts(), "/demo/" + id + "/events");
    }

    /** An empty parameter is none at all to the framework, but a person who sent one meant to say something. */
    private static void requireText(DemoSettings words, UriInfo address) {
        if (words.prompt() == null && address.getQueryParameters().containsKey("prompt")) {
            throw new InvalidException("Parameter prompt is empty: expected some text.");
        }
    }

    private Asked asked(String id, DemoSettings words) {
        TruthReport truth = demo.unpacked()
                .orElseThrow(() -> new NotFoundException(
                        "This data folder holds no demo: './fragaria demo' makes one, in a few minutes."))
                .truth();
        Subject subject = Subject.of(id).filter(Subject::isDemo).orElseThrow(() -> unknown(id));
        Pick pick = Showcase.pick(truth, subject)
                .orElseThrow(() -> new NotFoundException("The truth report of this demo has no pick '" + id + "'."));
        if (subject != Subject.LIAR) {
            if (words.rung() != null || words.story() != null) {
                throw new InvalidException("Parameters rung and story: only /demo/liar has them.");
            }
            return new Asked(subject, truth, pick, null, null, words.settings(subject, pick.prompt(), ""));
        }
        Rung rung = rung(truth, pick, words.rung());
        Optional<Story> story = stories.story(truth.seed(), words.number());
        String prompt = story.map(Story::prompt).orElse(pick.prompt());
        return new Asked(
                subject,
                truth,
                pick,
                rung,
                story.orElse(null),
                words.settings(subject, prompt, rung == null ? "" : rung.id()));
    }

    private static NotFoundException unknown(String id) {
        return new NotFoundException("No demo '" + id + "': there are "
                + Arrays.stream(Subject.values())
                        .filter(Subject::isDemo)
                        .map(Subject::id)
                        .collect(Collectors.joining(", "))
                + ".");
    }

    /** The rung asked for; else the one that the report's pick shows, else the one that makes most liars honest. */
    private static @Nullable Rung rung(TruthReport truth, Pick pick, @Nullable String id) {
        List<Rung> ladder = truth.ladder();
        if (id != null && !id.isBlank()) {
            return ladder.stream()
                    .filter(rung -> rung.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new NotFoundException("The ladder has no rung '" + id + "': it has "
                            + ladder.stream().map(Rung::id).collect(Collectors.joining(", ")) + "."));
        }
        if (!pick.changes().isEmpty()) {
            Optional<Rung> same = ladder.stream()
                    .filter(rung -> alike(rung.changes(), pick.changes()))
                    .findFirst();
            if (same.isPresent()) {
                return same.get();
            }
        }
        return ladder.stream()
                .filter(rung -> !rung.control() && !rung.changes().isEmpty())
                .max(java.util.Comparator.comparingDouble(
                        rung -> rung.liarsTrue().rate()))
                .orElse(null);
    }

    private static boolean alike(List<Change> a, List<Change> b) {
        return a.size() == b.size() && words(a).equals(words(b));
    }

    private SteerPage.Result run(Asked asked) {
        Changes.Ready ready = changes.ready(asked.truth(), asked.turned());
        return runner.run(ready.live().engine(), request(asked, ready), ready.texts());
    }

    private static GenerationRequest request(Asked asked, Changes.Ready ready) {
        DemoPage.Settings settings = asked.settings();
        return new GenerationRequest(
                ready.live().encode("prompt", settings.prompt()),
                List.of(List.of(), ready.interventions()),
                new Sampling(settings.temperature(), settings.seed()),
                settings.tokens(),
                true);
    }

    private DemoPage page(Asked asked, SteerPage.@Nullable Result result) {
        TruthReport truth = asked.truth();
        Pick pick = asked.pick();
        Subject subject = asked.subject();
        // its button is judged by where the word becomes likelier, not by how often it can be forced
        List<Slot> slots = subject == Subject.STRAWBERRY ? truth.slots() : List.of();
        Optional<Causal> causal = truth.causal().stream()
                .filter(one -> slots.isEmpty() && one.concept().contains(subject.id()))
                .findFirst();
        Story own = asked.story();
        Story story = own != null && own.prompt().equals(asked.settings().prompt()) ? own : null;
        return new DemoPage(
                subject.id(),
                subject.demo(),
                truth.model(),
                cards.card(
                        "detector",
                        subject.title(),
                        subject.kind(),
                        truth.model(),
                        pick.detector().at(),
                        pick.detector().index()),
                features(truth, asked.turned()),
                words(asked.turned()),
                asked.settings(),
                changes.canRun(truth, asked.turned()),
                result,
                causal.map(Causal::arms).orElse(List.of()),
                causal.map(Causal::counted).orElse(""),
                slots,
                subject == Subject.LIAR ? ladder(asked) : List.of(),
                story,
                story == null || result == null ? List.of() : verdicts(story, result));
    }

    private List<Door> features(TruthReport truth, List<Change> turned) {
        return turned.stream()
                .filter(change -> change.vector() == null)
                .limit(MOST_CARDS)
                .map(change -> cards.card(
                        "feature",
                        "Feature " + Format.count(change.index()),
                        word(change),
                        truth.model(),
                        change.source(),
                        change.index()))
                .toList();
    }

    private List<DemoPage.RungRow> ladder(Asked asked) {
        return asked.truth().ladder().stream()
                .map(rung -> new DemoPage.RungRow(
                        rung.id(),
                        rung.title(),
                        turned(rung.changes()),
                        rung.liarsTrue(),
                        rung.liarsFalse(),
                        rung.truthfulTrue(),
                        rung.control(),
                        rung.equals(asked.rung()),
                        changes.canRun(asked.truth(), rung.changes()) ? live(asked, rung) : null))
                .toList();
    }

    private static String live(Asked asked, Rung rung) {
        return "/demo/liar?rung=" + DemoPage.encoded(rung.id()) + "&story="
                + asked.settings().story() + "&prompt="
                + DemoPage.encoded(asked.settings().prompt()) + "#run";
    }

    private static String turned(List<Change> changed) {
        if (changed.isEmpty()) {
            return "nothing";
        }
        return changed.size() > 3 ? changed.size() + " changes" : String.join("; ", words(changed));
    }

    private static List<String> words(List<Change> changed) {
        List<String> said = new ArrayList<>();
        for (Change change : changed) {
            String what = change.vector() == null
                    ? change.source() + "/" + change.index()
                    : "a direction at " + change.source();
            said.add(what + " " + word(change));
        }
        return said;
    }

    private static String word(Change change) {
        return switch (change.method()) {
            case "ablate" -> "switched off";
            case "clamp" -> "held at " + Format.value(change.strength());
            default -> Format.signed(change.strength()) + " added";
        };
    }

    /** What the speaker named, default and changed. */
    private static List<String> verdicts(Story story, SteerPage.Result result) {
        return List.of(
                verdict(story, result.normal().text()),
                verdict(story, result.steered().text()));
    }

    private static String verdict(Story story, String text) {
        String said = text.stripLeading();
        if (said.startsWith(story.place())) {
            return "the truth";
        }
        return said.startsWith(story.decoy()) ? "a lie" : "neither place";
    }
}
