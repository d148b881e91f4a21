package io.howdah.mover;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(packages = "io.howdah.mover", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule servicesDoNotKnowEachOther = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.howdah.recovery..", "io.howdah.mount..", "io.howdah.gateway..");

    @ArchTest
    static final ArchRule theMoverHasItsOwnContractOnly = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.howdah.openapi.howdah..", "io.howdah.openapi.mount..", "io.howdah.openapi.mover.client..");

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("io.howdah.mover.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule bindumpStandsByItself = noClasses()
            .that()
            .resideInAPackage("io.howdah.mover.bindump..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.howdah.mover.backup..", "io.howdah.mover.instance..", "io.howdah.mover.catalog..");

    @ArchTest
    static final ArchRule controllersAreNobodysBusiness =
            classes().that().areAnnotatedWith(RestController.class).should().bePackagePrivate();
}
