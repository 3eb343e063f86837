package org.fragaria;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The house of docs/architecture.md: who may know whom. Plain tests and not ArchUnit's own engine, which finds the rules
 * here but runs none of them under the JUnit that Quarkus brings.
 */
class HouseTest {

    private static final String[] GROUND = {
        "org.fragaria.problem..",
        "org.fragaria.weights..",
        "org.fragaria.torch..",
        "org.fragaria.model..",
        "org.fragaria.corpus..",
        "org.fragaria.dictionary..",
        "org.fragaria.village..",
        "org.fragaria.hub.."
    };
    private static final String[] ENGINE = {
        "org.fragaria.intervention..",
        "org.fragaria.engine..",
        "org.fragaria.training..",
        "org.fragaria.pretraining..",
        "org.fragaria.fit..",
        "org.fragaria.measure..",
        "org.fragaria.map..",
        "org.fragaria.truth.."
    };
    private static final String[] PRODUCT = {
        "org.fragaria.web..",
        "org.fragaria.job..",
        "org.fragaria.build..",
        "org.fragaria.live..",
        "org.fragaria.catalog..",
        "org.fragaria.feature..",
        "org.fragaria.account..",
        "org.fragaria.atlas..",
        "org.fragaria.compare..",
        "org.fragaria.explanation..",
        "org.fragaria.collection..",
        "org.fragaria.share..",
        "org.fragaria.search..",
        "org.fragaria.vector..",
        "org.fragaria.steering..",
        "org.fragaria.lab..",
        "org.fragaria.experiment..",
        "org.fragaria.exhibit..",
        "org.fragaria.demo..",
        "org.fragaria.showcase..",
        "org.fragaria.home..",
        "org.fragaria.neuronpedia..",
        "org.fragaria.cli..",
        "org.fragaria.bench.."
    };

    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.fragaria.(*)..").should().beFreeOfCycles();

    static final ArchRule groundStandsOnNothing = noClasses()
            .that()
            .resideInAnyPackage(GROUND)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(concat(ENGINE, PRODUCT));

    static final ArchRule engineKnowsNoProduct = noClasses()
            .that()
            .resideInAnyPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PRODUCT);

    static final ArchRule groundAndEngineAreALibrary = noClasses()
            .that()
            .resideInAnyPackage(concat(GROUND, ENGINE))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.hibernate..", "io.vertx..", "org.jboss..");

    static final ArchRule onlyTorchTouchesTheJni = noClasses()
            .that()
            .resideOutsideOfPackage("org.fragaria.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl.pytorch..");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.fragaria");

    @Test
    void thereIsSomethingToCheck() {
        assertThat(CLASSES.size()).isGreaterThan(50);
    }

    @Test
    void packagesHaveNoCycles() {
        packagesHaveNoCycles.check(CLASSES);
    }

    @Test
    void groundStandsOnNothing() {
        groundStandsOnNothing.check(CLASSES);
    }

    @Test
    void engineKnowsNoProduct() {
        engineKnowsNoProduct.check(CLASSES);
    }

    @Test
    void groundAndEngineAreALibrary() {
        groundAndEngineAreALibrary.check(CLASSES);
    }

    @Test
    void onlyTorchTouchesTheJni() {
        onlyTorchTouchesTheJni.check(CLASSES);
    }

    private static String[] concat(String[] a, String[] b) {
        String[] all = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
