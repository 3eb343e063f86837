package org.fragaria.showcase;

import java.util.Arrays;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.demo.Demo;
import org.fragaria.exhibit.GivenDemos;
import org.fragaria.problem.FragariaException;
import org.fragaria.truth.TruthReport;

/** The demos of the model that ships, where this data folder holds it. */
@ApplicationScoped
class ShippedDemos implements GivenDemos {

    @Inject
    Demo demo;

    @Override
    public List<Given> all() {
        try {
            return demo.unpacked().map(unpacked -> all(unpacked.truth())).orElse(List.of());
        } catch (FragariaException e) {
            return List.of(); // the front page says what is wrong with the demo
        }
    }

    private static List<Given> all(TruthReport truth) {
        return Arrays.stream(Subject.values())
                .filter(Subject::isDemo)
                .filter(subject -> Showcase.pick(truth, subject).isPresent())
                .map(subject -> new Given(subject.demo(), subject.about(), "/demo/" + subject.id()))
                .toList();
    }
}
