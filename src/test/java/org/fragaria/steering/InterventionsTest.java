package org.fragaria.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.engine.Sampling;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Moved;
import org.fragaria.intervention.Positions;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.testsupport.VillageData;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What people write becomes interventions on a model that runs. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class InterventionsTest {

    private static final String MODEL = VillageData.LIVE.split("/")[0];
    private static final String SOURCE = VillageData.LIVE.split("/")[1];

    @Inject
    Interventions interventions;

    @Inject
    ObjectMapper json;

    @Test
    void aFeatureIsAddedInMultiplesOfItsMaximum() {
        Interventions.Ready ready = one("{'source':'%s','feature':5,'strength':2}");
        Intervention change = ready.changes().getFirst();
        assertThat(change.method()).isEqualTo(Method.ADD);
        assertThat(change.scope().positions()).isEqualTo(Positions.GENERATED);
        assertThat(ready.max()).isPositive();
        assertThat(ready.raw()).isEqualTo(2 * ready.max());
        assertThat((double) change.strength()).isCloseTo(ready.raw(), within(1e-4));
        assertThat(ready.address().toString()).isEqualTo("resid_post.1");
        assertThat(ready.share()).isCloseTo(ready.raw() * ready.length() / ready.norm(), within(1e-9));
        Strengths.Slider slider = ready.slider();
        assertThat(slider).isNotNull();
        assertThat(slider.from()).isCloseTo(-1, within(0.1));
        assertThat(slider.to()).isCloseTo(4, within(0.1));
        assertThat(slider.step()).isBetween(0.02, 0.1);
    }

    @Test
    void aNormIsWhatTheTensorTypicallyMeasures() {
        Interventions.Ready ready = one("{'source':'%s','feature':5,'strength':0.5,'unit':'norm'}");
        assertThat(ready.raw() * ready.length()).isCloseTo(0.5 * ready.norm(), within(1e-6));
        assertThat(one("{'source':'%s','feature':6,'unit':'norm'}").norm()).isEqualTo(ready.norm());
        assertThat(ready.share()).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void factorsAndMeansHaveNoUnit() {
        assertThat(one("{'source':'%s','feature':5,'method':'scale','strength':-1}")
                        .raw())
                .isEqualTo(-1);
        assertThat(one("{'source':'%s','feature':5,'method':'decompose'}").raw())
                .isEqualTo(2);
        Interventions.Ready mean = one("{'source':'%s','feature':5,'method':'ablate_mean'}");
        assertThat(mean.raw()).isBetween(0.0, mean.max());
        assertThat(mean.slider()).isNull();
        assertThat(one("{'source':'%s','feature':5,'method':'ablate'}").raw()).isZero();
    }

    @Test
    void aCapHasTwoBounds() {
        Intervention both = one("{'source':'%s','feature':5,'method':'cap','low':-1,'strength':2,'unit':'raw'}")
                .changes()
                .getFirst();
        assertThat(both.low()).isEqualTo(-1);
        assertThat(both.strength()).isEqualTo(2);
        Intervention below = one("{'source':'%s','feature':5,'method':'cap','low':-1,'unit':'raw'}")
                .changes()
                .getFirst();
        assertThat(below.strength()).isEqualTo(Float.POSITIVE_INFINITY);
        refused("{'source':'%s','feature':5,'method':'cap','low':3,'strength':2}", "first not above the second");
        refused("{'source':'%s','feature':5,'low':3}", "only beside the method cap");
    }

    @Test
    void placesAndConditionsAreRead() {
        Intervention range = one("{'source':'%s','feature':5,'positions':'range','from':3}")
                .changes()
                .getFirst();
        assertThat(range.scope().from()).isEqualTo(3);
        assertThat(range.scope().to()).isEqualTo(Integer.MAX_VALUE);
        Intervention tokens = one("{'source':'%s','feature':5,'positions':'tokens','tokens':['a']}")
                .changes()
                .getFirst();
        assertThat(tokens.scope().tokens()).isNotEmpty();
        Intervention where = one("{'source':'%1$s','feature':5,'where':{'source':'%1$s','feature':6,'above':0.5}}")
                .changes()
                .getFirst();
        assertThat(where.scope().condition()).isNotNull();
        refused("{'source':'%s','feature':5,'positions':'range'}", "'from'");
        refused("{'source':'%s','feature':5,'positions':'range','from':4,'to':3}", "Positions from 4 to 3");
        refused("{'source':'%s','feature':5,'positions':'tokens','tokens':['nosuchtoken']}", "nosuchtoken");
        refused("{'source':'%s','feature':5,'positions':'first'}", "positions");
    }

    @Test
    void whatIsMissingOrTooMuchIsSaid() {
        refused("{'source':'%s'}", "neither a 'feature'");
        refused("{'source':'%s','feature':5,'vector':'abc'}", "both a feature and a vector");
        refused("{'feature':5}", "'source'");
        refused("{'source':'%s','feature':5,'method':'sing'}", "at_least");
        refused("{'source':'%s','feature':5,'unit':'metres'}", "max, raw or norm");
        refused("{'source':'%s','feature':5,'strength':1e30}", "1000000");
        assertThatThrownBy(() -> one("{'source':'%s','feature':99999}")).isInstanceOf(NotFoundException.class);
        assertThat(one("{'source':'%s','feature':5,'on':false}").changes()).isEmpty();
    }

    /** Adding raw 1 of a direction of known length: the ratio is that length over the norm of each touched tensor. */
    @Test
    void aRunTellsHowFarItMovedTheTensor() throws Exception {
        Interventions.Running running = interventions.running(MODEL);
        Interventions.Ready ready = one("{'source':'%s','feature':5,'unit':'norm','strength':0.25}");
        int[] prompt = running.live().encode("prompt", "Once upon a time");
        List<List<Moved.At>> told = new ArrayList<>();
        running.engine()
                .submit(
                        new GenerationRequest(prompt, List.of(List.of(), ready.changes()), Sampling.GREEDY, 6, false),
                        new GenerationListener() {
                            @Override
                            public void token(int variant, int position, int id, float logProbability) {}

                            @Override
                            public boolean asksHowFar() {
                                return true;
                            }

                            @Override
                            public void moved(int variant, List<Moved.At> places) {
                                told.add(places);
                            }
                        })
                .done()
                .get(60, TimeUnit.SECONDS);
        assertThat(told).hasSize(2);
        List<Moved.At> steered = told.get(0).isEmpty() ? told.get(1) : told.get(0);
        assertThat(steered).hasSize(1);
        assertThat(steered.getFirst().address().toString()).isEqualTo("resid_post.1");
        assertThat(steered.getFirst().tokens()).isEqualTo(6);
        assertThat(steered.getFirst().ratio()).isBetween(0.1, 0.6);
    }

    private Interventions.Ready one(String spec) {
        try {
            InterventionSpec read = json.readValue(spec.formatted(SOURCE).replace('\'', '"'), InterventionSpec.class);
            assertThat(json.readValue(json.writeValueAsString(read), InterventionSpec.class))
                    .isEqualTo(read);
            return interventions.ready(MODEL, List.of(read)).getFirst();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private void refused(String spec, String reason) {
        assertThatThrownBy(() -> one(spec)).isInstanceOf(InvalidException.class).hasMessageContaining(reason);
    }
}
