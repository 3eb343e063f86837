package org.fragaria;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The house of docs/architecture.md: who may know whom. */
@AnalyzeClasses(packages = "org.fragaria", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

    private static final String[] GROUND = {
        "..problem..", "..weights..", "..torch..", "..model..", "..corpus..", "..dictionary.."
    };
    private static final String[] ENGINE = {"..intervention..", "..engine..", "..training..", "..measure.."};
    private static final String[] PRODUCT = {
        "..web..",
        "..job..",
        "..catalog..",
        "..feature..",
        "..search..",
        "..steering..",
        "..home..",
        "..neuronpedia..",
        "..cli..",
        "..bench.."
    };

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.fragaria.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule groundStandsOnNothing = noClasses()
            .that()
            .resideInAnyPackage(GROUND)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(concat(ENGINE, PRODUCT));

    @ArchTest
    static final ArchRule engineKnowsNoProduct = noClasses()
            .that()
            .resideInAnyPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PRODUCT);

    @ArchTest
    static final ArchRule groundAndEngineAreALibrary = noClasses()
            .that()
            .resideInAnyPackage(concat(GROUND, ENGINE))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.hibernate..", "io.vertx..", "org.jboss..");

    @ArchTest
    static final ArchRule onlyTorchTouchesTheJni = noClasses()
            .that()
            .resideOutsideOfPackage("..torch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl.pytorch..");

    private static String[] concat(String[] a, String[] b) {
        String[] all = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
