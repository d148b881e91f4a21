package io.howdah.repository;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class BoundariesTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.howdah.repository");

    @Test
    void knowsNeitherSpringNorHttpNorServices() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "java.net.http..",
                        "io.howdah.openapi..",
                        "io.howdah.mover..",
                        "io.howdah.mount..",
                        "io.howdah.recovery..")
                .check(classes);
    }

    @Test
    void dependsOneWay() {
        slices().matching("io.howdah.repository.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}
