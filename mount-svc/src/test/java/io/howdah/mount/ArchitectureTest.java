package io.howdah.mount;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.howdah.mount", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule knowsNoOtherService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.howdah.mover..", "io.howdah.recovery..", "io.howdah.gateway..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.howdah.mount.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theFileSystemKnowsNeitherFuseNorSpring = noClasses()
            .that()
            .resideInAPackage("io.howdah.mount.fs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ru.serce..", "jnr..", "io.howdah.mount.fuse..", "org.springframework..");

    @ArchTest
    static final ArchRule theWorkerStartsWithoutSpring = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.howdah.mount.worker..",
                    "io.howdah.mount.fuse..",
                    "io.howdah.mount.fs..",
                    "io.howdah.mount.timing..",
                    "io.howdah.mount.os..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "io.howdah.openapi..", "jakarta..", "org.hibernate..");

    @ArchTest
    static final ArchRule theServiceMountsOnlyThroughItsWorkers = noClasses()
            .that()
            .resideInAnyPackage("io.howdah.mount.mount..", "io.howdah.mount.workerprocess..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.howdah.mount.fuse..", "jnr..", "ru.serce..");
}
